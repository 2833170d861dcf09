-- Long lists are asked for by the digits with which divisions begin.

CREATE INDEX journal_subtree ON journal (division text_pattern_ops, seq);
CREATE INDEX station_subtree ON station (division text_pattern_ops);
CREATE INDEX incident_subtree ON incident (division text_pattern_ops, id);
CREATE INDEX warning_subtree ON warning (division text_pattern_ops, id);
CREATE INDEX delivery_subtree ON delivery (division text_pattern_ops, id);
CREATE INDEX task_subtree ON task (division text_pattern_ops, id);
CREATE INDEX event_shown ON event (lower(image_sha256)) WHERE image_sha256 <> '';
CREATE INDEX evidence_shown ON evidence (lower(sha256)) WHERE sha256 <> '';
