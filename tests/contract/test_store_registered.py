"""Nobody changes the registry without a trace in the journal, and telephone numbers stay out of it."""

from dataclasses import replace

import pytest

from incidents.journal import verify
from sensing.limits import Limits
from sensing.station import Datastream
from store.registered import MOST_TOLD
from tests.contract.records import NOON, XIXIAN, a_contact, a_station, later


def told(store, kind: str) -> list[tuple[str, dict]]:
    return [(row.entry.division, row.entry.data) for row in store.journal() if row.entry.kind == kind]


def put(store, *stations, actor="li", seconds=0.0):
    return store.put_stations(stations, actor=actor, at=later(seconds))


def test_who_added_or_changed_a_station_is_journalled_with_old_and_new(store):
    put(store, a_station("A"), a_station("B"))
    put(store, a_station("A", name="新"), a_station("B"), actor="wang", seconds=60)
    created, changed = [data for _, data in told(store, "station")][::2], told(store, "station")[-1]
    assert created[0] == {
        "act": "created", "actor": "li", "station": "A", "name": "息县水文站", "kind": "river_gauge",
    }  # fmt: skip
    assert changed == (
        XIXIAN,
        {"act": "changed", "actor": "wang", "station": "A", "changes": {"name": ["息县水文站", "新"]}},
    )
    assert [row.entry.at for row in store.journal()] == [NOON, NOON, later(60)]


def test_a_station_that_stays_as_it_is_leaves_no_trace(store):
    stream = Datastream(property="water_level", unit="cm", limits=Limits(hard=(-1.5, 9), neighbours=("B",)))
    station = a_station("A", datastreams=(stream,), addresses={"sl651": "1"}, notes={"b": "1", "a": "2"})
    put(store, station)
    put(store, station)
    put(store, *store.stations())
    assert [data["act"] for _, data in told(store, "station")] == ["created"]


def test_limits_and_removed_datastreams_are_told_by_path(store):
    put(store, a_station("A", "water_level", "flow"))
    stream = Datastream(property="water_level", unit="", limits=Limits(spike=0.5))
    put(store, a_station("A", datastreams=(stream,), division="411527000000"))
    division, data = told(store, "station")[-1]
    assert division == "411527000000"
    assert data["changes"]["datastreams.water_level.limits"] == [None, {"spike": 0.5}]
    assert data["changes"]["datastreams"] == [["water_level", "flow"], ["water_level"]]
    assert data["changes"]["division"] == [XIXIAN, "411527000000"]


def test_a_long_fact_is_told_in_short(store):
    put(store, a_station("A", notes={}))
    put(store, a_station("A", notes={"x": "长" * 5000}))
    (_, after) = told(store, "station")[-1][1]["changes"]["notes"]
    assert len(after) < 300
    assert after.endswith("…")


def test_a_refused_file_leaves_no_trace(store):
    put(store, a_station("A", addresses={"sl651": "1"}))
    with pytest.raises(Exception, match="belongs to"):
        put(store, a_station("C"), a_station("B", addresses={"sl651": "1"}))
    assert [data["station"] for _, data in told(store, "station")] == ["A"]


def test_a_large_import_is_one_row_and_one_for_each_station_judged_otherwise(store):
    many = [a_station(f"S{i:03}") for i in range(MOST_TOLD + 1)]
    put(store, *many)
    ((division, data),) = told(store, "station")
    assert (division, data["act"], data["created"], data["changed"]) == ("000000000000", "imported", MOST_TOLD + 1, 0)
    assert data["stations"] == [station.id for station in many]
    moved = [replace(station, river="沙河") for station in many]
    moved[7] = replace(moved[7], division="411527000000")
    put(store, *moved, a_station("NEW"))
    summary, judged = told(store, "station")[1:]
    assert (summary[1]["created"], summary[1]["changed"]) == (1, MOST_TOLD + 1)
    assert judged == (
        "411527000000",
        {
            "act": "changed", "actor": "li", "station": "S007",
            "changes": {"division": [XIXIAN, "411527000000"], "river": ["淮河", "沙河"]},
        },
    )  # fmt: skip
    assert verify(store.journal(), heads=store.chain_heads(), head_seq=store.journal_head()) is None


def test_a_contact_is_journalled_by_the_names_of_what_changed(store):
    first, second = a_contact("c1"), replace(a_contact("tel-8613800001234"), address="+8613800001234")
    store.put_contacts([first, second], actor="li", at=NOON)
    store.put_contacts([replace(first, address="+8613900005678", name="新"), second], actor="wang", at=NOON)
    assert told(store, "contact") == [
        (first.division, {"act": "created", "actor": "li", "contact": "c1"}),
        (second.division, {"act": "created", "actor": "li", "contact": "tel-…1234"}),
        (first.division, {"act": "changed", "actor": "wang", "contact": "c1", "fields": ["name", "address"]}),
    ]
    assert "138" not in str(told(store, "contact"))


def test_a_large_list_of_contacts_is_one_row(store):
    store.put_contacts([a_contact(f"c{i}") for i in range(MOST_TOLD + 1)], actor="li", at=NOON)
    ((_, data),) = told(store, "contact")
    assert data == {"act": "imported", "actor": "li", "created": MOST_TOLD + 1, "changed": 0}
