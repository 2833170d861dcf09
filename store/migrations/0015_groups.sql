-- What stations share with others, and would fail with: votes that have a group in common count once.

ALTER TABLE station ADD COLUMN groups json NOT NULL DEFAULT '{}';
COMMENT ON COLUMN station.groups IS 'name by kind of group: pole, power, network';
