-- The blocks that lost most in a breached interval, by layer, and their sum over a deviation; nothing for rows of before.
ALTER TABLE judgement ADD COLUMN blocks VARCHAR(1000000) DEFAULT '{}' NOT NULL;
ALTER TABLE deviation ADD COLUMN blocks VARCHAR(1000000) DEFAULT '{}' NOT NULL;
-- In whose thread of messages a deviation is told; one that is not here has its own.
CREATE TABLE told (
    deviation BIGINT PRIMARY KEY,
    thread BIGINT NOT NULL
);
CREATE INDEX told_in ON told (thread);
-- Quarter-hours count more than they did (causes of unmeasured time, what no use is known of): all of them are counted anew after the start.
DELETE FROM quarter_hour;
UPDATE result_latest SET counted = FALSE;
