-- Screens on walls, the state of each way out, and what gateways and screens said to another process than the one
-- that sent.

CREATE TABLE screen (
    id         text COLLATE "C" PRIMARY KEY,
    name       text NOT NULL,
    division   text COLLATE "C" NOT NULL DEFAULT '',
    place      text NOT NULL DEFAULT '',
    registered timestamptz NOT NULL,
    seen       timestamptz NOT NULL,
    lost       timestamptz
);
COMMENT ON COLUMN screen.division IS '12 digits, empty: the whole city';
COMMENT ON COLUMN screen.seen IS 'last heartbeat';
COMMENT ON COLUMN screen.lost IS 'since when it counts as lost; null: it does not';

CREATE TABLE channel_link (
    name    text COLLATE "C" PRIMARY KEY,
    checked timestamptz,
    worked  timestamptz,
    failed  timestamptz,
    error   text NOT NULL DEFAULT '',
    tested  timestamptz,
    test    text COLLATE "C" NOT NULL DEFAULT ''
);
COMMENT ON COLUMN channel_link.checked IS 'last heartbeat of the dispatcher over it';
COMMENT ON COLUMN channel_link.worked IS 'last heartbeat that went well';
COMMENT ON COLUMN channel_link.failed IS 'since when heartbeats fail; null: the last one went well';
COMMENT ON COLUMN channel_link.tested IS 'when the last link test was queued';
COMMENT ON COLUMN channel_link.test IS 'delivery of the last link test, empty: none yet';

CREATE TABLE pushed_receipt (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider text COLLATE "C" NOT NULL,
    message  text COLLATE "C" NOT NULL,
    state    text NOT NULL CHECK (state IN ('delivered', 'failed')),
    detail   text NOT NULL DEFAULT '',
    at       timestamptz NOT NULL
);
COMMENT ON TABLE pushed_receipt IS 'waits for the dispatcher, which deletes what it has taken';
CREATE INDEX pushed_receipt_provider ON pushed_receipt (provider, id);

CREATE INDEX delivery_trouble ON delivery (channel, state) WHERE state IN ('unconfirmed', 'dead');
