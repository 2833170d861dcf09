-- Queries of store.postgres.rollcalls.

-- name: unlooked_warnings
-- Warnings that were released and of which nobody has looked whether they need a roll call, the oldest first, held.
SELECT document::text
FROM warning
WHERE rollcall IS NULL AND stage IN ('issued', 'superseded', 'cancelled', 'expired')
ORDER BY id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: note_rollcall
-- Remember to which roll call a warning belongs; empty: to none.
UPDATE warning SET rollcall = %(rollcall)s WHERE id = %(warning)s

-- name: rollcall_of
-- To which roll call a warning belongs.
SELECT rollcall FROM warning WHERE id = %(warning)s

-- name: lock_rollcall
-- One roll call without its places, held until the commit.
SELECT document::text FROM rollcall WHERE id = %(id)s FOR UPDATE

-- name: rollcall
-- One roll call without its places, by its own id or that of a warning of its chain.
SELECT r.document::text
FROM rollcall AS r
WHERE r.id IN (%(id)s, (SELECT rollcall FROM warning WHERE id = %(id)s))
    AND (EXISTS (SELECT FROM unnest(r.divisions) AS d WHERE starts_with(d, %(within)s))
        OR EXISTS (SELECT FROM rollcall_place AS p WHERE p.rollcall = r.id AND starts_with(p.division, %(within)s)))

-- name: rollcalls
-- Roll calls without their places, newest first.
SELECT r.document::text
FROM rollcall AS r
WHERE (%(before)s::text IS NULL OR r.id < %(before)s)
    AND (NOT %(is_active)s::boolean OR r.state = 'active')
    AND (EXISTS (SELECT FROM unnest(r.divisions) AS d WHERE starts_with(d, %(within)s))
        OR EXISTS (SELECT FROM rollcall_place AS p WHERE p.rollcall = r.id AND starts_with(p.division, %(within)s)))
ORDER BY r.id DESC
LIMIT %(limit)s

-- name: due_rollcalls
-- Roll calls with something to do: their time has come, their warning is over, or an answer is not taken in.
SELECT r.id
FROM rollcall AS r JOIN warning AS w ON w.id = r.warning
WHERE r.state IN ('active', 'stopped') AND (r.due <= %(now)s OR w.stage NOT IN ('issued', 'superseded'))
UNION
SELECT r.id
FROM rollcall AS r JOIN rollcall_news AS n ON n.rollcall = r.id
ORDER BY 1

-- name: places
-- The places of roll calls, in their order.
SELECT rollcall, document, due FROM rollcall_place WHERE rollcall = ANY(%(rollcalls)s::text[]) ORDER BY rollcall, number

-- name: place
-- One place of a roll call.
SELECT rollcall, document, due FROM rollcall_place WHERE id = %(rollcall)s || '/' || %(place)s

-- name: due_places
-- The places of a roll call whose time has come, the first ones, or of which there is news, those beside which one has answered, and
-- the neighbours of all of them, in their order.
WITH touched AS MATERIALIZED (
    (
        SELECT place, neighbours
        FROM rollcall_place
        WHERE rollcall = %(rollcall)s AND due <= %(now)s
        ORDER BY due, number
        LIMIT %(limit)s
    )
    UNION ALL
    SELECT place, neighbours
    FROM rollcall_place
    WHERE cardinality(%(named)s::text[]) > 0 AND rollcall = %(rollcall)s
        AND (place = ANY(%(named)s::text[]) OR (due IS NOT NULL AND neighbours && %(named)s::text[]))
)
SELECT rollcall, document, due
FROM rollcall_place
WHERE id IN (
    SELECT %(rollcall)s || '/' || place FROM touched
    UNION
    SELECT %(rollcall)s || '/' || neighbour FROM touched, unnest(neighbours) AS neighbour
)
ORDER BY number

-- name: next_place
-- When the first place of a roll call is due.
SELECT min(due) FROM rollcall_place WHERE rollcall = %(rollcall)s AND due IS NOT NULL

-- name: save_places
-- Insert or replace places of a roll call; new ones come after those that are there.
INSERT INTO rollcall_place (id, rollcall, place, number, division, due, neighbours, document)
SELECT %(rollcall)s || '/' || place, %(rollcall)s, place,
    (SELECT coalesce(max(number) + 1, 0) FROM rollcall_place WHERE rollcall = %(rollcall)s) + turn,
    division, due, coalesce(string_to_array(nullif(neighbours, ''), ' '), '{}'), document
FROM unnest(
    %(place)s::text[], %(turn)s::integer[], %(division)s::text[], %(due)s::timestamptz[], %(neighbours)s::text[],
    %(document)s::text[]
) AS given (place, turn, division, due, neighbours, document)
ON CONFLICT (id) DO UPDATE SET
    division = excluded.division, due = excluded.due, neighbours = excluded.neighbours, document = excluded.document

-- name: next_rollcall
-- When the next roll call is due.
SELECT min(due) FROM rollcall WHERE state IN ('active', 'stopped')

-- name: save_rollcall
-- Insert or replace a roll call without its places.
INSERT INTO rollcall (id, warning, divisions, state, due, document)
VALUES (%(id)s, %(warning)s, ARRAY[%(division)s::text], %(state)s, %(due)s, %(document)s::json)
ON CONFLICT (id) DO UPDATE SET
    warning = excluded.warning, state = excluded.state, due = excluded.due, document = excluded.document

-- name: put_document
-- What a roll call says of itself.
UPDATE rollcall SET document = %(document)s::json WHERE id = %(id)s

