import pytest

from sensing.exchange.table import MOST_COLUMNS, TableError, make_table


def test_the_first_line_that_says_something_is_the_header():
    table = make_table([(1, ["", ""]), (2, ["id", " name ", ""]), (3, ["", ""]), (4, ["A", "b", "c"])])
    assert (table.header, [(row.number, row.cells) for row in table.rows]) == (("id", "name"), [(4, ("A", "b"))])


def test_nothing_is_no_table():
    with pytest.raises(TableError, match="s: expected a header and rows, got nothing"):
        make_table([(1, [" "])], name="s")


def test_too_many_columns_are_refused():
    with pytest.raises(TableError, match="expected at most 50000 rows of 200 columns, got 0 rows of 201"):
        make_table([(1, ["x"] * (MOST_COLUMNS + 1))])
