-- Queries of store.postgres.links.

-- name: put_links
-- Keep what is known of the way to stations; when it was heard only moves forward.
INSERT INTO station_link (station, heard, behind_us, lost)
SELECT * FROM unnest(%(station)s::text[], %(heard)s::timestamptz[], %(behind)s::bigint[], %(lost)s::bigint[])
ON CONFLICT (station) DO UPDATE SET
    heard = greatest(station_link.heard, excluded.heard),
    behind_us = coalesce(excluded.behind_us, station_link.behind_us),
    lost = coalesce(excluded.lost, station_link.lost)

-- name: links
-- What is known of the way to every station that was ever heard.
SELECT station, heard, behind_us, lost FROM station_link ORDER BY station
