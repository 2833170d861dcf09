-- Queries of store.postgres.{fences,settling,rollups,aged,retention}.

-- name: enter
-- Hold the fences where they are until the commit, and say where they are.
SELECT closed_until, packed_until FROM enter_series()

-- name: fence
-- Where the fences are; the year 1 while they have never moved.
SELECT
    coalesce(max(closed_until), timestamptz '0001-01-01 00:00:00+00'),
    coalesce(max(packed_until), timestamptz '0001-01-01 00:00:00+00')
FROM series_fence

-- name: stop_writers
-- Wait until whoever appends is done, and let nobody else begin before the commit.
SELECT pg_advisory_xact_lock(4606005)

-- name: patience
-- Rather try again later than keep writers waiting behind a wait.
SELECT set_config('lock_timeout', %(timeout)s, true)

-- name: one_snapshot
-- Let every query of this transaction see the same readings.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

-- name: close
-- Move the fence of closed hours forward and note what is to be summed up.
WITH before AS (
    SELECT coalesce(max(closed_until), timestamptz '0001-01-01 00:00:00+00') AS until FROM series_fence
), noted AS (
    INSERT INTO closed_span (since, until)
    SELECT before.until, %(until)s FROM before WHERE before.until < %(until)s
    RETURNING 1
)
INSERT INTO series_fence AS fence (closed_until, packed_until)
SELECT %(until)s, timestamptz '0001-01-01 00:00:00+00' FROM noted
ON CONFLICT (is_only) DO UPDATE SET closed_until = greatest(fence.closed_until, excluded.closed_until)

-- name: move_packed
-- Move the fence of packed weeks forward.
UPDATE series_fence SET packed_until = greatest(packed_until, %(until)s)

-- name: mark_late
-- Note that hours must be summed up again.
INSERT INTO late_hour (datastream, hour)
SELECT datastream, timestamptz 'epoch' + hour_us * interval '1 microsecond'
FROM unnest(%(datastream)s::integer[], %(hour_us)s::bigint[]) AS row (datastream, hour_us)

-- name: settle_alone
-- One transaction at a time decides between readings of one instant, until the commit.
SELECT pg_advisory_xact_lock(4606008)

-- name: contested_staged
-- How many staged readings differ from what is stored for their instants.
SELECT count(*)
FROM pg_temp.staging AS s JOIN observation AS o USING (datastream, phenomenon_time)
LEFT JOIN revision AS r USING (datastream, phenomenon_time)
WHERE o.value <> s.value OR r.revision IS NOT NULL

-- name: contested
-- What is stored where something else came in: place among the given, the stored reading and its revision.
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(result_time), array_agg(value),
    array_agg(quality), array_agg(why), array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN')),
    array_agg(revision), array_agg(position)
FROM (
    SELECT o.*, coalesce(r.revision, 0)::smallint AS revision, given.position::integer AS position
    FROM unnest(%(phenomenon_us)s::bigint[], %(datastream)s::integer[], %(value)s::double precision[],
            %(revision)s::smallint[]) WITH ORDINALITY
        AS given (phenomenon_us, datastream, value, revision, position)
    JOIN observation AS o ON o.datastream = given.datastream
        AND o.phenomenon_time = timestamptz 'epoch' + given.phenomenon_us * interval '1 microsecond'
    LEFT JOIN revision AS r ON r.datastream = o.datastream AND r.phenomenon_time = o.phenomenon_time
    WHERE given.revision <> coalesce(r.revision, 0) OR given.value <> o.value
    ORDER BY given.position
) AS contested

-- name: replace_readings
-- Put other readings in the place of stored ones, in latest values too.
-- The latest value keeps its time of arrival, by which right_latest sees whether it is still the newest.
WITH given AS (
    SELECT
        timestamptz 'epoch' + phenomenon_us * interval '1 microsecond' AS phenomenon_time,
        timestamptz 'epoch' + result_us * interval '1 microsecond' AS result_time,
        value, datastream, why, quality, nullif(lon, 'NaN') AS lon, nullif(lat, 'NaN') AS lat
    FROM unnest(
        %(phenomenon_us)s::bigint[], %(result_us)s::bigint[], %(value)s::double precision[],
        %(datastream)s::integer[], %(why)s::integer[], %(quality)s::smallint[],
        %(lon)s::double precision[], %(lat)s::double precision[]
    ) AS row (phenomenon_us, result_us, value, datastream, why, quality, lon, lat)
), shown AS (
    UPDATE latest AS l
    SET value = g.value, why = g.why, quality = g.quality, lon = g.lon, lat = g.lat
    FROM given AS g
    WHERE l.datastream = g.datastream AND l.phenomenon_time = g.phenomenon_time
)
UPDATE observation AS o
SET result_time = g.result_time, value = g.value, why = g.why, quality = g.quality, lon = g.lon, lat = g.lat
FROM given AS g
WHERE o.datastream = g.datastream AND o.phenomenon_time = g.phenomenon_time

