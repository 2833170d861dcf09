"""Rule documents: what an officer writes (YAML or JSON) to and from the Rule that the compiler takes.

The schema is docs/reference/rules.md. Nothing is guessed: an unknown key, a ladder in the wrong order or a
number in quotes is an error with its line. What only the registry can tell (does the station exist?) is
checked by ``rules.compiler``.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo.division import prefix_of
from geo.errors import DivisionError
from rules.composite import condition as composite
from rules.errors import RuleError
from rules.event import condition as event
from rules.feature import accumulation, deviation, rate, trend
from rules.fence import condition as fence
from rules.index import condition as index
from rules.rule import LATENESS, Rule, Scope
from rules.silence import condition as silence
from rules.threshold import condition as threshold
from rules.transition import RuleId
from sensing.document import Document, read_document, read_documents
from sensing.duration import format_duration
from sensing.errors import DocumentError
from sensing.property import PROPERTIES
from sensing.quality import Quality
from sensing.section import API_VERSION, Section
from sensing.station import StationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.form import Form
    from rules.rule import Condition

__all__ = ["RuleError", "parse_rule", "parse_rules", "rule_to_document"]

_KEYS = ("apiVersion", "kind", "id", "hazard", "title", "scope", "when", "quality", "lateness", "enabled")
_SCOPE_KEYS = ("stations", "divisions", "basins", "kinds", "properties", "fence")
#: How the condition of each kind is written, by the word under ``when.kind``.
KINDS: Mapping[str, Form] = {
    form.name: form
    for form in (
        threshold.FORM,
        rate.FORM,
        accumulation.FORM,
        deviation.FORM,
        trend.FORM,
        index.FORM,
        silence.FORM,
        fence.INSIDE_FORM,
        fence.FORM,
        event.FORM,
        composite.FORM,
    )
}
_FORMS: Mapping[type, Form] = {form.record: form for form in KINDS.values()}
_EVERY_WHEN_KEY = ("kind", *dict.fromkeys(key for form in KINDS.values() for key in form.keys))
_QUALITIES = tuple(quality.key for quality in Quality)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_HAZARD = re.compile(r"[0-9A-Z]{5}", re.ASCII)


def parse_rule(text: str, *, origin: str) -> Rule:
    """Return the one rule that a YAML or JSON text holds.

    Args:
        text: The document.
        origin: File name, or whatever tells the author where the text came from.

    Raises:
        RuleError: If the text holds no rule, several, or a wrong one.
    """
    with _rule_errors():
        return _rule(read_document(text, origin=origin, what="rule"))


def parse_rules(text: str, *, origin: str) -> list[Rule]:
    """Return the rules of a text with any number of documents (``---`` between them).

    Raises:
        RuleError: If a document is wrong, or two rules have the same id.
    """
    rules: dict[RuleId, Rule] = {}
    with _rule_errors():
        for document in read_documents(text, origin=origin):
            rule = _rule(document)
            if rule.id in rules:
                raise RuleError(f'rule id "{rule.id}" occurs twice', origin=origin, line=document.root.line)
            rules[rule.id] = rule
    return list(rules.values())


def read_rule_document(document: Document) -> Rule:
    """Return the rule of a document with ``kind: Rule``.

    Raises:
        RuleError: If it is wrong; carries file and line.
    """
    with _rule_errors():
        return _rule(document)


@contextmanager
def _rule_errors() -> Iterator[None]:
    """Raise what the reader of documents found wrong as what is wrong with a rule."""
    try:
        yield
    except DocumentError as error:
        raise RuleError(error.detail, origin=error.origin, line=error.line) from None


def _rule(document: Document) -> Rule:
    top = Section.top(document, kind="Rule", keys=_KEYS)
    title = top.section("title", keys=("zh", "en"))
    return Rule(
        id=RuleId(top.matching("id", _ID, expected="1 to 64 of A-Z a-z 0-9 . _ -")),
        hazard=top.matching("hazard", _HAZARD, expected="a national event code such as 11A01"),
        title_zh=title.text("zh"),
        title_en=title.text("en"),
        scope=_scope(top),
        when=_when(top),
        quality=_quality(top),
        is_enabled=top.truth("enabled", default=True),
        lateness=top.duration("lateness", default=LATENESS),
        source=document.source,
    )


def _scope(top: Section) -> Scope:
    if not top.has("scope"):
        return Scope()
    scope = top.section("scope", keys=_SCOPE_KEYS)
    for division in scope.texts("divisions"):
        try:
            prefix_of(division)
        except DivisionError as error:
            scope.fail(f"scope.divisions: {error}", key="divisions")
    return Scope(
        stations=scope.texts("stations"),
        divisions=scope.texts("divisions"),
        kinds=scope.choices("kinds", [kind.value for kind in StationKind]),
        properties=scope.choices("properties", PROPERTIES),
        fence=scope.text("fence", default=""),
        basins=scope.texts("basins"),
    )


def _when(top: Section) -> Condition:
    # The kind decides which keys are known, so it is read before they are judged.
    form = KINDS[top.section("when", keys=_EVERY_WHEN_KEY).choice("kind", tuple(KINDS))]
    condition: Condition = form.read(top.section("when", keys=("kind", *form.keys)))
    return condition


def _quality(top: Section) -> tuple[Quality, ...]:
    names = top.choices("quality", _QUALITIES)
    return tuple(sorted(Quality[name.upper()] for name in names)) or (Quality.GOOD,)


def rule_to_document(rule: Rule) -> dict[str, Any]:
    """Return a rule as the JSON-able document that ``parse_rule`` reads back to the same rule (version apart)."""
    return {
        "apiVersion": API_VERSION,
        "kind": "Rule",
        "id": str(rule.id),
        "hazard": rule.hazard,
        "title": {"zh": rule.title_zh, "en": rule.title_en},
        "scope": _scope_document(rule.scope),
        "when": _when_document(rule.when),
        "quality": [quality.key for quality in rule.quality],
        "lateness": format_duration(rule.lateness),
        "enabled": rule.is_enabled,
    }


def _scope_document(scope: Scope) -> dict[str, Any]:
    lists = {key: list(getattr(scope, key)) for key in ("stations", "divisions", "basins", "kinds", "properties")}
    document: dict[str, Any] = {key: values for key, values in lists.items() if values}
    return document | {"fence": scope.fence} if scope.fence else document


def _when_document(when: Condition) -> dict[str, Any]:
    form = _FORMS[type(when)]
    return {"kind": form.name, **form.write(when)}
