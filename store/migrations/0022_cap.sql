-- Messages as bytes: our own as they left, frozen; those of other agencies as they came, with what was refused.

-- A warning is asked for by the identifier that its message carries.
CREATE INDEX warning_identifier ON warning ((document->>'identifier'));

CREATE TABLE cap_document (
    warning    text COLLATE "C" NOT NULL REFERENCES warning DEFERRABLE INITIALLY DEFERRED,
    form       text NOT NULL CHECK (form IN ('cap', 'cn12379')),
    identifier text COLLATE "C" NOT NULL,
    sent       timestamptz NOT NULL,
    is_signed  boolean NOT NULL,
    body       bytea NOT NULL,
    PRIMARY KEY (warning, form),
    UNIQUE (form, identifier)
);
COMMENT ON TABLE cap_document IS 'a message as it left, signature included; the same bytes for ever';
CREATE TRIGGER cap_document_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cap_document
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON cap_document FROM PUBLIC;

CREATE TABLE foreign_message (
    id         text COLLATE "C" PRIMARY KEY,
    sender     text COLLATE "C" NOT NULL,
    identifier text COLLATE "C" NOT NULL,
    sent       timestamptz NOT NULL,
    stage      text NOT NULL CHECK (stage IN ('current', 'superseded', 'cancelled')),
    expires    timestamptz NOT NULL,
    divisions  text[] NOT NULL,
    document   json NOT NULL,
    body       bytea NOT NULL,
    UNIQUE (sender, identifier, sent)
);
COMMENT ON COLUMN foreign_message.stage IS 'current -> superseded | cancelled, by later messages of the same sender';
COMMENT ON COLUMN foreign_message.divisions IS '12-digit codes it speaks of: whose people may see it';
CREATE INDEX foreign_message_sender ON foreign_message (sender, expires);
CREATE INDEX foreign_message_current ON foreign_message (id) WHERE stage = 'current';

CREATE TABLE foreign_refusal (
    id       text COLLATE "C" PRIMARY KEY,
    sha256   text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    code     text NOT NULL,
    received timestamptz NOT NULL,
    document json NOT NULL,
    body     bytea NOT NULL,
    UNIQUE (sha256, code)
);
COMMENT ON COLUMN foreign_refusal.received IS 'the last time';

CREATE TABLE foreign_poll (
    url      text PRIMARY KEY,
    due      timestamptz NOT NULL,
    document json NOT NULL
);
COMMENT ON COLUMN foreign_poll.due IS 'earliest next look; who looks moves it ahead first, so that two do not';
