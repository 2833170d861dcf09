from __future__ import annotations

import pytest
from lxml import etree

from alerts.atom import atom_feed
from alerts.errors import CapError
from alerts.warning import CapStatus, Stage
from tests.builders import NOW, a_warning, after

PATH = {"a": "http://www.w3.org/2005/Atom", "cap": "urn:oasis:names:tc:emergency:cap:1.2"}


def feed(*warnings):
    xml = atom_feed(warnings, base_url="https://warn.example", title="信阳预警", author="信阳市应急管理局", now=NOW)
    return etree.fromstring(xml)


def test_an_empty_feed_is_a_whole_feed():
    root = feed()
    assert root.findtext("a:id", namespaces=PATH) == "https://warn.example/feeds/cap.atom"
    assert root.findtext("a:title", namespaces=PATH) == "信阳预警"
    assert root.findtext("a:updated", namespaces=PATH) == "2026-07-19T14:00:00Z"
    assert root.findall("a:entry", PATH) == []


def test_each_entry_points_at_its_cap_message():
    warning = a_warning(status=CapStatus.ACTUAL)
    entry = feed(warning).find("a:entry", PATH)
    link = entry.find("a:link", PATH)
    assert link.get("href") == f"https://warn.example/feeds/cap/{warning.identifier}.xml"
    assert link.get("type") == "application/cap+xml"
    assert entry.findtext("a:title", namespaces=PATH) == "信阳市应急管理局发布洪水红色预警"
    assert entry.findtext("cap:severity", namespaces=PATH) == "Extreme"
    assert entry.findtext("cap:status", namespaces=PATH) == "Actual"


def test_the_feed_was_updated_when_its_newest_entry_was_sent():
    root = feed(a_warning(sent=after(hours=1)), a_warning())
    assert root.findtext("a:updated", namespaces=PATH) == "2026-07-19T15:00:00Z"


def test_every_entry_has_what_atom_requires():
    for entry in feed(a_warning(), a_warning(status=CapStatus.TEST)).findall("a:entry", PATH):
        assert all(entry.findtext(f"a:{name}", namespaces=PATH) for name in ("id", "title", "updated"))


def test_a_draft_belongs_on_no_feed():
    with pytest.raises(CapError, match="belongs on no feed"):
        feed(a_warning(stage=Stage.DRAFT))


def test_entries_speak_the_language_that_is_asked_for_where_the_warning_does():
    xml = atom_feed(
        [a_warning()],
        base_url="https://warn.example",
        title="t",
        author="a",
        now=NOW,
        path="/x?language=en",
        language="en",
    )
    root = etree.fromstring(xml)
    assert root.find("a:link", PATH).get("href") == "https://warn.example/x?language=en"
    assert root.findtext("a:entry/a:title", namespaces=PATH) == "Red warning: Flood"
    only = a_warning(texts=a_warning().texts[:1])
    xml = atom_feed([only], base_url="https://warn.example", title="t", author="a", now=NOW, language="en")
    assert etree.fromstring(xml).findtext("a:entry/a:title", namespaces=PATH) == only.texts[0].headline
