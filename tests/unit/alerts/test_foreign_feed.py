from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.atom import atom_feed
from alerts.errors import ForeignError
from alerts.foreign_feed import MOST_ENTRIES, feed_entries
from alerts.signing import Pins, verify
from tests.builders import NOW, a_warning
from tests.unit.alerts.agency import KEY, a_message

URL = "https://weather.example/feeds/cap.atom"


def test_our_own_feed_is_read():
    warnings = [a_warning(sent=NOW), a_warning(sent=NOW)]
    xml = atom_feed(warnings, base_url="https://warn.example", title="t", author="a", now=NOW)
    entries = feed_entries(xml, url=URL)
    assert [entry.link for entry in entries] == [
        f"https://warn.example/feeds/cap/{warning.identifier}.xml" for warning in warnings
    ]
    assert entries[0].changed == "2026-07-19T14:00:00Z"


def atom(entry: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{entry}</entry></feed>'.encode()


def test_the_link_to_the_message_goes_before_the_page_for_people():
    both = '<link href="page.html" type="text/html"/><link href="1.xml" type="application/cap+xml"/>'
    (entry,) = feed_entries(atom(both), url=URL)
    assert entry.link == "https://weather.example/feeds/1.xml"
    assert feed_entries(atom('<link href="page.html" type="text/html"/>'), url=URL) == []
    assert feed_entries(atom('<link href="/1"/>'), url=URL)[0].link == "https://weather.example/1"


def test_a_message_inside_the_feed_keeps_its_signature():
    inner = a_message().decode().partition("?>")[2]
    (entry,) = feed_entries(atom(f'<id>urn:1</id><content type="text/xml">{inner}</content>'), url=URL)
    assert verify(entry.message, pins=Pins(certificates=(KEY.certificate,)), at=NOW)


def test_rss_is_read_too():
    xml = b"""<rss version="2.0"><channel><title>t</title>
    <item><link>1.xml</link><pubDate>Sun, 19 Jul 2026 14:00:00 GMT</pubDate></item>
    <item><link>page.html</link><enclosure url="https://cdn.example/2.xml" type="application/cap+xml"/></item>
    <item><title>nothing</title></item></channel></rss>"""
    assert [entry.link for entry in feed_entries(xml, url=URL)] == [
        "https://weather.example/feeds/1.xml", "https://cdn.example/2.xml",
    ]  # fmt: skip


def test_the_number_of_entries_is_bounded():
    entries = '<entry><link href="1"/></entry>' * (MOST_ENTRIES + 5)
    xml = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()
    assert len(feed_entries(xml, url=URL)) == MOST_ENTRIES


@pytest.mark.parametrize("body", [b"", b"<html/>", b"<!DOCTYPE rss><rss/>", b"<feed/>"])
def test_what_is_no_feed_is_told_as_such(body: bytes):
    with pytest.raises(ForeignError) as refused:
        feed_entries(body, url=URL)
    assert refused.value.code == "bad_feed"


@given(st.text(max_size=60))
def test_no_link_breaks_the_reader(href: str):
    plain = "".join(char for char in href if char.isprintable() and char not in '<&"')
    with contextlib.suppress(ForeignError):
        feed_entries(atom(f'<link href="{plain}"/><link href="//[" type="application/cap+xml"/>'), url=URL)
