-- Queries of store.postgres.signing_in.

-- name: second_factor
-- The second factor of a person.
SELECT person, secret, confirmed, last_step, recovery FROM second_factor WHERE person = %(user)s

-- name: put_second_factor
-- Insert or replace a second factor.
INSERT INTO second_factor (person, secret, confirmed, last_step, recovery)
VALUES (%(user)s, %(secret)s, %(confirmed)s, %(last_step)s, %(recovery)s)
ON CONFLICT (person) DO UPDATE SET
    secret = excluded.secret, confirmed = excluded.confirmed, last_step = excluded.last_step,
    recovery = excluded.recovery

-- name: drop_second_factor
-- Take a second factor away.
DELETE FROM second_factor WHERE person = %(user)s

-- name: use_step
-- Note that the code of a time step was accepted, once.
UPDATE second_factor SET last_step = %(step)s WHERE person = %(user)s AND last_step < %(step)s

-- name: use_recovery
-- Strike a recovery code off, once.
UPDATE second_factor SET recovery = array_remove(recovery, %(code)s::bytea)
WHERE person = %(user)s AND %(code)s::bytea = ANY (recovery)

-- name: put_sign_on
-- Insert a sign-in that is under way.
INSERT INTO sign_on (id, state, nonce, verifier, expires, person)
VALUES (%(id)s, %(state)s, %(nonce)s, %(verifier)s, %(expires)s, %(user)s)

-- name: take_sign_on
-- Take a sign-in out, once.
DELETE FROM sign_on WHERE id = %(id)s RETURNING id, state, nonce, verifier, expires, person

-- name: drop_old_sign_ons
-- Forget sign-ins that nobody went on with.
DELETE FROM sign_on WHERE expires <= %(at)s

-- name: count_try
-- Count a try at a place; above the limit the time of the last try that was judged stands.
INSERT INTO login_try AS known (place, count, last) VALUES (%(place)s, 1, %(at)s)
ON CONFLICT (place) DO UPDATE SET
    count = CASE WHEN known.last <= %(stale)s THEN 1 ELSE known.count + 1 END,
    last = CASE WHEN known.last > %(stale)s AND known.count >= %(limit)s THEN known.last ELSE excluded.last END
RETURNING count, last

-- name: forget_tries
-- Forget what a place has tried.
DELETE FROM login_try WHERE place = %(place)s

-- name: take_back_try
-- Take one try back.
UPDATE login_try SET count = count - 1 WHERE place = %(place)s AND count > 0

-- name: forget_old_tries
-- Forget places that have not tried for long, those that nobody is counting at.
DELETE FROM login_try WHERE place IN (
    SELECT place FROM login_try WHERE last <= %(stale)s ORDER BY last LIMIT 100 FOR UPDATE SKIP LOCKED
)
