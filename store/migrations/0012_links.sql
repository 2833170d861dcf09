-- What is known of the way between each station and us.

CREATE TABLE station_link (
    station     text PRIMARY KEY,
    heard       timestamptz NOT NULL,
    behind_us   bigint,
    lost        bigint
);
COMMENT ON TABLE station_link IS 'kept coarsely: up to a minute behind what ingest knows';
COMMENT ON COLUMN station_link.heard IS 'arrival of the last reading or event';
COMMENT ON COLUMN station_link.behind_us IS 'µs by which the clock of the station is behind ours, negative: ahead; null: not known';
COMMENT ON COLUMN station_link.lost IS 'messages that never came, by gaps in seq since ingest started; null: the station sends no seq';
