-- The outbox: progress of a delivery in columns of its own, claims with a lease, gateways' message ids, what people
-- answered, and how each channel may be used. `document` keeps what is fixed when a delivery is queued.

ALTER TABLE delivery ALTER COLUMN warning DROP NOT NULL;
ALTER TABLE delivery DROP CONSTRAINT delivery_state_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_state_check
    CHECK (state IN ('queued', 'sent', 'unconfirmed', 'delivered', 'failed', 'dropped', 'dead'));
ALTER TABLE delivery ADD COLUMN channel   text;
ALTER TABLE delivery ADD COLUMN recipient text COLLATE "C";
ALTER TABLE delivery ADD COLUMN division  text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN purpose   text NOT NULL DEFAULT 'warning'
    CHECK (purpose IN ('warning', 'rollcall', 'task', 'linktest'));
ALTER TABLE delivery ADD COLUMN level     smallint NOT NULL DEFAULT 0 CHECK (level BETWEEN 0 AND 4);
ALTER TABLE delivery ADD COLUMN changed   timestamptz;
ALTER TABLE delivery ADD COLUMN attempts  integer NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN detail    text NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN sent      timestamptz;
ALTER TABLE delivery ADD COLUMN provider  text NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN holder    text NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN lease     timestamptz;

UPDATE delivery AS d SET
    channel = d.document ->> 'channel',
    recipient = d.document ->> 'recipient',
    changed = (d.document ->> 'changed')::timestamptz,
    attempts = (d.document ->> 'attempts')::integer,
    detail = d.document ->> 'detail',
    sent = CASE WHEN d.state IN ('sent', 'delivered') THEN (d.document ->> 'changed')::timestamptz END,
    level = w.level,
    division = w.division
FROM warning AS w
WHERE w.id = d.warning;

ALTER TABLE delivery ALTER COLUMN channel SET NOT NULL;
ALTER TABLE delivery ALTER COLUMN recipient SET NOT NULL;
ALTER TABLE delivery ALTER COLUMN changed SET NOT NULL;
ALTER TABLE delivery ADD CONSTRAINT delivery_warning_check
    CHECK (warning IS NOT NULL OR purpose IN ('task', 'linktest'));
COMMENT ON COLUMN delivery.state IS 'queued -> sent | failed | dropped | dead; sent -> unconfirmed; sent | unconfirmed -> delivered | failed; failed | dead -> queued by a person';
COMMENT ON COLUMN delivery.level IS '0 none, 1 blue, 2 yellow, 3 orange, 4 red; of the warning, of what a Cancel takes back, of the task';
COMMENT ON COLUMN delivery.sent IS 'when a gateway accepted it';
COMMENT ON COLUMN delivery.provider IS 'account that accepted it';
COMMENT ON COLUMN delivery.lease IS 'until when its holder may have it on the way; null or past: free to be claimed';

-- A claim changes no indexed column: with room on the page it costs no index entry.
ALTER TABLE delivery SET (fillfactor = 70);
DROP INDEX delivery_outbox;
CREATE INDEX delivery_outbox ON delivery (channel, level DESC, created, id) WHERE state = 'queued';
CREATE INDEX delivery_unconfirmed ON delivery (sent) WHERE state = 'sent';
CREATE INDEX delivery_recipient ON delivery (recipient, created);
CREATE INDEX delivery_dead ON delivery (id) WHERE state IN ('failed', 'dead');

-- Which delivery a gateway's message id belongs to. A receipt may come before the answer to the submit is written, or
-- to another process: then the id waits here without a delivery.
CREATE TABLE delivery_message (
    provider text COLLATE "C" NOT NULL,
    message  text COLLATE "C" NOT NULL,
    delivery text COLLATE "C",
    state    text CHECK (state IN ('delivered', 'failed')),
    detail   text NOT NULL DEFAULT '',
    at       timestamptz NOT NULL,
    PRIMARY KEY (provider, message)
);
COMMENT ON COLUMN delivery_message.state IS 'of the receipt, null before it comes';
COMMENT ON COLUMN delivery_message.at IS 'of the last word about it';
CREATE INDEX delivery_message_delivery ON delivery_message (delivery);

CREATE TABLE inbound (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel text NOT NULL,
    address text NOT NULL,
    text    text NOT NULL,
    at      timestamptz NOT NULL,
    settled timestamptz
);
COMMENT ON TABLE inbound IS 'what people sent back, kept before the gateway is told that it was taken';
COMMENT ON COLUMN inbound.settled IS 'when it was read as an answer or put aside; null: nobody has read it';
CREATE INDEX inbound_waiting ON inbound (id) WHERE settled IS NULL;

CREATE TABLE channel (
    name    text COLLATE "C" PRIMARY KEY,
    stopped timestamptz,
    why     text NOT NULL DEFAULT '',
    tokens  double precision NOT NULL DEFAULT 0,
    filled  timestamptz,
    day     date,
    used    integer NOT NULL DEFAULT 0
);
COMMENT ON COLUMN channel.stopped IS 'since when nothing leaves by it, null: it is open';
COMMENT ON COLUMN channel.tokens IS 'messages that may leave at once, as of filled; below 0 after messages of many parts';
COMMENT ON COLUMN channel.used IS 'messages handed over on day, Beijing time';
