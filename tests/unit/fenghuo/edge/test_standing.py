from __future__ import annotations

from alerts.issuer import no_caveat
from fenghuo.edge.bundle import written
from fenghuo.edge.seal import load_key, make_key
from fenghuo.edge.shelf import Shelf
from fenghuo.edge.standing import HeldBundle, caveat_of
from fenghuo.sections.edge import Edge
from tests.builders import NOW, after
from tests.unit.fenghuo.edge.test_bundle import BUNDLE


def loaded(tmp_path):
    make_key(tmp_path / "center.key")
    data = written(BUNDLE, load_key(tmp_path / "center.key"))
    Shelf(tmp_path / "node").take(data, key_file=tmp_path / "center.pub", origin="b")
    return HeldBundle(tmp_path / "node")


def test_an_installation_without_a_folder_says_nothing_beside():
    assert caveat_of(Edge()) is no_caveat


def test_a_node_whose_bundle_has_expired_says_so_in_every_warning(tmp_path):
    loaded(tmp_path)
    caveat = caveat_of(Edge(folder=str(tmp_path / "node")))
    assert caveat(NOW) == {}
    assert "过期" in caveat(after(days=31))["zh"]


def test_a_bundle_that_comes_later_is_found(tmp_path):
    held = HeldBundle(tmp_path / "node")
    assert held.held() is None
    loaded(tmp_path)
    assert held.held() == BUNDLE


def test_a_bundle_that_was_changed_on_the_disk_is_told_and_what_is_known_goes_on(tmp_path):
    held = loaded(tmp_path)
    assert held.held() == BUNDLE
    file = tmp_path / "node" / "bundle.signed"
    file.write_bytes(file.read_bytes().replace(b"Rule", b"Ruler"))
    assert "was changed" in held.trouble()
    assert held.held() == BUNDLE
