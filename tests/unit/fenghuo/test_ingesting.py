from __future__ import annotations

from types import SimpleNamespace

import pytest

from fenghuo.ingesting import keep_links
from store.errors import StoreError


class Links:
    """What the pipeline knows of the way to each station."""

    def __init__(self):
        self.is_forgotten = False
        self.shown = None

    def unstored(self):
        return ["link"]

    def show(self, statuses):
        self.shown = statuses

    def forget_stored(self):
        self.is_forgotten = True


def a_store(*, is_away: bool):
    kept = []

    def put_links(links):
        if is_away:
            raise StoreError("away")
        kept.extend(links)

    return SimpleNamespace(put_links=put_links, statuses=lambda: {"XY-H03": True}, kept=kept)


def test_what_is_new_is_stored_and_shown():
    links, store = Links(), a_store(is_away=False)
    keep_links(SimpleNamespace(links=links), store)
    assert store.kept == ["link"]
    assert links.shown == {"XY-H03": True}
    assert not links.is_forgotten


def test_what_could_not_be_stored_is_new_again():
    links = Links()
    with pytest.raises(StoreError):
        keep_links(SimpleNamespace(links=links), a_store(is_away=True))
    assert links.is_forgotten
