from __future__ import annotations

import pytest

from alerts.untrusted import MAX_DEPTH, MAX_ELEMENTS, XmlError, parsed

BOMB = b'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a x="&c;">&c;</a>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str):
    with pytest.raises(XmlError, match="DOCTYPE"):
        parsed(BOMB.decode().encode(encoding))


def test_nothing_is_fetched_or_included(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary")
    body = f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{secret.as_uri()}" parse="text"/></a>'
    root = parsed(body.encode())
    assert "canary" not in "".join(root.itertext())


def test_depth_and_number_of_elements_are_bounded():
    parsed(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH)
    with pytest.raises(XmlError, match="levels"):
        parsed(b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1))
    with pytest.raises(XmlError, match="elements"):
        parsed(b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>")
    with pytest.raises(XmlError):
        parsed(b"<a>" * 100_000)


@pytest.mark.parametrize(
    "body", [b"", b"x", b"<a>", b"<a></b>", b"\xff\xfe", b"<a>&e;</a>", b"<?xml version='1.0' encoding='x'?><a/>"]
)
def test_what_is_no_xml_is_told_as_such(body: bytes):
    with pytest.raises(XmlError):
        parsed(body)


def test_size_is_bounded_before_anything_is_read():
    with pytest.raises(XmlError, match="at most 10 bytes, got 11"):
        parsed(b"x" * 11, most=10)
