-- What the rules of the partitions said, for rules that count votes of several; see docs/decisions/0030.

CREATE TABLE told (
    -- Ascending in the order of commits within one partition: it has one writer.
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "partition" integer NOT NULL CHECK ("partition" >= 0),
    rule text NOT NULL,
    target text NOT NULL,
    -- Level afterwards.
    level smallint NOT NULL,
    -- Event time.
    at timestamptz NOT NULL,
    -- The transition.
    document json NOT NULL
);

CREATE INDEX told_by_partition ON told ("partition", seq);
CREATE INDEX told_by_slot ON told (rule, target, seq);
