-- Links by which whoever was sent a task says what became of it.

CREATE TABLE task_link (
    token_hash text COLLATE "C" PRIMARY KEY,
    task       text COLLATE "C" NOT NULL,
    contact    text COLLATE "C" NOT NULL,
    until      timestamptz NOT NULL
);
COMMENT ON COLUMN task_link.token_hash IS 'SHA-256, hexadecimal, of the token in the link';
COMMENT ON COLUMN task_link.until IS 'from then on it leads nowhere';

-- Parts of long messages are kept as they come, and put together when they are read.
ALTER TABLE inbound ADD COLUMN part text NOT NULL DEFAULT '';
COMMENT ON COLUMN inbound.part IS 'reference, count and number with slashes between them; empty: a whole message';
