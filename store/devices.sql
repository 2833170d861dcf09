-- Queries of store.postgres.devices.

-- name: devices
-- Every login at the broker that is for stations of a subtree only, revoked ones included.
SELECT login, stations, label, bcrypt, pbkdf2, created, changed, revoked
FROM device
WHERE %(within)s = ''
    OR stations <@ ARRAY(SELECT id FROM station WHERE starts_with(division, %(within)s))
ORDER BY login

-- name: outside
-- Which of some stations do not lie in a subtree, held there until the commit.
SELECT given.id
FROM unnest(%(stations)s::text[]) AS given (id)
LEFT JOIN (SELECT id, division FROM station WHERE id = ANY(%(stations)s::text[]) FOR SHARE) AS s USING (id)
WHERE s.id IS NULL OR NOT starts_with(s.division, %(within)s)

-- name: device
-- One login at the broker.
SELECT login, stations, label, bcrypt, pbkdf2, created, changed, revoked FROM device WHERE login = %(login)s

-- name: put_device
-- Insert or replace a login, tell everybody.
WITH put AS (
    INSERT INTO device (login, stations, label, bcrypt, pbkdf2, created, changed, revoked)
    VALUES (
        %(login)s, %(stations)s, %(label)s, %(bcrypt)s, %(pbkdf2)s, %(created)s, %(changed)s, %(revoked)s
    )
    ON CONFLICT (login) DO UPDATE SET
        stations = excluded.stations, label = excluded.label, bcrypt = excluded.bcrypt, pbkdf2 = excluded.pbkdf2,
        created = excluded.created, changed = excluded.changed, revoked = excluded.revoked
)
SELECT pg_notify('fenghuo', 'devices')

-- name: add_device
-- Insert a login unless there is one of that name, tell everybody.
WITH put AS (
    INSERT INTO device (login, stations, label, bcrypt, pbkdf2, created, changed, revoked)
    VALUES (
        %(login)s, %(stations)s, %(label)s, %(bcrypt)s, %(pbkdf2)s, %(created)s, %(changed)s, %(revoked)s
    )
    ON CONFLICT (login) DO NOTHING
    RETURNING login
)
SELECT pg_notify('fenghuo', 'devices') FROM put

-- name: unknown
-- Stations that are not registered and have messages in quarantine that name a subtree, the newest first.
SELECT station, min(result_time), max(result_time), count(*)
FROM quarantine
WHERE code = 'unknown_station' AND adopted IS NULL AND station <> ''
    AND starts_with(split_part(topic, '/', 3), %(within)s)
GROUP BY station
ORDER BY max(result_time) DESC, station COLLATE "C"
LIMIT %(limit)s

-- name: waiting
-- Messages of one unregistered station that wait in quarantine, ascending.
SELECT id, result_time, topic, station, code, detail, payload, adopted
FROM quarantine
WHERE code = 'unknown_station' AND adopted IS NULL AND station = %(station)s AND id > %(after)s
ORDER BY id
LIMIT %(limit)s

-- name: newest
-- The newest messages of one unregistered station that wait in quarantine, descending.
SELECT id, result_time, topic, station, code, detail, payload, adopted
FROM quarantine
WHERE code = 'unknown_station' AND adopted IS NULL AND station = %(station)s
ORDER BY id DESC
LIMIT %(limit)s

-- name: mark_adopted
-- Note that messages of quarantine are read again; one that was so before keeps its instant. Those that were not,
-- ascending.
WITH marked AS (
    UPDATE quarantine SET adopted = %(at)s WHERE id = ANY(%(ids)s::bigint[]) AND adopted IS NULL RETURNING id
)
SELECT id FROM marked ORDER BY id
