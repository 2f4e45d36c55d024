-- Why a revision replaced the one before it, and who stands for it; unknown for rows of before.
ALTER TABLE result_revision ADD COLUMN reason VARCHAR(32);
ALTER TABLE result_revision ADD COLUMN approver VARCHAR(200);
-- A resettled interval is out of the stream job's hands.
ALTER TABLE result_latest ADD COLUMN resettled BOOLEAN DEFAULT FALSE NOT NULL;
