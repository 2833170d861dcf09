-- Queries of store.postgres.{appending,readings,partitions}.

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

-- name: right_latest
-- Where a latest value is no reading that is kept, put the newest that is in its place. It was moved by a reading that
-- arrived later than the one kept for its instant; few readings at the end of a series have times to come.
UPDATE latest AS l
SET phenomenon_time = o.phenomenon_time, result_time = o.result_time, value = o.value, why = o.why,
    quality = o.quality, lon = o.lon, lat = o.lat
FROM latest AS shown
JOIN observation AS kept ON kept.datastream = shown.datastream
    AND kept.phenomenon_time = shown.phenomenon_time AND kept.result_time <> shown.result_time
CROSS JOIN LATERAL (
    SELECT *
    FROM (
        SELECT * FROM observation WHERE datastream = shown.datastream ORDER BY phenomenon_time DESC LIMIT 50
    ) AS tail
    ORDER BY least(phenomenon_time, result_time) DESC, phenomenon_time DESC
    LIMIT 1
) AS o
WHERE shown.datastream = ANY(%(datastreams)s::integer[]) AND l.datastream = shown.datastream

-- name: append_few
-- Keep what is new of a few readings and move latest values, in one round trip; the same as store_staged and
-- move_latest, which say why. Nothing is kept when a reading lies before the fence of closed hours.
WITH fence AS MATERIALIZED (
    SELECT closed_until FROM enter_series()
), given AS (
    SELECT
        timestamptz 'epoch' + phenomenon_us * interval '1 microsecond' AS phenomenon_time,
        timestamptz 'epoch' + result_us * interval '1 microsecond' AS result_time,
        value, datastream, why, quality, is_newest, nullif(lon, 'NaN') AS lon, nullif(lat, 'NaN') AS lat
    FROM unnest(
        %(phenomenon_us)s::bigint[], %(result_us)s::bigint[], %(value)s::double precision[],
        %(datastream)s::integer[], %(why)s::integer[], %(quality)s::smallint[], %(is_newest)s::boolean[],
        %(lon)s::double precision[], %(lat)s::double precision[]
    ) AS row (phenomenon_us, result_us, value, datastream, why, quality, is_newest, lon, lat)
    WHERE NOT EXISTS (
        SELECT FROM fence
        WHERE closed_until > timestamptz 'epoch' + %(earliest_us)s::bigint * interval '1 microsecond'
    )
), stored AS (
    INSERT INTO observation (phenomenon_time, result_time, value, datastream, why, quality, lon, lat)
    SELECT phenomenon_time, result_time, value, datastream, why, quality, lon, lat
    FROM given
    ON CONFLICT (datastream, phenomenon_time) DO NOTHING
    RETURNING datastream, phenomenon_time
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
SELECT (SELECT count(*) FROM stored), (SELECT count(*) FROM given)

-- name: append_revised
-- Keep what is new of readings that may be corrections and move latest values; places of what was new.
WITH given AS (
    SELECT
        timestamptz 'epoch' + phenomenon_us * interval '1 microsecond' AS phenomenon_time,
        timestamptz 'epoch' + result_us * interval '1 microsecond' AS result_time,
        value, datastream, why, quality, is_newest, nullif(lon, 'NaN') AS lon, nullif(lat, 'NaN') AS lat, position
    FROM unnest(
        %(phenomenon_us)s::bigint[], %(result_us)s::bigint[], %(value)s::double precision[],
        %(datastream)s::integer[], %(why)s::integer[], %(quality)s::smallint[], %(is_newest)s::boolean[],
        %(lon)s::double precision[], %(lat)s::double precision[]
    ) WITH ORDINALITY
        AS row (phenomenon_us, result_us, value, datastream, why, quality, is_newest, lon, lat, position)
), stored AS (
    INSERT INTO observation (phenomenon_time, result_time, value, datastream, why, quality, lon, lat)
    SELECT phenomenon_time, result_time, value, datastream, why, quality, lon, lat
    FROM given
    ON CONFLICT (datastream, phenomenon_time) DO NOTHING
    RETURNING datastream, phenomenon_time
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
SELECT array_agg(position::integer) FROM stored JOIN given USING (datastream, phenomenon_time)

-- name: add_week
-- Make the partition of the week that begins then, unless it is there.
SELECT add_observation_week(%(monday)s)

-- name: notice_weeks
-- Hear of partitions that were made while this transaction ran.
SELECT notice_observation_weeks(%(mondays)s::timestamptz[])

-- name: latest
-- Newest reading of every registered datastream of a subtree.
SELECT d.station, d.property, l.phenomenon_time, l.result_time, l.value, l.quality, l.why, l.lon, l.lat
FROM latest AS l JOIN datastream AS d ON d.number = l.datastream
WHERE NOT d.is_removed
    AND (%(within)s = '' OR d.station IN (SELECT id FROM station WHERE starts_with(division, %(within)s)))
    AND (%(station)s::text IS NULL OR d.station = %(station)s)
    AND (%(since)s::timestamptz IS NULL OR l.result_time > %(since)s)
ORDER BY d.number

-- name: readings_at
-- The newest reading of each datastream of some properties in a span, of a subtree; one look into the index for each.
-- Weeks that are packed are not looked into: they are older than anybody asks for here.
SELECT d.station, d.property, o.phenomenon_time, o.result_time, o.value, o.quality, o.why, o.lon, o.lat
FROM datastream AS d
CROSS JOIN LATERAL (
    SELECT *
    FROM observation
    WHERE datastream = d.number AND phenomenon_time > %(since)s AND phenomenon_time <= %(at)s
    ORDER BY phenomenon_time DESC
    LIMIT 1
) AS o
WHERE NOT d.is_removed
    AND (%(within)s = '' OR d.station IN (SELECT id FROM station WHERE starts_with(division, %(within)s)))
    AND (%(properties)s::text[] IS NULL OR d.property = ANY(%(properties)s::text[]))
ORDER BY d.number

-- name: observations
-- One datastream's readings in a span of time: as arrays, and the packed ones as blobs. A blob lies within a week;
-- as many are given as hold the first readings of the span, those of the blobs at its edges included.
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(result_time), array_agg(value),
    array_agg(quality), array_agg(why), array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN')),
    (
        SELECT string_agg(data, ''::bytea)
        FROM (
            SELECT data, sum(readings) OVER (ORDER BY first_time) - readings AS before
            FROM observation_packed
            WHERE datastream = %(number)s
                AND first_time > %(start)s - interval '168 hours'
                AND first_time < %(end)s
                AND last_time >= %(start)s
                AND (%(after)s::timestamptz IS NULL OR last_time > %(after)s)
        ) AS blob
        WHERE before <= %(limit)s::bigint + 2000
    )
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

-- name: tail
-- Readings since an instant and each registered datastream's last one before it, and where that one is not good the
-- last better ones before it: as arrays, and packed ones as blobs. The last blob of a datastream only matters where the last reading that is not packed may be older.
WITH earlier AS MATERIALIZED (
    SELECT d.number, o.*
    FROM latest AS l JOIN datastream AS d ON d.number = l.datastream
    LEFT JOIN LATERAL (
        SELECT *
        FROM observation AS o
        WHERE o.datastream = d.number AND o.phenomenon_time < %(since)s
        ORDER BY o.phenomenon_time DESC
        LIMIT 1
    ) AS o ON true
    WHERE NOT d.is_removed
), better AS MATERIALIZED (
    -- Only of gauges that are bad now: to look for a quality that never was goes through the whole series.
    SELECT o.*
    FROM earlier CROSS JOIN LATERAL generate_series(0, earlier.quality - 1) AS wanted (quality)
    CROSS JOIN LATERAL (
        SELECT *
        FROM observation AS o
        WHERE o.datastream = earlier.number AND o.phenomenon_time < earlier.phenomenon_time
            AND o.quality = wanted.quality
        ORDER BY o.phenomenon_time DESC
        LIMIT 1
    ) AS o
), blob AS (
    SELECT p.data
    FROM observation_packed AS p JOIN datastream AS d ON d.number = p.datastream
    WHERE p.week > %(since)s - interval '168 hours' AND p.last_time >= %(since)s AND NOT d.is_removed
    UNION ALL
    SELECT p.data
    FROM earlier CROSS JOIN LATERAL (
        SELECT *
        FROM observation_packed AS p
        WHERE p.datastream = earlier.number AND p.first_time < %(since)s
        ORDER BY p.first_time DESC
        LIMIT 1
    ) AS p
    WHERE p.last_time < %(since)s OR p.week <= %(since)s - interval '168 hours'
)
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(result_time), array_agg(value),
    array_agg(quality), array_agg(why), array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN')),
    (SELECT string_agg(data, ''::bytea) FROM blob)
FROM (
    SELECT o.*
    FROM observation AS o JOIN datastream AS d ON d.number = o.datastream
    WHERE o.phenomenon_time >= %(since)s AND NOT d.is_removed
    UNION ALL
    SELECT phenomenon_time, result_time, value, datastream, why, quality, lon, lat
    FROM earlier
    WHERE phenomenon_time IS NOT NULL
    UNION ALL
    SELECT phenomenon_time, result_time, value, datastream, why, quality, lon, lat
    FROM better
) AS tail

-- name: history
-- Readings of some datastreams in a span of time, as few columns as a back-test needs: as arrays, and packed ones as
-- blobs, those at the edges of the span whole.
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(value), array_agg(quality),
    array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN')),
    (
        SELECT string_agg(data, ''::bytea ORDER BY datastream, first_time)
        FROM observation_packed
        WHERE datastream = ANY(%(datastreams)s::integer[])
            AND week > %(start)s - interval '168 hours' AND week < %(end)s
            AND first_time < %(end)s AND last_time >= %(start)s
    )
FROM (
    SELECT *
    FROM observation
    WHERE datastream = ANY(%(datastreams)s::integer[])
        AND phenomenon_time >= %(start)s AND phenomenon_time < %(end)s
    ORDER BY datastream, phenomenon_time
) AS fresh

-- name: count
-- How many readings are stored.
SELECT (SELECT count(*) FROM observation) + (SELECT coalesce(sum(readings), 0) FROM observation_packed)
