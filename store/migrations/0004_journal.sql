-- The journal: append-only, one hash chain per division, sequence order is commit order.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TABLE journal (
    seq      bigint PRIMARY KEY,
    at       timestamptz NOT NULL,
    kind     text NOT NULL,
    division text COLLATE "C" NOT NULL,
    data     json NOT NULL,
    previous bytea NOT NULL CHECK (length(previous) = 32),
    hash     bytea NOT NULL CHECK (length(hash) = 32)
);
COMMENT ON COLUMN journal.seq IS 'from 1 without gaps, given under a lock held until the commit';
COMMENT ON COLUMN journal.division IS '12-digit division code: the chain the row belongs to';
COMMENT ON COLUMN journal.data IS 'kept as text: what was hashed must come back bit by bit';
COMMENT ON COLUMN journal.previous IS 'hash of the row before in the same chain, zeros for the first';
COMMENT ON COLUMN journal.hash IS 'SHA-256 of previous and the canonical entry';
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON journal FROM PUBLIC;

CREATE TABLE chain_head (
    division text COLLATE "C" PRIMARY KEY,
    seq      bigint NOT NULL,
    hash     bytea NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE chain_head IS 'last row of each chain';
