-- Queries of store.postgres.quality.

-- name: set_quality
-- Give readings of one datastream other flags, in latest values too, unless their reasons changed meanwhile.
WITH given AS (
    SELECT timestamptz 'epoch' + phenomenon_us * interval '1 microsecond' AS phenomenon_time, quality, why, before
    FROM unnest(%(phenomenon_us)s::bigint[], %(quality)s::smallint[], %(why)s::integer[], %(before)s::integer[])
        AS row (phenomenon_us, quality, why, before)
), shown AS (
    UPDATE latest AS l SET quality = g.quality, why = g.why
    FROM given AS g
    WHERE l.datastream = %(number)s AND l.phenomenon_time = g.phenomenon_time AND l.why = g.before
)
UPDATE observation AS o SET quality = g.quality, why = g.why
FROM given AS g
WHERE o.datastream = %(number)s AND o.phenomenon_time = g.phenomenon_time AND o.why = g.before
    AND o.phenomenon_time BETWEEN %(start)s AND %(end)s

-- name: set_value
-- Put another value and other flags in place of one reading, in latest values too.
WITH shown AS (
    UPDATE latest SET value = %(value)s, quality = %(quality)s, why = %(why)s
    WHERE datastream = %(number)s AND phenomenon_time = %(time)s
)
UPDATE observation SET value = %(value)s, quality = %(quality)s, why = %(why)s
WHERE datastream = %(number)s AND phenomenon_time = %(time)s

-- name: reading
-- One reading, held until the commit.
SELECT value, quality, why FROM observation
WHERE datastream = %(number)s AND phenomenon_time = %(time)s
FOR UPDATE

-- name: marks
-- What people say of gauges of a subtree.
SELECT document::text FROM mark
WHERE (%(station)s::text IS NULL OR station = %(station)s)
    AND (%(within)s = '' OR station IN (SELECT s.id FROM station AS s WHERE starts_with(s.division, %(within)s)))
ORDER BY id

-- name: lock_mark
-- One mark, held until the commit.
SELECT document::text FROM mark WHERE id = %(id)s FOR UPDATE

-- name: put_mark
-- Insert or replace a mark.
INSERT INTO mark (id, station, document) VALUES (%(id)s, %(station)s, %(document)s::text::json)
ON CONFLICT (id) DO UPDATE SET document = excluded.document

-- name: corrections
-- Values that people put in place of readings of a subtree, newest first.
SELECT document::text FROM correction
WHERE (%(number)s::integer IS NULL OR datastream = %(number)s)
    AND (
        %(within)s = '' OR datastream IN (
            SELECT d.number FROM datastream AS d JOIN station AS s ON s.id = d.station
            WHERE starts_with(s.division, %(within)s)
        )
    )
    AND (%(time)s::timestamptz IS NULL OR phenomenon_time = %(time)s)
    AND (%(before)s::text IS NULL OR id < %(before)s)
ORDER BY id DESC
LIMIT %(limit)s

-- name: lock_correction
-- One correction, held until the commit.
SELECT document::text FROM correction WHERE id = %(id)s FOR UPDATE

-- name: standing_correction
-- The correction that holds for a reading: the newest that was not taken back.
SELECT document::text FROM correction
WHERE datastream = %(number)s AND phenomenon_time = %(time)s AND NOT is_undone
ORDER BY id DESC
LIMIT 1

-- name: put_correction
-- Insert or replace a correction.
INSERT INTO correction (id, datastream, phenomenon_time, is_undone, document)
VALUES (%(id)s, %(number)s, %(time)s, %(is_undone)s, %(document)s::text::json)
ON CONFLICT (id) DO UPDATE SET is_undone = excluded.is_undone, document = excluded.document

-- name: put_dues
-- Have readings reviewed; what is due already grows. Nobody is told: whoever reviews looks by itself, and a notice
-- would make the writers of late readings wait for each other.
INSERT INTO review_due AS known (datastream, since, until)
SELECT * FROM unnest(%(number)s::integer[], %(since)s::timestamptz[], %(until)s::timestamptz[])
ON CONFLICT (datastream) DO UPDATE SET
    since = least(known.since, excluded.since), until = greatest(known.until, excluded.until)

-- name: dues
-- What is due, by datastream, with the transaction that asked last.
SELECT datastream, since, until, xmin::text::bigint FROM review_due
WHERE datastream > %(after)s
ORDER BY datastream
LIMIT %(limit)s

-- name: settle_dues
-- Forget what was reviewed, unless it was asked for again meanwhile: its readings may have changed since they were
-- read, although the span is the same.
DELETE FROM review_due AS known
USING unnest(%(number)s::integer[], %(asking)s::bigint[]) AS given (datastream, asking)
WHERE known.datastream = given.datastream AND known.xmin::text::bigint = given.asking

-- name: limits
-- Limits under which each datastream was flagged last.
SELECT datastream, digest FROM review_limits

-- name: put_limits
-- Note the limits under which datastreams are flagged now.
INSERT INTO review_limits (datastream, digest)
SELECT * FROM unnest(%(number)s::integer[], %(digest)s::text[])
ON CONFLICT (datastream) DO UPDATE SET digest = excluded.digest
