-- Queries of store.postgres.arrivals.

-- name: put_events
-- Keep events that are new, or told again with a higher revision; answer which are new.
INSERT INTO event (
    station, id, phenomenon_time, result_time, kind, confidence, lon, lat, bbox, image_url, image_sha256, attrs,
    revision
)
SELECT
    station, id, phenomenon_time, result_time, kind, confidence, lon, lat,
    CASE WHEN bbox <> '' THEN bbox::double precision[] END, image_url, image_sha256, attrs::json, revision
FROM unnest(
    %(station)s::text[], %(id)s::text[], %(phenomenon_time)s::timestamptz[], %(result_time)s::timestamptz[],
    %(kind)s::text[], %(confidence)s::double precision[], %(lon)s::double precision[], %(lat)s::double precision[],
    %(bbox)s::text[], %(image_url)s::text[], %(image_sha256)s::text[], %(attrs)s::text[], %(revision)s::integer[]
) AS given (
    station, id, phenomenon_time, result_time, kind, confidence, lon, lat, bbox, image_url, image_sha256, attrs,
    revision
)
ORDER BY station COLLATE "C", id COLLATE "C"
ON CONFLICT (station, id) DO UPDATE SET
    phenomenon_time = excluded.phenomenon_time, result_time = excluded.result_time, kind = excluded.kind,
    confidence = excluded.confidence, lon = excluded.lon, lat = excluded.lat, bbox = excluded.bbox,
    image_url = excluded.image_url, image_sha256 = excluded.image_sha256, attrs = excluded.attrs,
    revision = excluded.revision
WHERE event.revision < excluded.revision
RETURNING xmax = 0

-- name: events
-- Events of a subtree, or of one station there, newest first, those of one instant by station and id.
SELECT
    station, id, phenomenon_time, result_time, kind, confidence, lon, lat, bbox, image_url, image_sha256,
    attrs::text, revision
FROM event
WHERE (
        %(before)s::timestamptz IS NULL
        OR phenomenon_time <= %(before)s
        AND (
            phenomenon_time < %(before)s
            OR (station COLLATE "C", id COLLATE "C") > (%(station)s::text, %(id)s::text)
        )
    )
    AND (%(only)s = '' OR station = %(only)s)
    AND (%(within)s = '' OR station IN (SELECT s.id FROM station AS s WHERE starts_with(s.division, %(within)s)))
ORDER BY phenomenon_time DESC, station COLLATE "C", id COLLATE "C"
LIMIT %(limit)s

-- name: events_since
-- Events seen since an instant, oldest first, those of one instant by station and id.
SELECT
    station, id, phenomenon_time, result_time, kind, confidence, lon, lat, bbox, image_url, image_sha256,
    attrs::text, revision
FROM event
WHERE phenomenon_time >= %(since)s
ORDER BY phenomenon_time, station COLLATE "C", id COLLATE "C"

-- name: put_rejects
-- Put messages into quarantine, in order.
INSERT INTO quarantine (result_time, topic, station, code, detail, payload)
SELECT * FROM unnest(
    %(result_time)s::timestamptz[], %(topic)s::text[], %(station)s::text[], %(code)s::text[], %(detail)s::text[],
    %(payload)s::bytea[]
)

-- name: quarantine
-- Rejected messages of a subtree, newest first. A registered station says where; the topic only where there is none.
SELECT q.id, q.result_time, q.topic, q.station, q.code, q.detail, q.payload, q.adopted
FROM quarantine AS q LEFT JOIN station AS s ON s.id = q.station
WHERE (%(before)s::bigint IS NULL OR q.id < %(before)s)
    AND starts_with(coalesce(s.division, split_part(q.topic, '/', 3)), %(within)s)
ORDER BY q.id DESC
LIMIT %(limit)s

-- name: trim_quarantine
-- Remove so many rows of quarantine: first the oldest of names that have more than their share, then the oldest.
DELETE FROM quarantine
WHERE id IN (
    SELECT id
    FROM (
        SELECT id, row_number() OVER (PARTITION BY station ORDER BY id DESC) > %(each)s AS is_beyond_share
        FROM quarantine
    ) AS ranked
    ORDER BY is_beyond_share DESC, id
    LIMIT %(surplus)s
)

-- name: quarantined
-- How many rows quarantine has.
SELECT count(*) FROM quarantine

-- name: lock_statuses
-- What is known of these stations, held until the commit.
SELECT station, division, is_online, phenomenon_time, result_time
FROM station_status
WHERE station = ANY(%(stations)s::text[])
ORDER BY station
FOR UPDATE

-- name: presence
-- The reports that made the present states.
SELECT station, division, is_online, phenomenon_time, result_time
FROM station_status
ORDER BY station COLLATE "C"

-- name: put_statuses
-- Keep the reports that made the present states.
INSERT INTO station_status (station, division, is_online, phenomenon_time, result_time)
SELECT * FROM unnest(
    %(station)s::text[], %(division)s::text[], %(is_online)s::boolean[], %(phenomenon_time)s::timestamptz[],
    %(result_time)s::timestamptz[]
)
ON CONFLICT (station) DO UPDATE SET
    division = excluded.division, is_online = excluded.is_online, phenomenon_time = excluded.phenomenon_time,
    result_time = excluded.result_time
