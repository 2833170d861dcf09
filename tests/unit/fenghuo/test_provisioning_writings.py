from __future__ import annotations

from fenghuo.checking import check_paths
from fenghuo.provisioning import provision
from sensing.exchange.plan import Change
from store.memory import MemoryStore
from tests.builders import NOW
from tests.project.test_layout import ROOT

EXAMPLES = ROOT / "examples"


def outcomes(store, folder, **options):
    return [(one.kind, one.id, one.change) for one in provision(folder, store=store, at=NOW, **options)]


def test_policies_and_templates_of_a_folder_are_stored_once():
    store = MemoryStore()
    for folder, kind in (("policies", "Policy"), ("templates", "Template")):
        found = outcomes(store, EXAMPLES / folder)
        assert {(each, change) for each, _, change in found} == {(kind, Change.NEW)}
        assert {change for _, _, change in outcomes(store, EXAMPLES / folder)} == {Change.UNCHANGED}
    assert [policy.id for policy in store.policies()] == ["city-red", "torrent-red", "xixian-air"]
    assert [template.id for template in store.templates()] == ["flood-red-zh"]


def test_a_dry_run_stores_nothing():
    store = MemoryStore()
    assert {change for _, _, change in outcomes(store, EXAMPLES / "policies", is_dry=True)} == {Change.NEW}
    assert store.policies() == []


def test_what_was_changed_is_told(tmp_path):
    store = MemoryStore()
    text = (EXAMPLES / "policies" / "city.yaml").read_text("utf-8")
    (tmp_path / "p.yaml").write_text(text, "utf-8")
    outcomes(store, tmp_path)
    (tmp_path / "p.yaml").write_text(text.replace("within: 3m", "within: 4m"), "utf-8")
    assert [change for _, id_, change in outcomes(store, tmp_path) if id_ == "torrent-red"] == [Change.CHANGED]


def test_check_reads_policies_and_compiles_templates(tmp_path):
    good = check_paths([EXAMPLES / "policies", EXAMPLES / "templates"])
    assert (good.problems, good.good) == ([], 4)
    text = (EXAMPLES / "templates" / "flood.yaml").read_text("utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text(text.replace("{{ area }}", "{{ aera }}"), "utf-8")
    (problem,) = check_paths([bad]).problems
    assert f"{bad}:" in problem
    assert "template 'flood-red-zh', short: unknown value 'aera', did you mean \"area\"?" in problem
