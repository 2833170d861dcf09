-- Queries of store.postgres.evidence.

-- name: wanted
-- Events whose picture has not been fetched, oldest first.
SELECT event.station, event.id, event.image_url, event.image_sha256, coalesce(evidence.tries, 0)
FROM event
LEFT JOIN evidence
    ON evidence.station = event.station AND evidence.event = event.id AND evidence.url = event.image_url
WHERE event.image_url <> '' AND event.result_time >= %(since)s
    AND (evidence.state IS NULL OR evidence.state = 'waiting' AND evidence.due <= %(now)s)
ORDER BY event.result_time, event.station, event.id
LIMIT %(limit)s

-- name: put_evidence
-- Note how far the fetching of pictures has come.
INSERT INTO evidence (station, event, url, sha256, state, tries, due, why)
SELECT * FROM unnest(
    %(station)s::text[], %(event)s::text[], %(url)s::text[], %(sha256)s::text[], %(state)s::text[],
    %(tries)s::integer[], %(due)s::timestamptz[], %(why)s::text[]
)
ON CONFLICT (station, event) DO UPDATE SET
    url = excluded.url, sha256 = excluded.sha256, state = excluded.state, tries = excluded.tries,
    due = excluded.due, why = excluded.why

-- name: evidence
-- What is known of the pictures of these events.
SELECT station, event, url, sha256, state, tries, due, why
FROM evidence
JOIN unnest(%(stations)s::text[], %(events)s::text[]) AS asked (of_station, of_event)
    ON station = of_station AND event = of_event

-- name: is_shown
-- Whether an event of a subtree refers to a picture.
SELECT EXISTS (
    SELECT FROM event AS e JOIN station AS s ON s.id = e.station
    WHERE lower(e.image_sha256) = %(sha256)s AND starts_with(s.division, %(within)s)
) OR EXISTS (
    SELECT FROM evidence AS e JOIN station AS s ON s.id = e.station
    WHERE lower(e.sha256) = %(sha256)s AND starts_with(s.division, %(within)s)
)

-- name: referenced
-- Which of these pictures an event refers to.
SELECT image_sha256 FROM event WHERE image_sha256 <> '' AND image_sha256 = ANY(%(hashes)s::text[])
UNION
SELECT sha256 FROM evidence WHERE sha256 <> '' AND sha256 = ANY(%(hashes)s::text[])
