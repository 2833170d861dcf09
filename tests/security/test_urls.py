"""The spellings of URLs that browsers agree on: whoever we ask is whom a browser would ask, or nobody.

``web_urls.jsonl`` holds the inputs of the web platform tests for URLs (BSD-3-Clause) and the host that the URL
standard finds in each; null where it finds none and the URL must be refused by everybody.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.outside.permit import Permit, PermitError

_CASES = [json.loads(line) for line in Path(__file__).with_name("web_urls.jsonl").read_text("utf-8").splitlines()]
#: Hosts that somebody who wants to be let in would pretend to be.
_DECOYS = ("example.com", "example.org", "www.example.com", "host", "foo", "google.com")


def _permits(host: str) -> list[Permit]:
    permits = []
    for port in ("", ":80", ":443", ":21", ":81", ":8080", ":8000", ":9000", ":9999", ":90"):
        try:
            permits.append(Permit([f"{host}{port}"]))
        except PermitError:
            continue
    return permits


def test_the_cases_are_there():
    assert len(_CASES) > 450
    assert {case["host"] is None for case in _CASES} == {True, False}


@pytest.mark.parametrize("decoy", _DECOYS)
def test_a_listed_host_lets_in_only_urls_that_lead_to_it(decoy):
    permits = _permits(decoy)
    for case in _CASES:
        for permit in permits:
            target = permit.target(case["url"])
            if not isinstance(target, str):
                assert target.host == (case["host"] or "").lower().rstrip("."), case


def test_what_leads_nowhere_by_the_standard_is_asked_for_by_no_list():
    for case in (case for case in _CASES if case["host"] is None):
        for host in ("example.com", "example.org", "*.example.com", "0.0.0.0/0", "[::]/0"):
            try:
                permit = Permit([host])
            except PermitError:
                continue
            assert isinstance(permit.target(case["url"]), str), case
