from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fenghuo.edge.parcel import Parcel, ParcelError, read, written
from fenghuo.edge.seal import SealError, sealed
from sensing.level import Level
from tests.builders import NOW
from tests.unit.incidents.convergence.nodes import Node, hour

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))


def a_parcel() -> Parcel:
    edge = Node("village")
    facts = (edge.says(Level.RED, hour(1)), edge.says(Level.NONE, hour(2)))
    return Parcel(node="village", made=NOW, heads={"village": 2}, facts=facts)


def test_a_parcel_is_read_back_as_it_was_written():
    assert read(written(a_parcel(), KEY), trusted=[KEY.public_key()], origin="p") == a_parcel()


def test_a_changed_fact_is_refused():
    with pytest.raises(SealError, match="p: was changed"):
        read(written(a_parcel(), KEY).replace(b"red", b"bed"), trusted=[KEY.public_key()], origin="p")


def test_a_parcel_of_a_stranger_is_refused():
    with pytest.raises(SealError, match="signed with the key"):
        read(written(a_parcel(), KEY), trusted=[], origin="p")


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "x",
        '{"format":"fenghuo-parcel/2"}',
        '{"format":"fenghuo-parcel/1","node":"v","made":"2026-07-19T14:00:00Z","heads":{},"facts":1}',
        '{"format":"fenghuo-parcel/1","node":"v","made":"2026-07-19T14:00:00Z","heads":{},"facts":1}\nx',
        '{"format":"fenghuo-parcel/1","node":"v","made":"x","heads":{},"facts":0}',
    ],
)
def test_what_is_signed_and_no_parcel_is_refused(body):
    with pytest.raises(ParcelError, match="p: expected"):
        read(sealed(body, KEY), trusted=[KEY.public_key()], origin="p")
