from __future__ import annotations

import pytest

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.section import Section
from simulators.errors import SimulatorError
from simulators.speech.mix import PLAIN, parse_mix, read_mix


def section(text: str) -> Section:
    return Section(read_document(text, origin="d.yaml", what="drill").root, name="", origin="d.yaml", keys=None)


def test_a_text_and_a_mapping_mean_the_same():
    expected = {"json": 0.6, "senml": 0.1, "hj212": 0.3}
    assert parse_mix(" json=0.6, senml=0.1,hj212=0.3") == expected
    assert read_mix(section("speech: {json: 0.6, senml: 0.1, hj212: 0.3}")) == expected
    assert read_mix(section("a: 1")) == PLAIN


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("jsn=1", 'speech: unknown protocol "jsn", did you mean "json"?'),
        ("json=x", 'speech: expected json=PART with a part of 0 or more, got "x"'),
        ("json=-1", 'speech: expected json=PART with a part of 0 or more, got "-1"'),
        ("json", 'speech: expected json=PART with a part of 0 or more, got ""'),
        ("", "speech: expected at least one protocol with a part above 0, such as json=0.6,sl651=0.4"),
    ],
)
def test_a_wrong_text_is_told(text, wrong):
    with pytest.raises(SimulatorError) as caught:
        parse_mix(text)
    assert str(caught.value) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("speech: {jsn: 1}", 'd.yaml:1: unknown key "jsn", did you mean "json"?'),
        ("a: 1\nspeech: {json: -1}", "d.yaml:2: speech.json: expected 0 or more, got -1"),
        ("speech: {json: 0}", "d.yaml:1: speech: expected at least one protocol with a part above 0"),
    ],
)
def test_a_wrong_mapping_is_told_with_its_line(text, wrong):
    with pytest.raises(DocumentError) as caught:
        read_mix(section(text))
    assert str(caught.value) == wrong
