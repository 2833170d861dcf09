"""XML of cameras: encodings, and the ways in which XML is used to do harm."""

from __future__ import annotations

import time

import pytest

from ingest.wire.cameras.markup import children_of, leaves_of, name_of, parse_markup
from ingest.wire.refusal import Code, Refusal


def test_leaves_come_by_name_without_namespace():
    root = parse_markup(b'<a xmlns="urn:x"><b> 1 </b><b>2</b><c><d>3</d></c><e/></a>')
    assert not isinstance(root, Refusal)
    assert (name_of(root), leaves_of(root)) == ("a", {"b": "1", "e": ""})
    assert [leaves_of(child) for child in children_of(root, "c")] == [{"d": "3"}]


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        ("", "utf-8"),
        ("", "gb18030"),
        (' encoding="UTF-8"', "utf-8"),
        (' encoding="UTF-8"', "gb18030"),
        (' encoding="gb2312"', "gb18030"),
        (" encoding='GB18030' standalone='no'", "gb18030"),
    ],
)
def test_chinese_is_read_even_where_nothing_says_that_it_is(declared: str, sent: str):
    root = parse_markup(f'<?xml version="1.0"{declared}?><a><b>信阳市浉河区告警信息</b></a>'.encode(sent))
    assert not isinstance(root, Refusal)
    assert leaves_of(root)["b"] == "信阳市浉河区告警信息"


def test_a_declared_encoding_is_believed():
    # These two letters in GB2312 are UTF-8 as well.
    root = parse_markup('<?xml version="1.0" encoding="gb2312"?><a><b>联通</b></a>'.encode("gb2312"))
    assert not isinstance(root, Refusal)
    assert leaves_of(root)["b"] == "联通"


BOMB = "<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)) + "]><a>&e11;</a>"


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]><a>&x;</a>',
        '<?xml version="1.0"?>\n<!DOCTYPE a><a/>',
        "<a>&undefined;</a>",
        "<a" + "><a" * 5000,
        "",
        "\0",
    ],
)
def test_xml_that_wants_more_than_to_be_read_is_refused_at_once(text: str):
    started = time.perf_counter()
    found = parse_markup(text.encode())
    assert isinstance(found, Refusal)
    assert found.code is Code.MALFORMED_FRAME
    assert time.perf_counter() - started < 1


def test_instructions_and_comments_say_nothing():
    root = parse_markup(b"<a><!-- b --><?php x?><b>1</b></a>")
    assert not isinstance(root, Refusal)
    assert leaves_of(root) == {"b": "1"}
