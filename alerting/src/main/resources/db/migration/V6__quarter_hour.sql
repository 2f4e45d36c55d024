-- What settled results come to by quarter-hour (epoch seconds, UTC; an interval counts where it starts), so that a month is
-- added up from thousands of rows, not from hundreds of thousands. A block of '' is the whole line. Kept exact by
-- every revision: what the one before it counted is taken off. Names are in UseAmounts.
CREATE TABLE quarter_hour (
    lease VARCHAR(64) NOT NULL,
    line VARCHAR(64) NOT NULL,
    quarter BIGINT NOT NULL,
    block VARCHAR(64) NOT NULL,
    name VARCHAR(64) NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (lease, line, block, quarter, name)
);
CREATE INDEX quarter_hour_of ON quarter_hour (lease, line, quarter);
-- Whether the quarter-hour holds the interval's latest settled revision.
ALTER TABLE result_latest ADD COLUMN counted BOOLEAN DEFAULT FALSE NOT NULL;
