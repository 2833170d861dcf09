-- People with a division and more roles; credentials that can be listed, narrowed and left alone; second factors,
-- sign-ins by a provider, tries, and who has the watch.

ALTER TABLE person DROP CONSTRAINT person_role_check;
ALTER TABLE person
    ADD CONSTRAINT person_role_check
        CHECK (role IN ('viewer', 'officer', 'approver', 'commander', 'administrator', 'organiser')),
    ADD COLUMN division     text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN display_name text NOT NULL DEFAULT '',
    ADD COLUMN email        text NOT NULL DEFAULT '',
    ADD COLUMN phone        text NOT NULL DEFAULT '',
    ADD COLUMN is_disabled  boolean NOT NULL DEFAULT false,
    ADD COLUMN oidc_issuer  text NOT NULL DEFAULT '',
    ADD COLUMN oidc_subject text NOT NULL DEFAULT '';
COMMENT ON COLUMN person.division IS '12-digit code of the subtree that the person sees and acts on; empty: everywhere';
COMMENT ON COLUMN person.phone IS 'E.164';
COMMENT ON COLUMN person.oidc_subject IS 'what the provider calls the person for ever; empty: no provider vouches';
CREATE UNIQUE INDEX person_oidc ON person (oidc_issuer, oidc_subject) WHERE oidc_subject <> '';

ALTER TABLE credential
    ADD COLUMN role     text CHECK (role IN ('viewer', 'officer', 'approver', 'commander', 'administrator', 'organiser')),
    ADD COLUMN division text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN address  text NOT NULL DEFAULT '',
    ADD COLUMN seen     timestamptz;
COMMENT ON COLUMN credential.role IS 'what it may do at most; null: what its user may';
COMMENT ON COLUMN credential.division IS 'subtree it sees at most; empty: that of its user';
COMMENT ON COLUMN credential.seen IS 'when it was last shown, to the minute';
CREATE INDEX credential_person ON credential (person, created DESC);
CREATE INDEX credential_id ON credential (substring(token_hash FROM 1 FOR 8));

CREATE TABLE second_factor (
    person    text COLLATE "C" PRIMARY KEY REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    secret    text NOT NULL,
    confirmed timestamptz,
    last_step bigint NOT NULL,
    recovery  bytea[] NOT NULL
);
COMMENT ON COLUMN second_factor.secret IS 'base32, shared with the app; whoever reads it can make codes';
COMMENT ON COLUMN second_factor.confirmed IS 'null: not asked for yet';
COMMENT ON COLUMN second_factor.last_step IS 'number of the last 30 s whose code was accepted';
COMMENT ON COLUMN second_factor.recovery IS 'SHA-256 of the codes that are left';

CREATE TABLE sign_on (
    id       bytea PRIMARY KEY,
    state    text NOT NULL,
    nonce    text NOT NULL,
    verifier text NOT NULL,
    expires  timestamptz NOT NULL,
    person   text COLLATE "C" NOT NULL
);
COMMENT ON TABLE sign_on IS 'sign-ins by an OpenID provider that are under way; taken out when they go on';
COMMENT ON COLUMN sign_on.id IS 'SHA-256 of what the browser keeps';
COMMENT ON COLUMN sign_on.person IS 'empty until the provider has said who it is';

CREATE TABLE login_try (
    place bytea PRIMARY KEY,
    count integer NOT NULL CHECK (count >= 0),
    last  timestamptz NOT NULL
);
COMMENT ON COLUMN login_try.place IS 'SHA-256 of the user, the address, or both';
CREATE INDEX login_try_last ON login_try (last);

CREATE TABLE duty_shift (
    division text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    document json NOT NULL,
    PRIMARY KEY (division, position)
);
COMMENT ON COLUMN duty_shift.division IS 'empty: the whole city';
COMMENT ON COLUMN duty_shift.position IS 'order in which the shifts of a division were written down';
