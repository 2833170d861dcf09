-- Queries of store.postgres.readings and .partitions.

-- name: copy_directly
-- Keep a batch of fixed stations; refused as a whole when one reading is there already.
COPY observation (phenomenon_time, result_time, value, datastream, why, quality)
FROM STDIN (FORMAT binary)

-- name: stage_fixed
-- Bring in a batch of fixed stations.
COPY pg_temp.staging (phenomenon_time, result_time, value, datastream, why, quality, is_newest)
FROM STDIN (FORMAT binary)

-- name: stage_moving
-- Bring in a batch in which stations move; NaN stands for no place.
COPY pg_temp.staging (phenomenon_time, result_time, value, datastream, why, quality, is_newest, lon, lat)
FROM STDIN (FORMAT binary)

-- name: empty_staging
-- Forget the batch before, when a transaction appends twice.
TRUNCATE pg_temp.staging

-- name: store_staged
-- Keep what is new; a reading that is there already stays as it was.
INSERT INTO observation (phenomenon_time, result_time, value, datastream, why, quality, lon, lat)
SELECT phenomenon_time, result_time, value, datastream, why, quality, nullif(lon, 'NaN'), nullif(lat, 'NaN')
FROM pg_temp.staging
ON CONFLICT (datastream, phenomenon_time) DO NOTHING

-- name: move_latest
-- Move latest values forward, never back. A reading is no newer than its arrival, so that one whose clock ran ahead
-- gives way to the next; of readings with the same arrival the later counts.
INSERT INTO latest AS known (phenomenon_time, result_time, value, datastream, why, quality, lon, lat)
SELECT phenomenon_time, result_time, value, datastream, why, quality, nullif(lon, 'NaN'), nullif(lat, 'NaN')
FROM pg_temp.staging
WHERE is_newest
ON CONFLICT (datastream) DO UPDATE SET
    phenomenon_time = excluded.phenomenon_time,
    result_time = excluded.result_time,
    value = excluded.value,
    why = excluded.why,
    quality = excluded.quality,
    lon = excluded.lon,
    lat = excluded.lat
WHERE (least(known.phenomenon_time, known.result_time), known.phenomenon_time)
    < (least(excluded.phenomenon_time, excluded.result_time), excluded.phenomenon_time)

-- name: append_few
-- Keep what is new of a few readings and move latest values, in one round trip; the same as store_staged and
-- move_latest, which say why.
WITH given AS (
    SELECT
        timestamptz 'epoch' + phenomenon_us * interval '1 microsecond' AS phenomenon_time,
        timestamptz 'epoch' + result_us * interval '1 microsecond' AS result_time,
        value, datastream, why, quality, is_newest, nullif(lon, 'NaN') AS lon, nullif(lat, 'NaN') AS lat
    FROM unnest(
        %(phenomenon_us)s::bigint[], %(result_us)s::bigint[], %(value)s::double precision[],
        %(datastream)s::integer[], %(why)s::integer[], %(quality)s::smallint[], %(is_newest)s::boolean[],
        %(lon)s::double precision[], %(lat)s::double precision[]
    ) AS row (phenomenon_us, result_us, value, datastream, why, quality, is_newest, lon, lat)
), stored AS (
    INSERT INTO observation (phenomenon_time, result_time, value, datastream, why, quality, lon, lat)
    SELECT phenomenon_time, result_time, value, datastream, why, quality, lon, lat
    FROM given
    ON CONFLICT (datastream, phenomenon_time) DO NOTHING
    RETURNING 1
), moved AS (
    INSERT INTO latest AS known (phenomenon_time, result_time, value, datastream, why, quality, lon, lat)
    SELECT phenomenon_time, result_time, value, datastream, why, quality, lon, lat
    FROM given
    WHERE is_newest
    ON CONFLICT (datastream) DO UPDATE SET
        phenomenon_time = excluded.phenomenon_time,
        result_time = excluded.result_time,
        value = excluded.value,
        why = excluded.why,
        quality = excluded.quality,
        lon = excluded.lon,
        lat = excluded.lat
    WHERE (least(known.phenomenon_time, known.result_time), known.phenomenon_time)
        < (least(excluded.phenomenon_time, excluded.result_time), excluded.phenomenon_time)
)
SELECT count(*) FROM stored

-- name: add_week
-- Make the partition of the week that begins then, unless it is there.
SELECT add_observation_week(%(monday)s)

-- name: latest
-- Newest reading of every registered datastream.
SELECT d.station, d.property, l.phenomenon_time, l.result_time, l.value, l.quality, l.why, l.lon, l.lat
FROM latest AS l JOIN datastream AS d ON d.number = l.datastream
WHERE NOT d.is_removed
    AND (%(station)s::text IS NULL OR d.station = %(station)s)
    AND (%(since)s::timestamptz IS NULL OR l.result_time > %(since)s)
ORDER BY d.number

-- name: observations
-- One datastream's readings in a span of time, as arrays.
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(result_time), array_agg(value),
    array_agg(quality), array_agg(why), array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN'))
FROM (
    SELECT *
    FROM observation
    WHERE datastream = %(number)s
        AND phenomenon_time >= %(start)s
        AND phenomenon_time < %(end)s
        AND (%(after)s::timestamptz IS NULL OR phenomenon_time > %(after)s)
    ORDER BY phenomenon_time
    LIMIT %(limit)s
) AS page

-- name: aggregate
-- One value per bucket of one datastream, unreliable readings (2) left out, as arrays; `{reduction}` is put in from
-- a fixed list.
SELECT array_agg(bucket), array_agg(reduced)
FROM (
    SELECT
        date_bin(%(every)s, phenomenon_time, %(origin)s) AS bucket,
        ({reduction})::double precision AS reduced
    FROM observation
    WHERE datastream = %(number)s AND phenomenon_time >= %(start)s AND phenomenon_time < %(end)s AND quality < 2
    GROUP BY bucket
    ORDER BY bucket
) AS buckets

-- name: tail
-- Readings since an instant and each registered datastream's last one before it, as arrays.
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(result_time), array_agg(value),
    array_agg(quality), array_agg(why), array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN'))
FROM (
    SELECT o.*
    FROM observation AS o JOIN datastream AS d ON d.number = o.datastream
    WHERE o.phenomenon_time >= %(since)s AND NOT d.is_removed
    UNION ALL
    SELECT earlier.*
    FROM latest AS l JOIN datastream AS d ON d.number = l.datastream
    CROSS JOIN LATERAL (
        SELECT *
        FROM observation AS o
        WHERE o.datastream = d.number AND o.phenomenon_time < %(since)s
        ORDER BY o.phenomenon_time DESC
        LIMIT 1
    ) AS earlier
    WHERE NOT d.is_removed
    ORDER BY phenomenon_time, datastream
) AS tail

-- name: count
-- How many readings are stored.
SELECT count(*) FROM observation
