from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import TemplateError
from alerts.template import LONGEST, VARIABLES, Part, Template
from alerts.template_engine import LONGEST_SOURCE, LONGEST_VALUE, check_part, render


def a_template(source, part="headline", language="zh-CN"):
    return Template(id="t", language=language, parts={part: source}, origin="t.yaml", lines={part: 7})


def said(source, language="zh-CN", **values):
    return render(a_template(source, language=language), Part.HEADLINE, values)


def mistake(source, part="headline"):
    with pytest.raises(TemplateError) as refusal:
        check_part(a_template(source, part), Part(part))
    return str(refusal.value)


def test_values_conditions_and_filters_make_words():
    source = "{{ sender }}{% if before is defined %}将{{ before }}{% endif %}发布{{ level|upper }}"
    assert said(source, sender="局", level="red") == "局发布RED"
    assert said(source, sender="局", level="red", before="黄") == "局将黄发布RED"


def test_lines_are_joined_as_the_language_joins_them():
    assert said("一\n  二\n\n三") == "一二三"
    assert said("one\n  two\n\nthree", language="en") == "one two three"


def test_a_sentence_ends_once():
    assert said("{{ why|sentence }}", why="涨") == "涨。"
    assert said("{{ why|sentence }}", why="涨。") == "涨。"
    assert said("{{ why|sentence }}", why="It rises") == "It rises."


def test_a_missing_value_is_an_error_that_names_template_line_and_value():
    with pytest.raises(TemplateError) as refusal:
        said("{{ sender }}\n{{ station }}", sender="局")
    assert str(refusal.value) == (
        "t.yaml:8: template 't', headline: missing value 'station': ask `if … is defined` first"
    )


def test_a_misspelt_value_is_told_before_anything_is_rendered():
    assert mistake("{{ sneder }}") == (
        "t.yaml:7: template 't', headline: unknown value 'sneder', did you mean \"sender\"?"
    )


def test_parts_that_channels_are_made_of_can_be_named_by_channels_only():
    check_part(a_template("{{ headline }}", "sms"), Part.SMS)
    assert "unknown value 'headline'" in mistake("{{ headline }}")


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{% for x in area %}{{ x }}{% endfor %}", "for"),
        ("{% set x = 1 %}", "assign"),
        ("{{ area * 1000000000 }}", "mul"),
        ("{{ area ** 9 }}", "pow"),
        ("{{ area.__class__.__mro__ }}", "getattr"),
        ("{{ area['x'] }}", "getitem"),
        ("{{ area() }}", "call"),
        ("{% macro f() %}{% endmacro %}", "macro"),
        ("{% include 'x' %}", "include"),
        ("{% import 'x' as y %}", "import"),
        ("{{ [1, 2] }}", "list"),
        ("{% block x %}{% endblock %}", "block"),
    ],
)
def test_what_words_do_not_need_is_refused(source, word):
    assert f"{word} is not allowed" in mistake(source)


def test_unknown_filters_and_tests_are_refused():
    assert "No filter named 'safe'" in mistake("{{ area|safe }}") or "unknown filter" in mistake("{{ area|safe }}")
    assert "even" in mistake("{% if area is even %}x{% endif %}")
    assert "default" in mistake("{{ area|default('x') }}")


def test_what_cannot_be_read_is_told_with_its_line():
    assert mistake("一\n{{ area").startswith("t.yaml:8: template 't', headline: cannot be read")
    assert "expected at most" in mistake("x" * (LONGEST_SOURCE + 1))


def test_words_that_are_empty_or_too_long_are_refused():
    with pytest.raises(TemplateError, match="expected words, got none"):
        said(" \n ")
    with pytest.raises(TemplateError, match=f"expected at most {LONGEST[Part.HEADLINE]} characters"):
        said("{{ why }}", why="长" * LONGEST_VALUE)


@pytest.mark.parametrize(
    "source",
    [
        "{% if level == 'blue' %}{{ is_raised|upper }}{% endif %}",
        "{% if level == 'blue' %}{{ area < 3 }}{% endif %}",
        "{% if level == 'blue' %}{{ area|upper(1) }}{% endif %}",
        "{% if area %}" * 101 + "x" + "{% endif %}" * 101,
        "{{ " + "not " * 300 + "area }}",
    ],
)
def test_what_fails_only_when_it_is_said_is_a_mistake_of_the_template(source):
    with pytest.raises(TemplateError, match="cannot be said"):
        said(source, level="blue", area="息县", is_raised=True)


@pytest.mark.parametrize("source", ["{{ " + "not " * 900 + "area }}", "{{ area" + "|trim" * 700 + " }}"])
def test_what_nests_too_deep_is_refused(source):
    assert "nests too deep" in mistake(source)


@given(st.text(max_size=300))
def test_no_source_does_anything_but_say_words_or_be_refused(source):
    template = a_template(source)
    try:
        check_part(template, Part.HEADLINE)
        words = render(template, Part.HEADLINE, VARIABLES)
    except TemplateError:
        return
    assert len(words) <= LONGEST[Part.HEADLINE]


@given(st.dictionaries(st.sampled_from(sorted(VARIABLES)), st.text(max_size=60)))
def test_a_value_is_never_read_as_a_template(values):
    hostile = {name: f"{{{{ {value} }}}}" for name, value in values.items()}
    for name, value in hostile.items():
        words = said(f"x{{{{ {name} }}}}", **hostile)
        assert words.startswith("x{{"), value
