from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fenghuo.cli.app import app
from fenghuo.edge.node import Node
from fenghuo.edge.nodes import Nodes
from fenghuo.edge.seal import SealError
from sensing.level import Level
from tests.builders import NOW
from tests.unit.fenghuo.edge.test_presence import PATIENCE, WORD
from tests.unit.incidents.duty import Duty

RULE = """\
apiVersion: fenghuo/v1
kind: Station
id: PX-W1
name: 彭新村
"""


def said(*words: object) -> str:
    found = CliRunner().invoke(app, ["edge", *(str(word) for word in words)])
    if found.exception is not None:
        raise found.exception
    return found.output


@pytest.fixture
def bundle(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "village.yaml").write_text(RULE)
    said("key", tmp_path / "center.key")
    return made(tmp_path, serial=3)


def made(folder, *, serial):
    out = folder / f"{serial}.bundle"
    said("bundle", "make", folder / "docs", "--out", out, "--node", "pengxin", "--number", 17,
         "--serial", serial, "--days", 30, "--key", folder / "center.key")  # fmt: skip
    return out


def test_a_bundle_is_made_shown_and_loaded(bundle, tmp_path):
    shown = said("bundle", "show", bundle, "--key", tmp_path / "center.pub")
    assert "bundle 3 for pengxin (number 17)" in shown
    assert "village.yaml" in shown
    told = said("bundle", "load", bundle, "--data-dir", tmp_path / "node", "--key", tmp_path / "center.pub")
    assert told == "bundle 3 for pengxin: valid\n"
    assert (tmp_path / "node" / "edge" / "documents" / "village.yaml").read_text() == RULE


def test_an_older_bundle_and_a_strangers_are_refused(bundle, tmp_path):
    said("bundle", "load", bundle, "--data-dir", tmp_path / "node", "--key", tmp_path / "center.pub")
    with pytest.raises(Exception, match="expected a serial above 3, got 2"):
        said("bundle", "load", made(tmp_path, serial=2), "--data-dir", tmp_path / "node")
    said("key", tmp_path / "other.key")
    with pytest.raises(SealError, match="signed with the key"):
        said("bundle", "show", bundle, "--key", tmp_path / "other.pub")


def test_facts_are_carried_from_one_node_to_another(tmp_path):
    duty = Duty()
    edge = Node(tmp_path / "a" / "edge", name="a", store=duty.store, now=NOW)
    duty.say(("G1", Level.RED))
    edge.work(NOW)
    center_board = Duty()
    center = Node(tmp_path / "b" / "edge", name="b", store=center_board.store, now=NOW)
    (center.folder / "trusted").mkdir()
    (center.folder / "trusted" / "a.pub").write_bytes((edge.folder / "node.pub").read_bytes())
    out = tmp_path / "a.parcel"
    assert said("export", out, "--data-dir", tmp_path / "a", "--node", "a") == f"{out}: 1 facts of a\n"
    assert "1 facts of a" in said("import", out, "--data-dir", tmp_path / "b")
    center.work(NOW)
    assert center_board.at("G1").level is Level.RED
    # Once the other side knows it, the next parcel is empty.
    (edge.folder / "trusted").mkdir()
    (edge.folder / "trusted" / "b.pub").write_bytes((center.folder / "node.pub").read_bytes())
    back = tmp_path / "b.parcel"
    said("export", back, "--data-dir", tmp_path / "b", "--node", "b")
    assert "0 facts" in said("export", out, "--data-dir", tmp_path / "a", "--node", "a", "--since", back)
    (line,) = said("history", "--data-dir", tmp_path / "b", "--json").splitlines()
    assert json.loads(line)["ruling"] == "counted"
    assert "有效 / counted" in said("history", "--data-dir", tmp_path / "b")


def test_the_nodes_that_were_heard_are_listed(tmp_path):
    Nodes(tmp_path / "edge" / "nodes", patience=PATIENCE).heard(WORD)
    assert said("nodes", "--data-dir", tmp_path) == (
        "pengxin: heard 2026-07-19T14:00:00Z by ip, battery 40 %, bundle 3, expired, 7 facts wait there\n"
    )


def test_a_node_without_a_bundle_does_not_run(tmp_path):
    with pytest.raises(Exception, match="the node has no bundle"):
        said("run", "--data-dir", tmp_path, "--json")
