-- A roll call is one row for each of its places, so that a step reads and writes those that it is about.

CREATE TABLE rollcall_place (
    id         text COLLATE "C" PRIMARY KEY,
    rollcall   text COLLATE "C" NOT NULL REFERENCES rollcall DEFERRABLE INITIALLY DEFERRED,
    place      text COLLATE "C" NOT NULL,
    number     integer NOT NULL,
    division   text NOT NULL,
    due        timestamptz,
    neighbours text[] NOT NULL,
    document   text NOT NULL
);
COMMENT ON COLUMN rollcall_place.id IS 'roll call and place, with a slash between them';
COMMENT ON COLUMN rollcall_place.number IS 'its turn among the places of the roll call, from 0';
COMMENT ON COLUMN rollcall_place.due IS 'when there is something to do about it, null for only when there is news';
COMMENT ON COLUMN rollcall_place.neighbours IS 'places whose people may be asked to knock there';
COMMENT ON COLUMN rollcall_place.document IS 'JSON, sealed as a whole where the database has a key: it names who is called';
CREATE UNIQUE INDEX rollcall_place_number ON rollcall_place (rollcall, number);
CREATE INDEX rollcall_place_due ON rollcall_place (rollcall, due) WHERE due IS NOT NULL;
CREATE INDEX rollcall_place_subtree ON rollcall_place (rollcall, division text_pattern_ops);
CREATE TRIGGER rollcall_place_tracked AFTER INSERT OR UPDATE OR DELETE ON rollcall_place FOR EACH ROW
    WHEN (current_setting('fenghuo.tracking', true) = 'on') EXECUTE FUNCTION note_change('''rollcall''', 'r.id');

-- Answers that their roll call has yet to take in.
CREATE TABLE rollcall_news (
    answer   text COLLATE "C" PRIMARY KEY,
    rollcall text COLLATE "C" NOT NULL
);
CREATE INDEX rollcall_news_rollcall ON rollcall_news (rollcall);
-- Which answers an older document has taken in, it says itself: the same again changes nothing.
INSERT INTO rollcall_news (answer, rollcall)
SELECT a.id, a.rollcall
FROM answer AS a JOIN rollcall AS r ON r.id = a.rollcall
WHERE r.state IN ('active', 'stopped');

COMMENT ON COLUMN rollcall.document IS 'all but its places; older ones hold them until their next step';
COMMENT ON COLUMN rollcall.divisions IS 'of the warning, of older ones also of every place that is called';
ALTER TABLE rollcall DROP COLUMN applied;
