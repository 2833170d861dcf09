"""Verdicts: what of a trial did not come true, each with its line, what was expected, what came and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rules.compiler import compile_rules
from rules.program import keys_of
from rules.trial.expectation import resolved
from rules.trial.instant import TrialError, format_clock
from rules.trial.judged import check_judged, judged
from rules.trial.playing import Player
from rules.trial.stage import stage
from sensing.errors import DocumentError
from sensing.instant import to_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from geo.fence import Fence
    from geo.river import River
    from rules.program import Program
    from rules.rule import Rule
    from rules.transition import Transition
    from rules.trial.trial import Case, Expected, Said, Trial
    from sensing.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one case."""

    case: str
    #: One line for each expectation that failed, with file and line.
    failures: tuple[str, ...]


def run(
    trial: Trial,
    *,
    rules: Sequence[Rule],
    stations: Sequence[Station] = (),
    fences: Sequence[Fence] = (),
    rivers: Sequence[River] = (),
) -> list[Verdict]:
    """Return what came of each case of a trial.

    Args:
        trial: The tests.
        rules: The rules that it names, read; a disabled one is tried as if it were enabled.
        stations: Of the files that it names.
        fences: Of the files that it names.
        rivers: Of the files that it names.

    Raises:
        RuleError: If a rule cannot work on the stations of the trial.
        DocumentError: If a test brings readings that no rule looks at.
    """
    described = {str(station.id): station for station in (*stations, *trial.stations)}
    registry = stage(trial.cases, rules=rules, stations=described.values())
    tried = [replace(rule, is_enabled=True) for rule in rules]
    program = compile_rules(tried, registry=registry, fences=fences, rivers=rivers)
    known = judged(program, registry)
    verdicts = []
    for case in trial.cases:
        check_judged(case, origin=trial.origin, known=known, described=described)
        played = _Judged(trial=trial, program=program, player=Player(program, case, registry=registry))
        verdicts.append(Verdict(case=case.name, failures=tuple(played.failures(case))))
    return verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A case that is being played."""

    trial: Trial
    program: Program
    player: Player

    def failures(self, case: Case) -> Iterator[str]:
        for expected in sorted(case.expected, key=lambda each: each.at):
            self.player.advance(expected.at)
            why = self._contradiction(expected)
            if why:
                yield self._told(case, line=expected.line, at=expected.at, why=why)
        self.player.finish()
        if case.said is not None:
            yield from self._compared(case, case.said)

    def _told(self, case: Case, *, line: int, at: int, why: str) -> str:
        clock = format_clock(at, date=self.trial.date)
        return f"{self.trial.origin}:{line}: {case.name}: {clock} {why}"

    def _slots(self) -> tuple[list[str], list[str]]:
        keys = {key for table in self.program.tables for key in keys_of(self.program, table)}
        said = {(each.rule, each.target) for each in self.player.said}
        rules = [str(rule.id) for rule in self.program.rules]
        return rules, sorted({str(target) for _, target in keys | said})

    def _contradiction(self, expected: Expected) -> str:
        """Return what is not as expected at an instant; empty when everything is."""
        rules, targets = self._slots()
        try:
            rule, target = resolved(expected.rule, expected.target, rules=rules, targets=targets)
        except TrialError as error:
            raise DocumentError(str(error), origin=self.trial.origin, line=expected.line) from None
        last = self._standing(rule, target)
        level = last.after if last else Level.NONE
        where = "".join(f" {word}" for word in (rule, target) if word)
        wanted = expected.level.key + (f" {expected.reason.value}" if expected.reason else "")
        is_met = level is expected.level and (
            expected.reason is None or (last is not None and last.reason is expected.reason)
        )
        if is_met:
            return ""
        return f"{where.strip() + ': ' if where else ''}expected {wanted}, got {self._shown(last)}"

    def _standing(self, rule: str, target: str) -> Transition | None:
        """Return the last change of the slot that stands highest of those meant; the latest where several do."""
        last: dict[tuple[str, str], Transition] = {}
        for each in self.player.said:
            if rule in {"", each.rule} and target in {"", each.target}:
                last[each.rule, each.target] = each
        return max(last.values(), key=lambda each: (each.after, each.at), default=None)

    def _shown(self, last: Transition | None) -> str:
        if last is None:
            return "none: nothing was said so far"
        since = format_clock(to_micros(last.at), date=self.trial.date)
        return f"{last.after.key} {last.reason.value} since {since}{_why(last)}"

    def _compared(self, case: Case, listed: Sequence[Said]) -> Iterator[str]:
        """Yield what was listed and not said, and what was said and not listed."""
        rest = list(self.player.said)
        for said in listed:
            found = next((each for each in rest if _is_same(said, each)), None)
            if found is not None:
                rest.remove(found)
                continue
            wanted = f"{said.change.value} {said.after.key}" + (f" {said.reason.value}" if said.reason else "")
            yield self._told(case, line=said.line, at=said.at, why=f"expected {wanted}, got {self._near(said)}")
        for each in rest:
            shown = _shown_change(each, date=self.trial.date)
            yield f"{self.trial.origin}:{case.line}: {case.name}: said and not listed: {shown}"

    def _near(self, said: Said) -> str:
        """Return what was said at that instant, or else that nothing was."""
        there = [each for each in self.player.said if to_micros(each.at) == said.at]
        return "; ".join(_shown_change(each, date=self.trial.date) for each in there) or "nothing"


def _is_same(said: Said, each: Transition) -> bool:
    return (
        to_micros(each.at) == said.at
        and (each.change is said.change and each.after is said.after)
        and said.reason in {None, each.reason}
        and said.rule in {"", each.rule}
        and said.target in {"", each.target, each.rule}
    )


def _shown_change(each: Transition, *, date: datetime) -> str:
    clock = format_clock(to_micros(each.at), date=date)
    said = f"{clock} {each.rule} {each.target} {each.change.value} {each.after.key} {each.reason.value}"
    return said + _why(each)


def _why(each: Transition) -> str:
    """Return the numbers that decided, where numbers did."""
    if each.value is None:
        return ""
    limit = "" if each.threshold is None else f" against {each.threshold:g}"
    return f" ({each.property} {each.value:g}{limit})"
