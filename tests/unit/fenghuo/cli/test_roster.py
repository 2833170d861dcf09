from __future__ import annotations

import json

import pytest
import yaml

from incidents.errors import RosterError
from tests.contract.records import a_user

DOCUMENT = """\
shifts:
  - {division: "", since: "2026-07-01T08:00:00+08:00", teams: [[boss]]}
  - {division: "411528000000", since: "2026-07-01T08:00:00+08:00", teams: [[li, an]]}
"""


@pytest.fixture
def file(stored, tmp_path):
    for name in ("li", "an", "boss"):
        stored.put_user(a_user(name, display_name="李伟" if name == "li" else ""))
    path = tmp_path / "duty.yaml"
    path.write_text(DOCUMENT, "utf-8")
    return path


def test_who_has_the_watch_is_told_in_the_order_of_calling(run, file):
    assert run("roster", "put", file).stdout == "2 shifts\n"
    assert run("roster", "now", "--division", "411528100000").stdout == "li\t李伟\nan\nboss\n"
    assert [one["user"] for one in json.loads(run("roster", "now", "--json").stdout)] == ["boss"]


def test_what_is_shown_can_be_put_again(run, file, stored):
    run("roster", "put", file)
    before = stored.shifts()
    file.write_text(run("roster", "show").stdout, "utf-8")
    assert len(yaml.safe_load(file.read_text("utf-8"))["shifts"]) == 2
    run("roster", "put", file)
    assert stored.shifts() == before


def test_a_mistake_is_told_with_the_file(run, file):
    file.write_text("shifts: [{}]", "utf-8")
    result = run("roster", "put", file)
    assert isinstance(result.exception, RosterError)
    assert str(result.exception).startswith("duty.yaml: shifts[0].teams: ")