-- name: put_revisions
-- Remember the revision of stored readings.
INSERT INTO revision AS known (phenomenon_time, datastream, revision)
SELECT timestamptz 'epoch' + phenomenon_us * interval '1 microsecond', datastream, revision
FROM unnest(%(phenomenon_us)s::bigint[], %(datastream)s::integer[], %(revision)s::smallint[])
    AS row (phenomenon_us, datastream, revision)
WHERE revision > 0
ON CONFLICT (datastream, phenomenon_time) DO UPDATE SET revision = excluded.revision

-- name: put_beside
-- Record readings beside the ones that are kept, each once.
INSERT INTO reading_beside (phenomenon_time, result_time, value, datastream, why, quality, revision, lon, lat)
SELECT
    timestamptz 'epoch' + phenomenon_us * interval '1 microsecond',
    timestamptz 'epoch' + result_us * interval '1 microsecond',
    value, datastream, why, quality, revision, nullif(lon, 'NaN'), nullif(lat, 'NaN')
FROM unnest(
    %(phenomenon_us)s::bigint[], %(result_us)s::bigint[], %(value)s::double precision[],
    %(datastream)s::integer[], %(why)s::integer[], %(quality)s::smallint[], %(revision)s::smallint[],
    %(lon)s::double precision[], %(lat)s::double precision[]
) AS row (phenomenon_us, result_us, value, datastream, why, quality, revision, lon, lat)
ON CONFLICT (datastream, phenomenon_time, revision, value) DO NOTHING

-- name: beside
-- Readings recorded beside those kept of one datastream, as arrays.
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(result_time), array_agg(value),
    array_agg(quality), array_agg(why), array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN')),
    array_agg(revision)
FROM (
    SELECT *
    FROM reading_beside
    WHERE datastream = %(number)s AND phenomenon_time >= %(start)s AND phenomenon_time < %(end)s
    ORDER BY phenomenon_time, revision, value
    LIMIT %(limit)s
) AS page

-- name: drop_kept_beside
-- Forget beside one reading what is kept in its place now.
DELETE FROM reading_beside AS b
USING observation AS o LEFT JOIN revision AS r USING (datastream, phenomenon_time)
WHERE o.datastream = %(number)s AND o.phenomenon_time = %(time)s
    AND b.datastream = o.datastream AND b.phenomenon_time = o.phenomenon_time
    AND b.revision = coalesce(r.revision, 0) AND b.value = o.value

-- name: share_aged
-- Keep the packer away until the commit.
SELECT pg_advisory_xact_lock_shared(4606006)

-- name: own_aged
-- Keep whoever writes aged readings away until the commit.
SELECT pg_advisory_xact_lock(4606006)

-- name: packed_weeks
-- Blobs of some datastreams' weeks.
SELECT string_agg(data, ''::bytea)
FROM unnest(%(datastream)s::integer[], %(week_us)s::bigint[]) AS given (datastream, week_us)
JOIN observation_packed AS p ON p.datastream = given.datastream
    AND p.week = timestamptz 'epoch' + given.week_us * interval '1 microsecond'
    AND p.first_time >= p.week AND p.first_time < p.week + interval '168 hours'

-- name: drop_packed_weeks
-- Forget the blobs of some datastreams' weeks.
DELETE FROM observation_packed AS p
USING unnest(%(datastream)s::integer[], %(week_us)s::bigint[]) AS given (datastream, week_us)
WHERE p.datastream = given.datastream
    AND p.week = timestamptz 'epoch' + given.week_us * interval '1 microsecond'
    AND p.first_time >= p.week AND p.first_time < p.week + interval '168 hours'

-- name: revised
-- Which of some instants were corrected.
SELECT array_agg(given.position::integer)
FROM unnest(%(phenomenon_us)s::bigint[], %(datastream)s::integer[]) WITH ORDINALITY
    AS given (phenomenon_us, datastream, position)
JOIN revision AS r ON r.datastream = given.datastream
    AND r.phenomenon_time = timestamptz 'epoch' + given.phenomenon_us * interval '1 microsecond'

-- name: unpack
-- Bring readings back to where they were before they were packed; those that another writer brought back a moment ago
-- are there, and may have been changed by it.
INSERT INTO observation (phenomenon_time, result_time, value, datastream, why, quality, lon, lat)
SELECT
    timestamptz 'epoch' + phenomenon_us * interval '1 microsecond',
    timestamptz 'epoch' + result_us * interval '1 microsecond',
    value, datastream, why, quality, nullif(lon, 'NaN'), nullif(lat, 'NaN')
FROM unnest(
    %(phenomenon_us)s::bigint[], %(result_us)s::bigint[], %(value)s::double precision[],
    %(datastream)s::integer[], %(why)s::integer[], %(quality)s::smallint[],
    %(lon)s::double precision[], %(lat)s::double precision[]
) AS row (phenomenon_us, result_us, value, datastream, why, quality, lon, lat)
ON CONFLICT (datastream, phenomenon_time) DO NOTHING
