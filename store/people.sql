-- Queries of store.postgres.people.

-- name: user
-- One user.
SELECT name, password_hash, role, created, must_change FROM person WHERE name = %(name)s

-- name: users
-- Every user.
SELECT name, password_hash, role, created, must_change FROM person ORDER BY name

-- name: put_user
-- Insert or replace a user.
INSERT INTO person (name, password_hash, role, created, must_change)
VALUES (%(name)s, %(password_hash)s, %(role)s, %(created)s, %(must_change)s)
ON CONFLICT (name) DO UPDATE SET
    password_hash = excluded.password_hash, role = excluded.role, created = excluded.created,
    must_change = excluded.must_change

-- name: credential
-- One credential, ended or not.
SELECT token_hash, person, kind, label, created, expires, revoked FROM credential WHERE token_hash = %(token_hash)s

-- name: put_credential
-- Insert or replace a credential.
INSERT INTO credential (token_hash, person, kind, label, created, expires, revoked)
VALUES (%(token_hash)s, %(person)s, %(kind)s, %(label)s, %(created)s, %(expires)s, %(revoked)s)
ON CONFLICT (token_hash) DO UPDATE SET
    person = excluded.person, kind = excluded.kind, label = excluded.label, created = excluded.created,
    expires = excluded.expires, revoked = excluded.revoked

-- name: revoke_credential
-- End a credential; one that has ended stays ended when it did.
UPDATE credential SET revoked = %(at)s WHERE token_hash = %(token_hash)s AND revoked IS NULL
