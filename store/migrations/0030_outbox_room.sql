-- A sealed delivery is longer than a plain one was when 0020 left it room: with less than half a page free, most claims
-- find no room beside the row and write every index anew.

ALTER TABLE delivery SET (fillfactor = 45);
