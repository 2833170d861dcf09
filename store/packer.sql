-- Queries of store.postgres.packer.

-- name: packable_until
-- Where summing up still begins, if anything waits for it; whether readings are in a hypertable.
SELECT
    (SELECT min(least(since, until)) FROM closed_span),
    (SELECT relkind <> 'p' FROM pg_class WHERE oid = 'observation'::regclass)

-- name: patience
-- Rather try again later than keep writers waiting behind a wait.
SELECT set_config('lock_timeout', %(timeout)s, true)

-- name: own_aged
-- Keep whoever writes aged readings away until the commit.
SELECT pg_advisory_xact_lock(4606006)

-- name: first_reading
-- The first reading that is not packed, of a span.
SELECT min(phenomenon_time)
FROM observation
WHERE (%(start)s::timestamptz IS NULL OR phenomenon_time >= %(start)s) AND phenomenon_time < %(end)s

-- name: in_week
-- How many readings that are not packed each datastream has in a week.
SELECT datastream, count(*)
FROM observation
WHERE phenomenon_time >= %(start)s AND phenomenon_time < %(end)s
GROUP BY datastream
ORDER BY datastream

-- name: readings
-- Readings of some datastreams in a week, as arrays.
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(result_time), array_agg(value),
    array_agg(quality), array_agg(why), array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN'))
FROM observation
WHERE phenomenon_time >= %(start)s AND phenomenon_time < %(end)s AND datastream = ANY(%(datastreams)s::integer[])

-- name: take_blobs
-- Take what is packed of some datastreams' week.
WITH taken AS (
    DELETE FROM observation_packed
    WHERE week = %(start)s AND first_time < %(end)s AND datastream = ANY(%(datastreams)s::integer[])
    RETURNING data
)
SELECT string_agg(data, ''::bytea) FROM taken

-- name: put_blobs
-- Keep packed readings.
INSERT INTO observation_packed (datastream, week, first_time, last_time, readings, data)
SELECT datastream, %(week)s, first_time, last_time, readings, data
FROM unnest(
    %(datastream)s::integer[], %(first_time)s::timestamptz[], %(last_time)s::timestamptz[],
    %(readings)s::integer[], %(data)s::bytea[]
) AS row (datastream, first_time, last_time, readings, data)

-- name: drop_raw
-- Take away what was packed.
DELETE FROM observation
WHERE phenomenon_time >= %(start)s AND phenomenon_time < %(end)s AND datastream = ANY(%(datastreams)s::integer[])

-- name: partitions
-- Weeks before an instant that take up room.
SELECT child.oid::regclass::text
FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = 'observation'::regclass
    AND pg_relation_size(child.oid) > 0
    AND to_timestamp(right(child.relname, 8), 'YYYYMMDD') + interval '168 hours' <= %(until)s
ORDER BY 1

-- name: chunks
-- Chunks before an instant that take up room.
SELECT format('%%I.%%I', chunk_schema, chunk_name)
FROM timescaledb_information.chunks
WHERE hypertable_name = 'observation' AND range_end <= %(until)s
    AND pg_relation_size(format('%%I.%%I', chunk_schema, chunk_name)::regclass) > 0
ORDER BY 1

-- name: empty_week
-- Give back the room of a partition or chunk if it holds nothing.
SELECT empty_observation_week(%(week)s::text::regclass)

-- name: expirable
-- Those of some datastreams whose hours before an instant are all summed up, and that hold readings before it.
SELECT number
FROM unnest(%(datastreams)s::integer[]) AS given (number)
WHERE NOT EXISTS (
        SELECT FROM late_hour AS h LEFT JOIN kept_since AS k ON k.datastream = h.datastream
        WHERE h.datastream = number AND h.hour < %(until)s AND (k.since IS NULL OR h.hour >= k.since)
    )
    AND NOT EXISTS (SELECT FROM closed_span WHERE since < %(until)s)
    AND (
        EXISTS (SELECT FROM observation AS o WHERE o.datastream = number AND o.phenomenon_time < %(until)s)
        OR EXISTS (SELECT FROM observation_packed AS p WHERE p.datastream = number AND p.first_time < %(until)s)
    )

-- name: keep_since
-- Note since when the readings of some datastreams are kept.
INSERT INTO kept_since AS known (datastream, since)
SELECT number, %(until)s FROM unnest(%(datastreams)s::integer[]) AS given (number)
ON CONFLICT (datastream) DO UPDATE SET since = greatest(known.since, excluded.since)

-- name: drop_packed
-- Drop packed weeks before an instant; how many readings.
WITH dropped AS (
    DELETE FROM observation_packed
    WHERE datastream = ANY(%(datastreams)s::integer[]) AND first_time < %(until)s AND last_time < %(until)s
    RETURNING readings
)
SELECT coalesce(sum(readings), 0) FROM dropped

-- name: drop_readings
-- Drop readings before an instant.
DELETE FROM observation WHERE datastream = ANY(%(datastreams)s::integer[]) AND phenomenon_time < %(until)s

-- name: drop_beside
-- Drop what was recorded beside dropped readings.
DELETE FROM reading_beside WHERE datastream = ANY(%(datastreams)s::integer[]) AND phenomenon_time < %(until)s

-- name: drop_revisions
-- Forget the revisions of dropped readings.
DELETE FROM revision WHERE datastream = ANY(%(datastreams)s::integer[]) AND phenomenon_time < %(until)s
