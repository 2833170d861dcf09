-- Queries of store.postgres.{rollups,refresher}.

-- name: one_snapshot
-- Let every query of this transaction see the same readings.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

-- name: refresh_alone
-- Whether nobody else sums up, until the commit.
SELECT pg_try_advisory_xact_lock(4606007)

-- name: kept_since
-- Since when the readings of a datastream are kept; no row: all of them are.
SELECT since FROM kept_since WHERE datastream = %(number)s

-- name: all_kept_since
-- Since when readings are kept, of every datastream of which some were dropped.
SELECT datastream, since FROM kept_since

-- name: untold
-- Closed hours of a span that rollups do not tell rightly: marked, or not yet summed up.
SELECT hour, hour + interval '1 hour'
FROM late_hour
WHERE datastream = %(number)s AND hour >= %(start)s AND hour < %(end)s
UNION
SELECT since, until
FROM closed_span
WHERE since < %(end)s AND until > %(start)s

-- name: days
-- Kept hours of one datastream by UTC day.
SELECT day, hours
FROM rollup
WHERE datastream = %(number)s AND day > %(start)s - interval '24 hours' AND day < %(end)s
ORDER BY day

-- name: take_marks
-- Take the marks of some late hours, all that are to be seen of each.
WITH chosen AS (
    SELECT datastream, hour FROM late_hour GROUP BY datastream, hour ORDER BY datastream, hour LIMIT %(limit)s
)
DELETE FROM late_hour AS l USING chosen
WHERE l.datastream = chosen.datastream AND l.hour = chosen.hour
RETURNING l.datastream, l.hour

-- name: marked_readings
-- Readings of some datastreams' hours: as arrays, and packed ones as blobs, each once. One statement, because a writer
-- may bring a week back between two, and its readings would be in neither answer.
WITH given AS (
    SELECT datastream, timestamptz 'epoch' + hour_us * interval '1 microsecond' AS hour
    FROM unnest(%(datastream)s::integer[], %(hour_us)s::bigint[]) AS row (datastream, hour_us)
)
SELECT
    array_agg(o.datastream), array_agg(o.phenomenon_time), array_agg(o.result_time), array_agg(o.value),
    array_agg(o.quality), array_agg(o.why), array_agg(coalesce(o.lon, 'NaN')), array_agg(coalesce(o.lat, 'NaN')),
    (
        SELECT string_agg(data, ''::bytea)
        FROM observation_packed
        WHERE (datastream, first_time) IN (
            SELECT p.datastream, p.first_time
            FROM given JOIN observation_packed AS p ON p.datastream = given.datastream
                AND p.first_time < given.hour + interval '1 hour'
                AND p.first_time > given.hour - interval '168 hours'
                AND p.last_time >= given.hour
        )
    )
FROM given
CROSS JOIN LATERAL (
    SELECT *
    FROM observation AS o
    WHERE o.datastream = given.datastream
        AND o.phenomenon_time >= given.hour AND o.phenomenon_time < given.hour + interval '1 hour'
) AS o

-- name: newest_span
-- What was closed last and is still to be summed up.
SELECT since, until FROM closed_span ORDER BY until DESC LIMIT 1

-- name: first_reading
-- When the series of this installation begin.
SELECT least((SELECT min(phenomenon_time) FROM observation), (SELECT min(first_time) FROM observation_packed))

-- name: cut_span
-- Note that a part of a closed span was summed up.
UPDATE closed_span SET since = %(new_since)s, until = %(new_until)s WHERE since = %(since)s AND until = %(until)s

-- name: end_span
-- Note that a closed span was summed up.
DELETE FROM closed_span WHERE since = %(since)s AND until = %(until)s

-- name: how_many
-- How many readings lie in a span.
SELECT count(*) FROM observation WHERE phenomenon_time >= %(start)s AND phenomenon_time < %(end)s

-- name: highest_number
-- The highest datastream number that has a reading.
SELECT coalesce(max(datastream), 0) FROM latest

-- name: closed_readings
-- Readings of a span, of a range of datastreams, as arrays.
SELECT
    array_agg(datastream), array_agg(phenomenon_time), array_agg(result_time), array_agg(value),
    array_agg(quality), array_agg(why), array_agg(coalesce(lon, 'NaN')), array_agg(coalesce(lat, 'NaN'))
FROM observation
WHERE phenomenon_time >= %(start)s AND phenomenon_time < %(end)s AND datastream BETWEEN %(low)s AND %(high)s

-- name: some_days
-- Kept hours of some datastreams' days.
SELECT datastream, day, hours
FROM rollup JOIN unnest(%(datastream)s::integer[], %(day)s::timestamptz[]) AS given (datastream, day)
    USING (datastream, day)

-- name: put_days
-- Insert or replace the kept hours of days.
INSERT INTO rollup (datastream, day, hours)
SELECT * FROM unnest(%(datastream)s::integer[], %(day)s::timestamptz[], %(hours)s::bytea[])
ON CONFLICT (datastream, day) DO UPDATE SET hours = excluded.hours

-- name: drop_days
-- Forget days without a usable reading.
DELETE FROM rollup
USING unnest(%(datastream)s::integer[], %(day)s::timestamptz[]) AS given (datastream, day)
WHERE rollup.datastream = given.datastream AND rollup.day = given.day

-- name: backlog
-- Marks that wait, and how much time is closed and not summed up.
SELECT (SELECT count(*) FROM late_hour), (SELECT sum(until - since) FROM closed_span WHERE since > '0001-01-02')
