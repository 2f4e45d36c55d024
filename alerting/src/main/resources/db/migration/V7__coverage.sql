-- Why a result's unmeasured time was not measured, in GPU-milliseconds, and the range of its availability; zeros and nulls for rows of before.
ALTER TABLE result_latest ADD COLUMN missing_device BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE result_latest ADD COLUMN missing_collector BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE result_latest ADD COLUMN missing_wan BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE result_latest ADD COLUMN missing_platform BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE result_latest ADD COLUMN missing_site_power BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE result_latest ADD COLUMN low_per_mille INT;
ALTER TABLE result_latest ADD COLUMN high_per_mille INT;
