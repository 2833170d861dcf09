-- Divisions and rivers that are no more: the version that ends one repeats what it was.

ALTER TABLE division_version ADD COLUMN is_ended boolean NOT NULL DEFAULT false;
ALTER TABLE river_version ADD COLUMN is_ended boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN division_version.is_ended IS 'whether it is no more from this version on; a later version brings it back';
COMMENT ON COLUMN river_version.is_ended IS 'whether it is no more from this version on; a later version brings it back';
