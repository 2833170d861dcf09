"""Putting together what keeps pictures."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from fenghuo.pictures import open_pictures, start_keeper
from fenghuo.settings import SettingsError, load
from ingest.wire.raw import Image
from store.evidence.folder import hash_of
from store.memory import MemoryStore

if TYPE_CHECKING:
    from pathlib import Path

JPEG = b"\xff\xd8\xffpicture"


def test_without_a_folder_nothing_is_kept():
    store, settings = MemoryStore(), load({})
    folder = open_pictures(settings, store=store)
    assert folder is None
    with ExitStack() as stack:
        keeper, check = start_keeper(settings, store=store, folder=folder, stack=stack)
        assert (keeper, check()) == (None, "")


@pytest.mark.parametrize("hosts", ["", "cam7.lan, 10.1.0.0/16"])
def test_pictures_go_into_the_folder_that_is_set(tmp_path: Path, hosts: str):
    store, settings = MemoryStore(), load({"evidence": {"folder": str(tmp_path / "pictures"), "hosts": hosts}})
    folder = open_pictures(settings, store=store)
    with ExitStack() as stack:
        keeper, check = start_keeper(settings, store=store, folder=folder, stack=stack)
        assert keeper is not None
        assert folder is not None
        keeper.keep([Image(JPEG, hash_of(JPEG), "image/jpeg")])
        assert folder.has(hash_of(JPEG))
        assert check() == ""


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        ({"hosts": "cam7.lan"}, "set FENGHUO_EVIDENCE__FOLDER"),
        ({"hosts": "http://cam7.lan", "folder": "x"}, "FENGHUO_EVIDENCE__HOSTS: expected a host"),
    ],
)
def test_a_list_that_cannot_work_is_said_at_the_start(evidence: dict[str, str], message: str):
    store, settings = MemoryStore(), load({"evidence": evidence})
    with ExitStack() as stack, pytest.raises(SettingsError, match=message):
        start_keeper(settings, store=store, folder=open_pictures(settings, store=store), stack=stack)
