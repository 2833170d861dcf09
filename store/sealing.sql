-- Queries of store.postgres.resealing.

-- name: proofs
-- By which keys values were sealed.
SELECT id, proof FROM seal_key ORDER BY id

-- name: add_proof
-- Note that a key seals.
INSERT INTO seal_key (id, proof) VALUES (%(id)s, %(proof)s) ON CONFLICT (id) DO NOTHING

-- name: drop_proofs
-- Forget keys that seal nothing any more.
DELETE FROM seal_key WHERE id <> %(id)s

-- name: contact
-- A page of contacts.
SELECT id, name, address FROM contact WHERE id > %(after)s ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE

-- name: put_contact
-- A contact sealed anew.
UPDATE contact SET name = %(name)s, address = %(address)s, address_index = %(address_index)s WHERE id = %(id)s

-- name: inbound
-- A page of what people sent back.
SELECT id, address, text FROM inbound WHERE id > %(after)s ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE

-- name: put_inbound
-- A message sealed anew.
UPDATE inbound SET address = %(address)s, text = %(text)s, address_index = %(address_index)s WHERE id = %(id)s

-- name: person
-- A page of users.
SELECT name, email, phone FROM person WHERE name > %(after)s ORDER BY name LIMIT %(limit)s FOR NO KEY UPDATE

-- name: put_person
-- A user sealed anew.
UPDATE person SET email = %(email)s, phone = %(phone)s WHERE name = %(name)s

-- name: second_factor
-- A page of second factors.
SELECT person, secret FROM second_factor WHERE person > %(after)s ORDER BY person LIMIT %(limit)s FOR NO KEY UPDATE

-- name: put_second_factor
-- A second factor sealed anew.
UPDATE second_factor SET secret = %(secret)s WHERE person = %(person)s

-- name: answer_private
-- A page of what answers say of persons.
SELECT answer, document FROM answer_private WHERE answer > %(after)s ORDER BY answer LIMIT %(limit)s FOR NO KEY UPDATE

-- name: contact_index
-- An address found by another index.
UPDATE contact SET address_index = %(index)s WHERE id = %(key)s

-- name: inbound_index
-- The same of what people sent back.
UPDATE inbound SET address_index = %(index)s WHERE id = %(key)s

-- name: answer_private_index
-- The same of what answers say of persons.
UPDATE answer_private SET address_index = %(index)s WHERE answer = %(key)s

-- name: others_here
-- How many other connections this database has.
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND usename = current_user AND backend_type = 'client backend'

-- name: put_answer_private
-- The same sealed anew; the index of an address stays, because its key does.
UPDATE answer_private SET document = %(document)s WHERE answer = %(answer)s

-- name: delivery
-- A page of deliveries.
SELECT id, document::text FROM delivery WHERE id > %(after)s ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE

-- name: put_delivery
-- A delivery sealed anew.
UPDATE delivery SET document = %(document)s::json WHERE id = %(id)s

-- name: rollcall_call
-- A page of calls.
SELECT id, document::text FROM rollcall_call WHERE id > %(after)s ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE

-- name: put_rollcall_call
-- A call sealed anew.
UPDATE rollcall_call SET document = %(document)s::json WHERE id = %(id)s

-- name: rollcall
-- A page of roll calls.
SELECT id, document::text FROM rollcall WHERE id > %(after)s ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE

-- name: put_rollcall
-- A roll call sealed anew.
UPDATE rollcall SET document = %(document)s::json WHERE id = %(id)s

-- name: rollcall_place
-- A page of places of roll calls.
SELECT id, document FROM rollcall_place WHERE id > %(after)s ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE

-- name: put_rollcall_place
-- A place sealed anew.
UPDATE rollcall_place SET document = %(document)s WHERE id = %(id)s
