-- Queries of store.postgres.roster.

-- name: shifts
-- The shifts of a subtree, in the order in which they were written down.
SELECT document::text FROM duty_shift WHERE starts_with(division, %(within)s) ORDER BY division, position

-- name: shifts_of
-- The shifts of some divisions.
SELECT document::text FROM duty_shift WHERE division = ANY (%(divisions)s::text[]) ORDER BY division, position

-- name: lock
-- Let one writer at a time replace shifts.
LOCK TABLE duty_shift IN SHARE ROW EXCLUSIVE MODE

-- name: clear
-- Take the shifts of a subtree away.
DELETE FROM duty_shift WHERE starts_with(division, %(within)s)

-- name: put
-- Insert shifts.
INSERT INTO duty_shift (division, position, document)
SELECT * FROM unnest(%(division)s::text[], %(position)s::integer[], %(document)s::json[])
