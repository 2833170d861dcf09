-- Quality control: what people say of gauges and readings, and what has to be looked at again.

CREATE TABLE mark (
    id       text COLLATE "C" PRIMARY KEY,
    station  text COLLATE "C" NOT NULL,
    document json NOT NULL
);
COMMENT ON TABLE mark IS '"this gauge is bad until ...", said by a person; kept whole in document, never deleted';
COMMENT ON COLUMN mark.id IS 'sortable by time';
CREATE INDEX mark_station ON mark (station, id);

CREATE TABLE correction (
    id              text COLLATE "C" PRIMARY KEY,
    datastream      integer NOT NULL,
    phenomenon_time timestamptz NOT NULL,
    is_undone       boolean NOT NULL,
    document        json NOT NULL
);
COMMENT ON TABLE correction IS 'a value that a person put in place of a reading, with the one it replaced; never deleted';
COMMENT ON COLUMN correction.is_undone IS 'false -> true: the reading has what the correction replaced again';
CREATE INDEX correction_reading ON correction (datastream, phenomenon_time, id);

CREATE TABLE review_due (
    datastream integer PRIMARY KEY,
    since      timestamptz NOT NULL,
    until      timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE review_due IS 'readings whose surroundings changed since they were flagged; a row goes once they were reviewed';
COMMENT ON COLUMN review_due.until IS 'inclusive';

CREATE TABLE review_limits (
    datastream integer PRIMARY KEY,
    digest     text NOT NULL
);
COMMENT ON TABLE review_limits IS 'limits under which a datastream was flagged last; others make its recent readings due';
