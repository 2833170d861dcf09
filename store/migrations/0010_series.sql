-- Time series: corrections by devices, hourly rollups, aged readings packed in columns, retention.

-- How often a device corrected an instant; most readings are never corrected and have no row.
CREATE TABLE revision (
    phenomenon_time timestamptz NOT NULL,
    datastream      integer NOT NULL,
    revision        smallint NOT NULL CHECK (revision > 0),
    PRIMARY KEY (datastream, phenomenon_time)
);
COMMENT ON COLUMN revision.revision IS 'of the reading in observation; 0, the first one sent, has no row';

CREATE TABLE reading_beside (
    phenomenon_time timestamptz NOT NULL,
    result_time     timestamptz NOT NULL,
    value           double precision NOT NULL,
    datastream      integer NOT NULL,
    why             integer NOT NULL,
    quality         smallint NOT NULL,
    revision        smallint NOT NULL,
    lon             double precision,
    lat             double precision,
    PRIMARY KEY (datastream, phenomenon_time, revision, value)
);
COMMENT ON TABLE reading_beside IS 'readings that came for an instant and are not the one kept: replaced by a later revision, or in conflict with the first of theirs; columns and units as in observation';

-- Two instants move forward while readings come in; whoever appends holds a shared lock (4606005) meanwhile and
-- therefore knows on which side of them its readings lie. No row: neither has moved yet.
CREATE TABLE series_fence (
    is_only      boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    closed_until timestamptz NOT NULL,
    packed_until timestamptz NOT NULL
);
COMMENT ON COLUMN series_fence.closed_until IS 'hours before this are answered from rollups unless marked; a reading that comes in for one marks it';
COMMENT ON COLUMN series_fence.packed_until IS 'weeks before this may be packed; Monday 00:00 UTC';

CREATE FUNCTION enter_series(OUT closed_until timestamptz, OUT packed_until timestamptz) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4606005);
    -- A statement of its own inside a volatile function sees what was committed while the lock was waited for.
    SELECT coalesce(max(f.closed_until), timestamptz '0001-01-01 00:00:00+00'),
        coalesce(max(f.packed_until), timestamptz '0001-01-01 00:00:00+00')
    INTO closed_until, packed_until
    FROM series_fence AS f;
END $$;
COMMENT ON FUNCTION enter_series IS 'keeps the fences where they are until the commit and says where; the year 1 while they have never moved';

CREATE TABLE rollup (
    datastream integer NOT NULL,
    day        timestamptz NOT NULL,
    hours      bytea NOT NULL,
    PRIMARY KEY (datastream, day)
) WITH (fillfactor = 70);
COMMENT ON COLUMN rollup.day IS '00:00 UTC';
COMMENT ON COLUMN rollup.hours IS 'up to 24 hourly sums, see store/rollups.py; days of any kind are made of hours';

-- Marks are only ever added by writers and taken by the one who refreshes: no writer waits for another.
CREATE TABLE late_hour (
    datastream integer NOT NULL,
    hour       timestamptz NOT NULL
);
CREATE INDEX late_hour_key ON late_hour (datastream, hour);
COMMENT ON TABLE late_hour IS 'hours before closed_until whose readings changed since they were summed up; one row per change';

CREATE TABLE closed_span (
    since timestamptz NOT NULL,
    until timestamptz NOT NULL
);
COMMENT ON TABLE closed_span IS 'hours that were closed and are still to be summed up, of every datastream; the year 1 stands for the first reading';

CREATE TABLE observation_packed (
    datastream integer NOT NULL,
    week       timestamptz NOT NULL,
    first_time timestamptz NOT NULL,
    last_time  timestamptz NOT NULL,
    readings   integer NOT NULL,
    data       bytea NOT NULL,
    PRIMARY KEY (datastream, first_time)
);
-- Deflated already: a second try at compression only costs.
ALTER TABLE observation_packed ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE INDEX observation_packed_week ON observation_packed (week);
COMMENT ON TABLE observation_packed IS 'about a thousand aged readings of one datastream; the readings of a datastream''s week are all here or all in observation';
COMMENT ON COLUMN observation_packed.week IS 'Monday 00:00 UTC';
COMMENT ON COLUMN observation_packed.data IS 'see store/packing.py';

CREATE TABLE kept_since (
    datastream integer PRIMARY KEY,
    since      timestamptz NOT NULL
);
COMMENT ON COLUMN kept_since.since IS 'readings before this were dropped for their age; their rollups are final';

-- Free the room of a week once its readings are packed: nothing is there any more, and nothing can come meanwhile.
CREATE FUNCTION empty_observation_week(week regclass) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    is_used boolean;
BEGIN
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', week);
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', week) INTO is_used;
    IF NOT is_used THEN
        EXECUTE format('TRUNCATE %s', week);
    END IF;
    RETURN NOT is_used;
END $$;
COMMENT ON FUNCTION empty_observation_week IS 'truncates a partition or chunk of observation that holds no reading; returns whether it held none';

-- A transaction that holds a lock on observation already does not hear of weeks attached since; a lock on the week
-- itself makes it listen.
CREATE FUNCTION notice_observation_weeks(mondays timestamptz[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    monday timestamptz;
BEGIN
    FOREACH monday IN ARRAY mondays LOOP
        EXECUTE format('LOCK TABLE %I IN ROW EXCLUSIVE MODE',
            'observation_' || to_char(monday AT TIME ZONE 'UTC', 'YYYYMMDD'));
    END LOOP;
END $$;
COMMENT ON FUNCTION notice_observation_weeks IS 'lets this transaction know partitions that were made while it ran; plain PostgreSQL only';
