-- Queries of store.postgres.channels.

-- name: screens
-- Screens of a subtree; those of the whole city are seen by who sees everything.
SELECT id, name, division, place, registered, seen, lost FROM screen
WHERE starts_with(division, %(within)s) ORDER BY id

-- name: lock_screen
-- One screen, held until the transaction ends.
SELECT id, name, division, place, registered, seen, lost FROM screen WHERE id = %(id)s FOR UPDATE

-- name: put_screen
-- Insert or replace a screen.
INSERT INTO screen (id, name, division, place, registered, seen, lost)
VALUES (%(id)s, %(name)s, %(division)s, %(place)s, %(registered)s, %(seen)s, %(lost)s)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, division = excluded.division, place = excluded.place, registered = excluded.registered,
    seen = excluded.seen, lost = excluded.lost

-- name: drop_screen
-- Take a screen away.
DELETE FROM screen WHERE id = %(id)s RETURNING id

-- name: see_screens
-- Note heartbeats.
UPDATE screen SET seen = greatest(seen, %(at)s) WHERE id = ANY(%(ids)s)

-- name: links
-- How each channel is, with its last link test.
SELECT l.name, l.checked, l.worked, l.failed, l.error, l.tested, l.test, coalesce(d.state, ''), coalesce(d.detail, '')
FROM channel_link AS l LEFT JOIN delivery AS d ON d.id = l.test ORDER BY l.name

-- name: check
-- Write down a heartbeat.
INSERT INTO channel_link AS l (name, checked, worked, failed, error)
VALUES (%(name)s, %(at)s, CASE WHEN %(error)s = '' THEN %(at)s::timestamptz END,
    CASE WHEN %(error)s <> '' THEN %(at)s::timestamptz END, %(error)s)
ON CONFLICT (name) DO UPDATE SET
    checked = excluded.checked,
    worked = coalesce(excluded.worked, l.worked),
    failed = CASE WHEN excluded.error <> '' THEN coalesce(l.failed, excluded.failed) END,
    error = excluded.error

-- name: lock_link
-- When a channel was tested last, held until the transaction ends.
SELECT tested FROM channel_link WHERE name = %(name)s FOR UPDATE

-- name: ensure_link
-- Make sure that there is a row to be held.
INSERT INTO channel_link (name) VALUES (%(name)s) ON CONFLICT (name) DO NOTHING

-- name: tested
-- Write down a link test.
UPDATE channel_link SET tested = %(at)s, test = %(test)s WHERE name = %(name)s

-- name: counts
-- How many deliveries of each channel wait, are unconfirmed, or were given up.
SELECT channel, 'queued', count(*) FROM delivery WHERE state = 'queued' GROUP BY channel
UNION ALL
SELECT channel, state, count(*) FROM delivery WHERE state IN ('unconfirmed', 'dead') GROUP BY channel, state

-- name: push
-- Keep receipts for the dispatcher.
INSERT INTO pushed_receipt (provider, message, state, detail, at)
SELECT given.provider, given.message, given.state, given.detail, %(at)s
FROM unnest(%(provider)s::text[], %(message)s::text[], %(state)s::text[], %(detail)s::text[])
    AS given (provider, message, state, detail)

-- name: pushed
-- Receipts that wait for the dispatcher, the oldest first.
SELECT id, provider, message, state, detail FROM pushed_receipt WHERE provider = %(provider)s ORDER BY id LIMIT %(limit)s

-- name: drop_pushed
-- Forget receipts that were taken.
DELETE FROM pushed_receipt WHERE id = ANY(%(ids)s)
