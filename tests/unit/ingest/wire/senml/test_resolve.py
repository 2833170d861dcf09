"""Base fields, times and faults of a pack; packs as a device sends them are in test_codec."""

from __future__ import annotations

from ingest.wire.refusal import Code
from ingest.wire.senml.resolve import RELATIVE, Resolved, resolve

NOW = 1_763_860_000_000_000


def test_every_record_stands_for_itself():
    pack = [{"bn": "a/", "bt": RELATIVE, "bu": "m", "bv": 1, "bs": 2}, {"n": "b", "v": 0.5, "s": 3, "t": 0.25}]
    expected = Resolved(1, "a/b", "m", RELATIVE * 1_000_000 + 250_000, is_relative=False, value=1.5, sum=5.0)
    assert resolve(pack, arrived=NOW) == ([expected], [])


def test_an_own_unit_wins_over_the_base_unit():
    (resolved,), _ = resolve([{"bu": "m", "n": "b", "u": "mm", "v": 1}], arrived=NOW)
    assert (resolved.unit, resolved.time, resolved.is_relative) == ("mm", None, True)


def test_adding_a_base_value_brings_no_noise():
    (resolved,), _ = resolve([{"bv": 0.1, "n": "b", "v": 0.2}], arrived=NOW)
    assert resolved.value == 0.3


def test_a_base_value_alone_is_no_value():
    assert [refusal.code for refusal in resolve([{"bv": 1, "n": "b"}], arrived=NOW)[1]] == [Code.MISSING_FIELD]


def test_one_version_too_new_anywhere_refuses_everything():
    resolved, refusals = resolve([{"n": "a", "v": 1}, {"n": "a", "v": 1, "bver": 11}], arrived=NOW)
    assert not resolved
    assert [refusal.detail[:9] for refusal in refusals] == ["[1].bver:"]
