-- Queries of store.postgres.registry.

-- name: lock
-- One writer of the registry at a time, until the commit.
SELECT pg_advisory_xact_lock(4606002)

-- name: numbers
-- Number of every datastream ever stored.
SELECT station, property, number FROM datastream

-- name: addresses
-- The addresses of every station that has some.
SELECT id, addresses FROM station WHERE addresses::text <> '{}'

-- name: put_stations
-- Insert or replace stations.
INSERT INTO station (id, name, kind, division, lon, lat, river, is_demo, notes, addresses, gateway, groups)
SELECT
    id, name, kind, division, lon, lat, river, is_demo, notes::json, addresses::json, gateway, groups::json
FROM unnest(
    %(id)s::text[], %(name)s::text[], %(kind)s::text[], %(division)s::text[], %(lon)s::double precision[],
    %(lat)s::double precision[], %(river)s::text[], %(is_demo)s::boolean[], %(notes)s::text[],
    %(addresses)s::text[], %(gateway)s::text[], %(groups)s::text[]
) AS given (id, name, kind, division, lon, lat, river, is_demo, notes, addresses, gateway, groups)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, division = excluded.division, lon = excluded.lon,
    lat = excluded.lat, river = excluded.river, is_demo = excluded.is_demo, notes = excluded.notes,
    addresses = excluded.addresses, gateway = excluded.gateway, groups = excluded.groups

-- name: put_datastreams
-- Insert or replace datastreams; one that was removed comes back with its old number.
INSERT INTO datastream (number, station, property, unit, every, position, source, limits)
SELECT number, station, property, unit, every, position, source, limits::json
FROM unnest(
    %(number)s::integer[], %(station)s::text[], %(property)s::text[], %(unit)s::text[], %(every)s::interval[],
    %(position)s::smallint[], %(source)s::text[], %(limits)s::text[]
) AS given (number, station, property, unit, every, position, source, limits)
ON CONFLICT (number) DO UPDATE SET
    unit = excluded.unit, every = excluded.every, position = excluded.position, source = excluded.source,
    limits = excluded.limits, is_removed = false

-- name: remove_datastreams
-- Take the datastreams that their stations no longer list out of the registry; their readings stay.
UPDATE datastream SET is_removed = true
WHERE station = ANY(%(stations)s::text[]) AND number <> ALL(%(numbers)s::integer[]) AND NOT is_removed

-- name: notify
-- Tell everybody that the registry changed.
SELECT pg_notify('fenghuo', 'registry')

-- name: stations
-- Every station of a subtree, or every one of these, with its datastreams, one row each.
SELECT
    s.id, s.name, s.kind, s.division, s.lon, s.lat, s.river, s.is_demo, s.notes, s.addresses, s.gateway,
    s.groups, d.number, d.property, d.unit, d.every, d.source, d.limits::text
FROM station AS s LEFT JOIN datastream AS d ON d.station = s.id AND NOT d.is_removed
WHERE (%(ids)s::text[] IS NULL OR s.id = ANY(%(ids)s::text[])) AND starts_with(s.division, %(within)s)
ORDER BY s.id, d.position

-- name: listed
-- Which properties these stations list; a station without any has one row without a property.
SELECT s.id, d.property
FROM station AS s LEFT JOIN datastream AS d ON d.station = s.id AND NOT d.is_removed
WHERE s.id = ANY(%(stations)s::text[])

-- name: statuses
-- Whether each station that ever reported a status is online.
SELECT station, is_online FROM station_status ORDER BY station
