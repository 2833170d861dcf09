-- What is governed about a rule's version beside its document: why, from when until when, who signed, what it was tried on.

ALTER TABLE rule_version
    ADD COLUMN reason            text NOT NULL DEFAULT '',
    ADD COLUMN effective_from    timestamptz,
    ADD COLUMN effective_until   timestamptz,
    ADD COLUMN backtest          text NOT NULL DEFAULT '',
    ADD COLUMN signatures_needed integer NOT NULL DEFAULT 0 CHECK (signatures_needed >= 0),
    ADD COLUMN is_removal        boolean NOT NULL DEFAULT false,
    ADD COLUMN restores          integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN rule_version.effective_from IS 'null: it counts as soon as it is signed';
COMMENT ON COLUMN rule_version.effective_until IS 'null: until a newer version counts';
COMMENT ON COLUMN rule_version.restores IS 'the version whose document it brings back, 0 for none';

CREATE TABLE rule_signature (
    id      text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    signer  text NOT NULL,
    at      timestamptz NOT NULL,
    sha256  text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    note    text NOT NULL,
    PRIMARY KEY (id, version, signer)
);
COMMENT ON COLUMN rule_signature.sha256 IS 'of rule_version.document as it is stored';
CREATE TRIGGER rule_signature_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_signature
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON rule_signature FROM PUBLIC;

CREATE TABLE rule_backtest (
    id       text COLLATE "C" PRIMARY KEY,
    rule     text COLLATE "C" NOT NULL,
    at       timestamptz NOT NULL,
    document json NOT NULL
);
CREATE INDEX rule_backtest_rule ON rule_backtest (rule, at DESC);
CREATE TRIGGER rule_backtest_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_backtest
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON rule_backtest FROM PUBLIC;
