-- Which process may write what belongs to a partition of the readings stream; see docs/decisions/0029.

CREATE TABLE ownership (
    -- Number of the partition.
    "partition" integer PRIMARY KEY CHECK ("partition" >= 0),
    -- Grows with every holder. A transaction under an older one is refused.
    epoch bigint NOT NULL CHECK (epoch > 0),
    -- Name of the process.
    holder text NOT NULL,
    since timestamptz NOT NULL
);
