-- Who may do what. Only hashes are kept: neither a password nor a token can be read back.

CREATE TABLE person (
    name          text COLLATE "C" PRIMARY KEY,
    password_hash text NOT NULL,
    role          text NOT NULL CHECK (role IN ('viewer', 'officer', 'administrator')),
    created       timestamptz NOT NULL,
    must_change   boolean NOT NULL
);
COMMENT ON COLUMN person.password_hash IS 'Argon2 with its own salt and parameters';
COMMENT ON COLUMN person.must_change IS 'until the password given by somebody else has been changed';

CREATE TABLE credential (
    token_hash bytea PRIMARY KEY,
    person     text COLLATE "C" NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    kind       text NOT NULL CHECK (kind IN ('session', 'api_key')),
    label      text NOT NULL,
    created    timestamptz NOT NULL,
    expires    timestamptz,
    revoked    timestamptz
);
COMMENT ON COLUMN credential.token_hash IS 'SHA-256 of the token';
COMMENT ON COLUMN credential.expires IS 'null: never';
