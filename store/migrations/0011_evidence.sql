-- Events that are told again, better; and the pictures that they refer to.

ALTER TABLE event ADD COLUMN revision integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN event.revision IS 'the same event told again: the higher revision replaces the lower';

-- Which pictures are referred to, and which may still have to be fetched.
CREATE INDEX event_picture ON event (image_sha256) WHERE image_sha256 <> '';
CREATE INDEX event_url ON event (result_time) WHERE image_url <> '';

CREATE TABLE evidence (
    station text COLLATE "C" NOT NULL,
    event   text COLLATE "C" NOT NULL,
    url     text NOT NULL,
    sha256  text NOT NULL,
    state   text NOT NULL CHECK (state IN ('kept', 'waiting', 'given_up')),
    tries   integer NOT NULL,
    due     timestamptz NOT NULL,
    why     text NOT NULL,
    PRIMARY KEY (station, event)
);
CREATE INDEX evidence_picture ON evidence (sha256) WHERE sha256 <> '';
COMMENT ON TABLE evidence IS 'pictures fetched, or given up, by event';
COMMENT ON COLUMN evidence.url IS 'where it was fetched; an event told anew with another URL is fetched anew';
COMMENT ON COLUMN evidence.sha256 IS 'of the bytes that are kept, empty while none are';
COMMENT ON COLUMN evidence.state IS 'waiting -> waiting | kept | given_up';
COMMENT ON COLUMN evidence.due IS 'when the next attempt is due';
COMMENT ON COLUMN evidence.why IS 'why there is no picture, empty when there is one';
