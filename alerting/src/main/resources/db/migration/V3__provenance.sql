-- What a result rests on; unknown for rows of before.
ALTER TABLE result_revision ADD COLUMN provenance VARCHAR(64);
ALTER TABLE result_latest ADD COLUMN provenance VARCHAR(64);
