-- What a result says beside its content: use and headroom; unknown for rows of before.
ALTER TABLE result_latest ADD COLUMN beside VARCHAR(1000000);