-- name: add_calls
-- Insert calls; one that is there already stays.
INSERT INTO rollcall_call (id, rollcall, place, person, contact, at, token_hash, document)
SELECT id, rollcall, place, person, contact, at, token_hash, document::json
FROM unnest(
    %(id)s::text[], %(rollcall)s::text[], %(place)s::text[], %(person)s::text[], %(contact)s::text[],
    %(at)s::timestamptz[], %(token_hash)s::text[], %(document)s::text[]
) AS given (id, rollcall, place, person, contact, at, token_hash, document)
ON CONFLICT (id) DO NOTHING

-- name: withdraw_calls
-- Calls that still wait in the outbox, and that nobody sends right now, are not sent any more.
UPDATE delivery SET state = 'dropped', detail = %(why)s, due = NULL, changed = %(now)s
WHERE idempotency_key = ANY(%(keys)s::text[]) AND state = 'queued' AND (lease IS NULL OR lease <= %(now)s)
RETURNING id

-- name: calls
-- The calls of a roll call, oldest first.
SELECT document::text FROM rollcall_call WHERE rollcall = %(rollcall)s ORDER BY id

-- name: call_by_token
-- The call that a link was sent along with.
SELECT document::text FROM rollcall_call WHERE token_hash = %(token_hash)s

-- name: newest_call
-- The newest call that asked somebody at an address, of a roll call that goes on before one that does not.
SELECT c.document::text
FROM rollcall_call AS c JOIN contact AS k ON k.id = c.contact JOIN rollcall AS r ON r.id = c.rollcall
WHERE (k.address_index = %(index)s::bytea OR (k.address_index IS NULL AND k.address = %(address)s)) AND c.at >= %(since)s AND c.document ->> 'kind' IN ('ask', 'knock')
    AND k.world = %(world)s
ORDER BY r.state = 'active' DESC, c.id DESC
LIMIT 1

-- name: newest_task
-- The newest task that stands open and was sent to an address.
SELECT t.id, k.id
FROM contact AS k CROSS JOIN task AS t
    JOIN delivery AS d ON d.idempotency_key = 'task:' || t.id || ':' || k.id || ':' || k.channel
WHERE (k.address_index = %(index)s::bytea OR (k.address_index IS NULL AND k.address = %(address)s))
    AND k.world = %(world)s AND t.state NOT IN ('done', 'refused')
ORDER BY t.id DESC, k.id DESC
LIMIT 1

-- name: add_task_links
-- Keep links that were sent along with tasks.
INSERT INTO task_link (token_hash, task, contact, until)
SELECT token_hash, task, contact, until
FROM unnest(%(token_hash)s::text[], %(task)s::text[], %(contact)s::text[], %(until)s::timestamptz[])
    AS given (token_hash, task, contact, until)

-- name: task_by_token
-- The link that a token belongs to.
SELECT task, contact, until FROM task_link WHERE token_hash = %(token_hash)s

-- name: contacts_at
-- Contacts at an address.
SELECT id, name, division, channel, address, person, duty, rank, groups, site, language, world
FROM contact
WHERE (address_index = %(index)s::bytea OR (address_index IS NULL AND address = %(address)s)) AND world = %(world)s
ORDER BY id

-- name: contacts_named
-- Contacts by id.
SELECT id, name, division, channel, address, person, duty, rank, groups, site, language, world
FROM contact
WHERE id = ANY(%(ids)s::text[])
ORDER BY id

-- name: add_answer
-- Insert an answer, for its roll call to take in; one that is there already stays.
WITH new AS (
    INSERT INTO answer (id, rollcall, place, division, at, document)
    VALUES (%(id)s, %(rollcall)s, %(place)s, %(division)s, %(at)s, %(document)s::json)
    ON CONFLICT (id) DO NOTHING
    RETURNING id, rollcall
), noted AS (
    INSERT INTO rollcall_news (answer, rollcall) SELECT id, rollcall FROM new WHERE rollcall <> ''
)
SELECT id FROM new

-- name: take_answers
-- The answers that a roll call has not taken in, oldest first; they are taken in from now on.
WITH taken AS (DELETE FROM rollcall_news WHERE rollcall = %(rollcall)s RETURNING answer)
SELECT a.document::text, p.document
FROM taken JOIN answer AS a ON a.id = taken.answer LEFT JOIN answer_private AS p ON p.answer = a.id
ORDER BY a.id

-- name: add_private
-- What of an answer leads to a person.
INSERT INTO answer_private (answer, address_index, document) VALUES (%(id)s, %(index)s, %(document)s)

-- name: answers_of
-- Every answer to a roll call, or to one place of it, oldest first.
SELECT a.document::text, p.document
FROM answer AS a LEFT JOIN answer_private AS p ON p.answer = a.id
WHERE a.rollcall = %(rollcall)s AND (%(place)s::text IS NULL OR a.place = %(place)s)
ORDER BY a.id

-- name: answers
-- Answers, newest first, of one roll call only.
SELECT a.document::text, p.document
FROM answer AS a LEFT JOIN answer_private AS p ON p.answer = a.id
WHERE (%(before)s::text IS NULL OR id < %(before)s)
    AND (%(rollcall)s::text IS NULL OR rollcall = %(rollcall)s)
    AND starts_with(division, %(within)s)
ORDER BY id DESC
LIMIT %(limit)s

-- name: lock_sites
-- One writer of sites at a time, until the commit.
SELECT pg_advisory_xact_lock(4606010)

-- name: sites
-- Every site in a subtree.
SELECT document::text FROM site WHERE starts_with(division, %(within)s) ORDER BY id

-- name: put_sites
-- Insert or replace sites.
INSERT INTO site (id, division, document)
SELECT id, division, document::json
FROM unnest(%(id)s::text[], %(division)s::text[], %(document)s::text[]) AS given (id, division, document)
ON CONFLICT (id) DO UPDATE SET division = excluded.division, document = excluded.document
