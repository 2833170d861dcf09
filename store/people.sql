-- Queries of store.postgres.people.

-- name: user
-- One user.
SELECT name, password_hash, role, created, must_change, division, display_name, email, phone, is_disabled,
    oidc_issuer, oidc_subject
FROM person WHERE name = %(name)s

-- name: lock_user
-- One user, held until the transaction ends.
SELECT name, password_hash, role, created, must_change, division, display_name, email, phone, is_disabled,
    oidc_issuer, oidc_subject
FROM person WHERE name = %(name)s FOR NO KEY UPDATE

-- name: user_by_subject
-- The user whom a provider vouches for.
SELECT name, password_hash, role, created, must_change, division, display_name, email, phone, is_disabled,
    oidc_issuer, oidc_subject
FROM person WHERE oidc_issuer = %(issuer)s AND oidc_subject = %(subject)s AND oidc_subject <> ''

-- name: users
-- Every user of a subtree.
SELECT name, password_hash, role, created, must_change, division, display_name, email, phone, is_disabled,
    oidc_issuer, oidc_subject
FROM person WHERE starts_with(division, %(within)s) ORDER BY name

-- name: put_user
-- Insert or replace a user.
INSERT INTO person (name, password_hash, role, created, must_change, division, display_name, email, phone, is_disabled,
    oidc_issuer, oidc_subject)
VALUES (%(name)s, %(password_hash)s, %(role)s, %(created)s, %(must_change)s, %(division)s, %(display_name)s,
    %(email)s, %(phone)s, %(is_disabled)s, %(oidc_issuer)s, %(oidc_subject)s)
ON CONFLICT (name) DO UPDATE SET
    password_hash = excluded.password_hash, role = excluded.role, created = excluded.created,
    must_change = excluded.must_change, division = excluded.division, display_name = excluded.display_name,
    email = excluded.email, phone = excluded.phone, is_disabled = excluded.is_disabled,
    oidc_issuer = excluded.oidc_issuer, oidc_subject = excluded.oidc_subject

-- name: add_user
-- Insert a user unless there is one of that name.
INSERT INTO person (name, password_hash, role, created, must_change, division, display_name, email, phone, is_disabled,
    oidc_issuer, oidc_subject)
VALUES (%(name)s, %(password_hash)s, %(role)s, %(created)s, %(must_change)s, %(division)s, %(display_name)s,
    %(email)s, %(phone)s, %(is_disabled)s, %(oidc_issuer)s, %(oidc_subject)s)
ON CONFLICT (name) DO NOTHING

-- name: credential
-- One credential, ended or not.
SELECT token_hash, person, kind, label, created, expires, revoked, role, division, address, seen
FROM credential WHERE token_hash = %(token_hash)s

-- name: holder
-- One credential, ended or not, and the user for whom it speaks.
SELECT c.token_hash, c.person, c.kind, c.label, c.created, c.expires, c.revoked, c.role, c.division, c.address, c.seen,
    p.name, p.password_hash, p.role, p.created, p.must_change, p.division, p.display_name, p.email, p.phone,
    p.is_disabled, p.oidc_issuer, p.oidc_subject
FROM credential AS c JOIN person AS p ON p.name = c.person
WHERE c.token_hash = %(token_hash)s

-- name: credentials
-- Credentials that still open the door, the newest first.
SELECT c.token_hash, c.person, c.kind, c.label, c.created, c.expires, c.revoked, c.role, c.division, c.address, c.seen
FROM credential AS c JOIN person AS p ON p.name = c.person
WHERE c.revoked IS NULL AND (c.expires IS NULL OR c.expires > %(at)s)
    AND (%(user)s::text IS NULL OR c.person = %(user)s)
    AND (%(kind)s::text IS NULL OR c.kind = %(kind)s)
    AND (%(id)s::bytea IS NULL OR substring(c.token_hash FROM 1 FOR 8) = %(id)s)
    AND starts_with(p.division, %(within)s)
ORDER BY c.created DESC, c.token_hash LIMIT %(limit)s

-- name: put_credential
-- Insert or replace a credential.
INSERT INTO credential (token_hash, person, kind, label, created, expires, revoked, role, division, address, seen)
VALUES (%(token_hash)s, %(person)s, %(kind)s, %(label)s, %(created)s, %(expires)s, %(revoked)s, %(role)s,
    %(division)s, %(address)s, %(seen)s)
ON CONFLICT (token_hash) DO UPDATE SET
    person = excluded.person, kind = excluded.kind, label = excluded.label, created = excluded.created,
    expires = excluded.expires, revoked = excluded.revoked, role = excluded.role, division = excluded.division,
    address = excluded.address, seen = excluded.seen

-- name: revoke_credential
-- End a credential; one that has ended stays ended when it did.
UPDATE credential SET revoked = %(at)s WHERE token_hash = %(token_hash)s AND revoked IS NULL

-- name: end_credentials
-- End what speaks for a user, of one kind only if asked, but for one token.
UPDATE credential SET revoked = %(at)s
WHERE person = %(user)s AND revoked IS NULL AND (%(kind)s::text IS NULL OR kind = %(kind)s)
    AND token_hash IS DISTINCT FROM %(keep)s::bytea
RETURNING token_hash

-- name: see_credential
-- Note when a token was last shown.
UPDATE credential SET seen = %(at)s WHERE token_hash = %(token_hash)s AND (seen IS NULL OR seen < %(at)s)

-- name: is_known_place
-- Whether a person has signed in from an address before.
SELECT EXISTS (SELECT FROM credential WHERE person = %(user)s AND kind = 'session' AND address = %(address)s)
