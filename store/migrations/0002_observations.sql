-- Readings: a hypertable where TimescaleDB is loaded, weekly native range partitions where it is not.
-- A week is cut at Monday 00:00 UTC; partitions are made when a reading first needs one.

DO $$
DECLARE
    -- The loader defines this setting in every session of a server that preloads TimescaleDB; creating the
    -- extension on a server that does not would end the session.
    has_timescale constant boolean :=
        current_setting('timescaledb.disable_load', true) IS NOT NULL
        AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb');
BEGIN
    IF has_timescale THEN
        CREATE EXTENSION IF NOT EXISTS timescaledb;
    END IF;
    -- Columns stand in order of their alignment: 24 bytes of header (bitmap of the two empty places included)
    -- and 40 bytes of data a row.
    EXECUTE 'CREATE TABLE observation (
        phenomenon_time timestamptz NOT NULL,
        result_time     timestamptz NOT NULL,
        value           double precision NOT NULL,
        datastream      integer NOT NULL,
        why             integer NOT NULL,
        quality         smallint NOT NULL,
        lon             double precision,
        lat             double precision,
        PRIMARY KEY (datastream, phenomenon_time)
    )' || CASE WHEN has_timescale THEN '' ELSE ' PARTITION BY RANGE (phenomenon_time)' END;
    IF has_timescale THEN
        PERFORM create_hypertable(
            'observation', by_range('phenomenon_time', INTERVAL '7 days'), create_default_indexes => false);
    END IF;
END $$;

-- Readings arrive nearly in order of time, so a block-range index finds the tail at almost no cost.
CREATE INDEX observation_time ON observation USING brin (phenomenon_time) WITH (autosummarize = on);

COMMENT ON COLUMN observation.phenomenon_time IS 'when it was true at the sensor';
COMMENT ON COLUMN observation.result_time IS 'when it arrived here';
COMMENT ON COLUMN observation.value IS 'canonical unit of the observed property, finite';
COMMENT ON COLUMN observation.datastream IS 'datastream.number';
COMMENT ON COLUMN observation.why IS 'bits of the checks that failed: 1 device, 2 range, 4 arrival time, 8 future';
COMMENT ON COLUMN observation.quality IS '0 good, 1 doubtful, 2 unreliable';
COMMENT ON COLUMN observation.lon IS 'degrees WGS-84 of a moving station, null for a fixed one';
COMMENT ON COLUMN observation.lat IS 'degrees WGS-84 of a moving station, null for a fixed one';

CREATE FUNCTION add_observation_week(monday timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    week constant text := 'observation_' || to_char(monday AT TIME ZONE 'UTC', 'YYYYMMDD');
BEGIN
    -- One maker at a time; the others find the week made.
    PERFORM pg_advisory_xact_lock(4606001);
    IF to_regclass(week) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE observation INCLUDING CONSTRAINTS INCLUDING COMMENTS)', week);
        -- Attaching lets readings go on being written meanwhile; CREATE ... PARTITION OF would stop them.
        EXECUTE format('ALTER TABLE observation ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            week, monday, monday + INTERVAL '168 hours');
    END IF;
END $$;
COMMENT ON FUNCTION add_observation_week IS 'makes the partition of the week that begins on this Monday 00:00 UTC; plain PostgreSQL only';

-- The newest reading of every datastream; it only moves forward. Space is left for updates in place.
CREATE TABLE latest (
    phenomenon_time timestamptz NOT NULL,
    result_time     timestamptz NOT NULL,
    value           double precision NOT NULL,
    datastream      integer PRIMARY KEY,
    why             integer NOT NULL,
    quality         smallint NOT NULL,
    lon             double precision,
    lat             double precision
) WITH (fillfactor = 70);
COMMENT ON TABLE latest IS 'newest reading by phenomenon_time; columns and units as in observation';
