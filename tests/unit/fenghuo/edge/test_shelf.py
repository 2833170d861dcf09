from __future__ import annotations

from dataclasses import replace

import pytest

from fenghuo.edge.bundle import BundleError, written
from fenghuo.edge.seal import SealError, load_key, make_key
from fenghuo.edge.shelf import Shelf
from tests.unit.fenghuo.edge.test_bundle import BUNDLE


@pytest.fixture
def keys(tmp_path):
    make_key(tmp_path / "center.key")
    return load_key(tmp_path / "center.key"), tmp_path / "center.pub"


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "node")


def test_a_shelf_begins_empty(shelf):
    assert shelf.held() is None
    assert shelf.restored() is None


def test_a_bundle_is_held_and_its_documents_lie_open(shelf, keys):
    key, public = keys
    shelf.take(written(BUNDLE, key), key_file=public, origin="b")
    assert shelf.held() == BUNDLE
    assert (shelf.documents / "rules/stage.yaml").read_text() == "kind: Rule\n"


def test_a_newer_bundle_takes_the_place_of_the_older(shelf, keys):
    key, public = keys
    shelf.take(written(BUNDLE, key), key_file=public, origin="b")
    shelf.take(written(replace(BUNDLE, serial=4, files={"x.yaml": "a"}), key), key_file=None, origin="b")
    assert [path.name for path in shelf.documents.iterdir()] == ["x.yaml"]


def test_a_refused_bundle_changes_nothing(shelf, keys, tmp_path):
    key, public = keys
    shelf.take(written(BUNDLE, key), key_file=public, origin="b")
    make_key(tmp_path / "other.key")
    other = load_key(tmp_path / "other.key")
    with pytest.raises(SealError):
        # The key that came with the first bundle stays the one that counts.
        shelf.take(written(replace(BUNDLE, serial=9), other), key_file=tmp_path / "other.pub", origin="b")
    with pytest.raises(BundleError):
        shelf.take(written(replace(BUNDLE, serial=1), key), key_file=None, origin="b")
    assert shelf.held() == BUNDLE


@pytest.mark.parametrize("broken_at", ["_lay_out", "_turn_over"])
def test_a_power_cut_at_any_step_leaves_one_whole_bundle(shelf, keys, monkeypatch, broken_at):
    key, public = keys
    shelf.take(written(BUNDLE, key), key_file=public, origin="b")

    def cut(*_) -> None:
        raise OSError

    newer = replace(BUNDLE, serial=4, files={"x.yaml": "a"})
    with monkeypatch.context() as patch:
        patch.setattr(Shelf, broken_at, cut)
        with pytest.raises(OSError):  # noqa: PT011
            shelf.take(written(newer, key), key_file=None, origin="b")
    held = shelf.restored()
    assert held is not None
    found = {path.relative_to(shelf.documents).as_posix() for path in shelf.documents.rglob("*") if path.is_file()}
    assert found == set(held.files)


def test_a_bundle_that_was_changed_on_the_disk_is_refused(shelf, keys, tmp_path):
    key, public = keys
    shelf.take(written(BUNDLE, key), key_file=public, origin="b")
    file = tmp_path / "node" / "bundle.signed"
    file.write_bytes(file.read_bytes().replace(b"Rule", b"Lure"))
    with pytest.raises(SealError, match="was changed"):
        shelf.held()
