-- Queries of store.postgres.personal.

-- name: contacts
-- The records of a person.
SELECT id, name, division, channel, address, person, duty, rank, groups, site, language, world
FROM contact
WHERE (person = %(person)s OR (person = '' AND id = %(person)s))
ORDER BY id
FOR UPDATE

-- name: deliveries
-- What was sent to some records.
SELECT document::text, state, changed, attempts, detail, due, sent, provider
FROM delivery
WHERE recipient = ANY(%(contacts)s::text[])
ORDER BY id
FOR UPDATE

-- name: calls
-- Calls of a person.
SELECT document::text
FROM rollcall_call
WHERE contact = ANY(%(contacts)s::text[])
ORDER BY id

-- name: answers
-- Answers of a person, and those that came from some addresses.
SELECT a.document::text, p.document
FROM answer AS a LEFT JOIN answer_private AS p ON p.answer = a.id
WHERE (a.rollcall <> '' AND a.document ->> 'person' = %(person)s) OR p.address_index = ANY(%(indexes)s::bytea[])
ORDER BY a.id

-- name: inbound
-- What came from some addresses.
SELECT id, channel, address, text, at
FROM inbound
WHERE address_index = ANY(%(indexes)s::bytea[])
    OR (address_index IS NULL AND address = ANY(%(addresses)s::text[]))
ORDER BY id

-- name: rollcalls
-- Roll calls in which somebody was called.
SELECT DISTINCT rollcall FROM rollcall_call WHERE contact = ANY(%(contacts)s::text[]) ORDER BY 1

-- name: put_delivery
-- A delivery as evidence without the person.
UPDATE delivery SET document = %(document)s::json WHERE id = %(id)s

-- name: put_call
-- A call as evidence without the person.
UPDATE rollcall_call SET document = %(document)s::json WHERE id = %(id)s

-- name: drop_contacts
-- Forget records.
DELETE FROM contact WHERE id = ANY(%(contacts)s::text[])

-- name: drop_answers
-- Forget what answers say of a person.
DELETE FROM answer_private WHERE answer = ANY(%(answers)s::text[])

-- name: empty_inbound
-- That somebody wrote stays; who and what does not.
UPDATE inbound SET address = %(erased)s, text = %(erased)s, address_index = NULL
WHERE address_index = ANY(%(indexes)s::bytea[])
    OR (address_index IS NULL AND address = ANY(%(addresses)s::text[]))

-- name: forget_inbound
-- The same for what was read long ago.
UPDATE inbound SET address = %(erased)s, text = %(erased)s, address_index = NULL
WHERE settled < %(before)s AND at < %(before)s AND address <> %(erased)s

-- name: forget_strangers
-- And for answers of numbers that nobody knew.
DELETE FROM answer_private
WHERE answer IN (SELECT id FROM answer WHERE rollcall = '' AND at < %(before)s)
