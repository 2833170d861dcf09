from __future__ import annotations

import pytest

from alerts.template_document import parse_template, template_document
from alerts.warning import MessageType
from sensing.document import write_document
from sensing.errors import DocumentError
from sensing.level import Level

TEXT = """\
apiVersion: fenghuo/v1
kind: Template
id: flood-zh
language: zh-CN
hazards: [11A01]
levels: [red]
types: [alert, update]
valid_from: 2026-06-01T00:00:00+08:00
valid_until: 2026-10-01T00:00:00+08:00
parts:
  headline: "{{ sender }}：{{ event }}{{ level }}预警"
  instruction: |
    立即转移。
    {% if station is defined %}{{ station }}附近不停留。{% endif %}
"""


def test_a_template_is_read_as_it_is_written():
    template = parse_template(TEXT, origin="t.yaml")
    assert (template.language, template.hazards, template.levels) == ("zh-CN", ("11A01",), (Level.RED,))
    assert template.types == (MessageType.ALERT, MessageType.UPDATE)
    assert template.lines == {"headline": 11, "instruction": 13}


def test_a_template_comes_back_from_its_document():
    template = parse_template(TEXT, origin="t.yaml")
    again = parse_template(write_document(template_document(template)), origin="t.yaml")
    assert template_document(again) == template_document(template)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{{ event }}", "{{ evnet }}", "t.yaml:11: template 'flood-zh', headline: unknown value 'evnet', did you mean"),
        ("{% if station is defined %}{{ station }}附近不停留。{% endif %}", "{{ station }}", "t.yaml:14: "),
        ("language: zh-CN", "language: Chinese", "expected a language tag such as zh-CN or en"),
        ("[11A01]", "[洪水]", "expected the beginning of an event code such as 11A"),
        ("2026-10-01", "2026-05-01", "t.yaml:9: valid_until: expected it after valid_from"),
        ("2026-06-01T00:00:00+08:00", "soon", "t.yaml:8: valid_from: expected an RFC 3339 instant"),
        ("headline:", "headlin:", 'unknown key "headlin", did you mean "headline"?'),
        ("types: [alert, update]", "types: [alarm]", 'unknown value "alarm"'),
    ],
)
def test_each_mistake_is_told_with_its_line(before, after, said):
    with pytest.raises(DocumentError) as refusal:
        parse_template(TEXT.replace(before, after), origin="t.yaml")
    assert said in str(refusal.value)


def test_a_template_that_names_no_type_words_no_cancel():
    template = parse_template(TEXT.replace("types: [alert, update]\n", ""), origin="t.yaml")
    assert template.types == (MessageType.ALERT, MessageType.UPDATE)


def test_a_template_without_a_part_says_nothing():
    text = TEXT[: TEXT.index("parts:")] + "parts: {}\n"
    with pytest.raises(DocumentError, match="parts: expected at least one of headline"):
        parse_template(text, origin="t.yaml")
