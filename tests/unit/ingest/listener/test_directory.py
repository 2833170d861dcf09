from __future__ import annotations

from dataclasses import replace

from ingest.listener.directory import Directory
from sensing.station import Registry
from tests.unit.ingest.builders import DIVISION, a_station

REGISTRY = Registry([replace(a_station("S"), addresses={"sl651": "0012345678"}), a_station("0000000009")])
DIRECTORY = Directory("sl651", "10.0.0.1:5000", registry=lambda: REGISTRY)


def test_an_address_leads_to_its_station():
    assert DIRECTORY.topic("0012345678") == f"fh/v1/{DIVISION}/S/raw/sl651"


def test_an_address_may_be_the_id_of_a_station():
    assert DIRECTORY.topic("0000000009") == f"fh/v1/{DIVISION}/0000000009/raw/sl651"


def test_an_unknown_address_stands_for_itself():
    assert DIRECTORY.station("0000000001") is None
    assert DIRECTORY.topic("0000000001") == "fh/v1/00/0000000001/raw/sl651"


def test_who_has_not_spoken_is_known_by_the_network():
    assert DIRECTORY.topic() == "fh/v1/00/peer-10.0.0.1-5000/raw/sl651"
