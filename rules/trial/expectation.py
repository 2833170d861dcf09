"""Expectations of a trial: the level at an instant, and the full list of what is said. Pure."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rules.transition import Change, Reason
from rules.trial.instant import TrialError, is_clock, parse_clock
from rules.trial.trial import Expected, Said
from sensing.errors import suggestion
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sensing.section import Section

T = TypeVar("T")

_LEVELS = {level.key: level for level in Level}
_REASONS = {reason.value: reason for reason in Reason}
_CHANGES = {change.value: change for change in Change}


def read_expected(test: Section, *, date: datetime) -> Iterator[Expected]:
    """Yield what a test expects: ``"10:15": yellow held``, of all slots or below the one it is expected of.

    Raises:
        DocumentError: If it cannot be read; carries file and line.
    """
    if not test.has("expect"):
        return
    section = test.section("expect", keys=None)
    for key in section.names():
        if is_clock(key):
            yield _expected(section, key, date=date)
            continue
        inner = section.section(key, keys=None)
        rule, target = _slot(section, key)
        for clock in inner.names():
            yield _expected(inner, clock, date=date, rule=rule, target=target)


def _slot(section: Section, key: str) -> tuple[str, str]:
    """Return (rule, target) of ``RULE TARGET``; a single word is whichever of the two fits."""
    words = key.split()
    if len(words) > 2:  # noqa: PLR2004  a rule and a target
        section.fail(f'{section.path(key)}: expected a time, RULE, TARGET or RULE TARGET, got "{key}"', key=key)
    return (words[0], words[1]) if len(words) > 1 else ("", words[0])


def _expected(section: Section, key: str, *, date: datetime, rule: str = "", target: str = "") -> Expected:
    words = section.text(key).split()
    with _mended(section, key):
        at = parse_clock(key, date=date)
        if len(words) > 2:  # noqa: PLR2004  a level and a reason
            raise TrialError(f'expected a level and, if you like, a reason, got "{" ".join(words)}"')
        level = _known(words[0], _LEVELS, what="level")
        reason = _known(words[1], _REASONS, what="reason") if len(words) > 1 else None
    return Expected(line=section.line_of(key), at=at, level=level, reason=reason, rule=rule, target=target)


def read_said(test: Section, *, date: datetime) -> tuple[Said, ...] | None:
    """Return what should be said: ``10:10 [RULE] [TARGET] raise yellow [held]``; None where nothing is listed.

    Raises:
        DocumentError: If it cannot be read; carries file and line.
    """
    if not test.has("transitions"):
        return None
    # An empty list says that nothing should be said, which no other key of a document needs to say.
    lines = test.plain("transitions")
    if lines == []:
        return ()
    line = test.line_of("transitions")
    with _mended(test, "transitions"):
        return tuple(_said(text, line=line, date=date) for text in test.texts("transitions", absent="anything"))


def _said(text: str, *, line: int, date: datetime) -> Said:
    clock, *words = text.split()
    place = next((place for place, word in enumerate(words) if word in _CHANGES), None)
    if place is None or len(words) - place not in {2, 3} or place > 2:  # noqa: PLR2004  change, level, reason
        raise TrialError(f'expected TIME [RULE] [TARGET] {"|".join(_CHANGES)} LEVEL [REASON], got "{text}"')
    named, (change, level, *reason) = words[:place], words[place:]
    rule, target = (named[0], named[1]) if len(named) > 1 else ("", named[0] if named else "")
    return Said(
        line=line,
        at=parse_clock(clock, date=date),
        change=_CHANGES[change],
        after=_known(level, _LEVELS, what="level"),
        reason=_known(reason[0], _REASONS, what="reason") if reason else None,
        rule=rule,
        target=target,
    )


def _known(word: str, known: Mapping[str, T], *, what: str) -> T:
    if word not in known:
        hint = suggestion(word, known) or f", expected one of {', '.join(known)}"
        raise TrialError(f'unknown {what} "{word}"{hint}')
    return known[word]


@contextmanager
def _mended(section: Section, key: str) -> Iterator[None]:
    """Add the place to what is wrong."""
    try:
        yield
    except TrialError as error:
        section.fail(f"{section.path(key)}: {error}", key=key)


def resolved(rule: str, target: str, *, rules: Sequence[str], targets: Sequence[str]) -> tuple[str, str]:
    """Return (rule, target) with a single word put where it fits.

    Raises:
        TrialError: If there is no such rule or target.
    """
    if not rule and target and target not in targets and target in rules:
        return target, ""
    if rule and rule not in rules:
        raise TrialError(f'no rule "{rule}" is tried here{suggestion(rule, rules)}')
    if target and target not in targets:
        known = [*targets, *([] if rule else rules)]
        hint = suggestion(target, known) or f", there are {', '.join(known[:8]) or 'none'}"
        raise TrialError(f'no rule that is tried here judges "{target}"{hint}')
    return rule, target
