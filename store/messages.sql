-- Queries of store.postgres.messages.

-- name: save_documents
-- Keep messages as they left; the bytes of one that is there already stay.
INSERT INTO cap_document (warning, form, identifier, sent, is_signed, body)
SELECT * FROM unnest(
    %(warning)s::text[], %(form)s::text[], %(identifier)s::text[], %(sent)s::timestamptz[], %(is_signed)s::boolean[],
    %(body)s::bytea[]
)
ON CONFLICT (warning, form) DO NOTHING

-- name: document
-- One message as it left.
SELECT warning, form, identifier, sent, is_signed, body FROM cap_document WHERE warning = %(warning)s AND form = %(form)s

-- name: taken
-- Which of these identifiers are in use.
SELECT identifier FROM cap_document WHERE form = %(form)s AND identifier = ANY(%(identifiers)s::text[])

-- name: lock_names
-- One giver of names at a time, until the commit.
SELECT pg_advisory_xact_lock(4606022)

-- name: warning_named
-- The warning whose message carries an identifier.
SELECT document::text FROM warning WHERE document->>'identifier' = %(identifier)s ORDER BY id LIMIT 1

-- name: in_feed
-- Issued warnings of one status that have not run out, newest first, signed ones only if asked.
SELECT w.id
FROM warning AS w LEFT JOIN cap_document AS c ON c.warning = w.id AND c.form = 'cap'
WHERE w.stage = 'issued' AND w.expires > %(now)s AND w.document->>'status' = %(status)s
    AND (NOT %(must_be_signed)s::boolean OR c.is_signed)
ORDER BY w.id DESC
LIMIT %(limit)s

-- name: warnings_by_id
-- Warnings, newest first.
SELECT document::text FROM warning WHERE id = ANY(%(ids)s::text[]) ORDER BY id DESC

-- name: lock_foreign
-- One door for the messages of other agencies, until the commit.
SELECT pg_advisory_xact_lock(4606023)

-- name: known_foreign
-- The message of this sender, identifier and time.
SELECT document::text FROM foreign_message
WHERE sender = %(sender)s AND identifier = %(identifier)s AND sent = %(sent)s

-- name: foreign_of
-- What a sender said that has not run out, newest first.
SELECT document::text FROM foreign_message
WHERE sender = %(sender)s AND expires > %(now)s ORDER BY id DESC LIMIT 10000

-- name: add_foreign
-- Keep a message of another agency with its bytes.
INSERT INTO foreign_message (id, sender, identifier, sent, stage, expires, divisions, document, body)
VALUES (
    %(id)s, %(sender)s, %(identifier)s, %(sent)s, %(stage)s, %(expires)s, %(divisions)s::text[], %(document)s::json,
    %(body)s
)

-- name: end_foreign
-- What became of a message by a later one.
UPDATE foreign_message SET stage = %(stage)s, document = %(document)s::json WHERE id = %(id)s

-- name: foreign_messages
-- Messages of other agencies about a subtree, newest first, those that count at an instant only if asked.
SELECT document::text FROM foreign_message
WHERE (%(before)s::text IS NULL OR id < %(before)s)
    AND (%(current_at)s::timestamptz IS NULL OR (stage = 'current' AND expires > %(current_at)s))
    AND EXISTS (SELECT FROM unnest(divisions) AS code WHERE starts_with(code, %(within)s))
ORDER BY id DESC
LIMIT %(limit)s

-- name: foreign_message
-- One message of another agency about a subtree, with its bytes.
SELECT document::text, body FROM foreign_message
WHERE id = %(id)s AND EXISTS (SELECT FROM unnest(divisions) AS code WHERE starts_with(code, %(within)s))

-- name: put_refusal
-- Keep what was refused; the same again is counted.
INSERT INTO foreign_refusal (id, sha256, code, received, document, body)
VALUES (%(id)s, %(sha256)s, %(code)s, %(received)s, %(document)s::json, %(body)s)
ON CONFLICT (sha256, code) DO UPDATE SET received = excluded.received, document = %(again)s::json

-- name: known_refusal
-- What was refused before for the same reason, held until the commit.
SELECT document::text FROM foreign_refusal WHERE sha256 = %(sha256)s AND code = %(code)s FOR UPDATE

-- name: trim_refusals
-- Only so many refusals are kept.
DELETE FROM foreign_refusal WHERE id < (SELECT id FROM foreign_refusal ORDER BY id DESC OFFSET %(most)s - 1 LIMIT 1)

-- name: refusals
-- What was refused, newest first.
SELECT document::text FROM foreign_refusal
WHERE %(before)s::text IS NULL OR id < %(before)s ORDER BY id DESC LIMIT %(limit)s

-- name: add_poll
-- A feed that was never looked at.
INSERT INTO foreign_poll (url, due, document) VALUES (%(url)s, %(due)s, %(document)s::json) ON CONFLICT DO NOTHING

-- name: claim_poll
-- A feed whose look is due, held until the commit, unless somebody else holds it.
SELECT document::text FROM foreign_poll WHERE url = %(url)s AND due <= %(now)s FOR UPDATE SKIP LOCKED

-- name: put_poll
-- How far the reading of a feed has come.
UPDATE foreign_poll SET due = %(due)s, document = %(document)s::json WHERE url = %(url)s

-- name: polls
-- How far the reading of every feed has come.
SELECT document::text FROM foreign_poll ORDER BY url
