from importlib.resources import files

import pytest

from store.errors import StoreError
from store.queries import named_queries, parse_queries

FILES = sorted(file.name.removesuffix(".sql") for file in files("store").iterdir() if file.name.endswith(".sql"))


@pytest.mark.parametrize("file", FILES)
def test_every_query_of_the_package_has_a_name_and_a_purpose(file):
    assert named_queries(file)


def test_queries_are_found_by_name_without_their_comments():
    one = "-- name: one\n-- The first.\nSELECT 1 -- here\n\n"
    two = "-- name: two\n-- The second.\n-- More.\nSELECT\n    2\n"
    text = f"-- Head.\n\n{one}{two}"
    assert parse_queries(text, origin="x.sql") == {"one": "SELECT 1 -- here", "two": "SELECT\n    2"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-- name: one\nSELECT 1\n", "x.sql: query 'one' does not say what it is for"),
        ("-- name: one\n-- The first.\n", "x.sql: query 'one' is empty"),
        ("-- name: a\n-- A.\nSELECT 1\n-- name: a\n-- A.\nSELECT 1\n", "x.sql: query 'a' occurs twice"),
    ],
)
def test_a_mistake_is_named(text, message):
    with pytest.raises(StoreError, match=message):
        parse_queries(text, origin="x.sql")
