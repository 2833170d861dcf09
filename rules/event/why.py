"""What an event slot remembers, in words: which sightings count, what each level asks for, and when it will be over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.column import FOREVER
from rules.event.terms import Terms
from rules.fence.thing import why as thing
from rules.fence.thing.passage import Passage
from rules.why.account import Account, Words, clock_words, span_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rules.event.condition import Step
    from rules.event.sighting import Sighting
    from rules.program import Program
    from rules.state import State
    from sensing.level import Level

#: Sightings that are named.
_SHOWN = 8


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers; ``value`` says nothing to it."""
    del value
    terms, own = program.events.terms[slot], state.events.slots[slot]
    if isinstance(terms, Passage):
        return thing.account(program, state, slot, terms, at=at)
    if not isinstance(terms, Terms):
        return Account(level=own.stand.level, lines=(), facts={})
    window = span_words(terms.window)
    known = sorted(own.sightings.values(), key=lambda each: (each.begun, each.key))
    within = [each for each in known if each.begun <= at and each.last >= at - terms.window]
    classes = tuple(getattr(program.rules[program.events.rule[slot]].when, "classes", ()))
    heading = _heading(own.stand.level, window, classes=classes)
    lines = [heading, *_asked(terms, within), *_seen(within, terms, at=at)]
    facts: dict[str, float | str] = {"window_s": terms.window / 1e6, "sightings": float(len(within))}
    if own.stand.level:
        witnesses = ", ".join(sorted(own.stand.witnesses))
        facts["cameras"] = witnesses
        lines.append(_end(terms.due(own.stand, away=state.events.away), terms, witnesses=witnesses, at=at))
    return Account(level=own.stand.level, lines=tuple(lines), facts=facts)


def _heading(level: Level, window: Words, *, classes: tuple[str, ...]) -> Words:
    stands = Words(f"{level.zh}已触发", f"{level.key} is raised") if level else Words("未触发", "nothing is raised")
    return Words(
        f"{stands.zh}；{window.zh}内的 {'、'.join(classes)} 才算数",
        f"{stands.en}; {', '.join(classes)} seen within {window.en} counts",
    )


def _asked(terms: Terms, within: Sequence[Sighting]) -> Iterator[Words]:
    """Yield what each level asks for and what there is, from the lowest up."""
    for level, step in reversed(terms.steps):
        count = _count(within, step, terms)
        unit = Words("处", "cameras") if terms.counts_cameras else Words("次", "sightings")
        yield Words(
            f"{level.zh}：需 {step.count} {unit.zh}、置信度 ≥ {step.confidence:g}，有 {count} {unit.zh}",
            f"{level.key}: asks for {step.count} {unit.en} of confidence >= {step.confidence:g}, there are {count}",
        )


def _count(within: Sequence[Sighting], step: Step, terms: Terms) -> int:
    counted = [each for each in within if each.confidence >= step.confidence]
    return len({each.station for each in counted}) if terms.counts_cameras else len(counted)


def _seen(within: Sequence[Sighting], terms: Terms, *, at: int) -> Iterator[Words]:
    """Yield the newest sightings, and which of them are too unsure for any level."""
    for each in within[-_SHOWN:]:
        time = clock_words(each.begun, seen_from=at)
        is_unsure = each.confidence < terms.least
        zh, en = ("，置信度不足，不计", ", too unsure to count") if is_unsure else ("", "")
        yield Words(
            f"{time} {each.station} {each.kind}（{each.id}），置信度 {each.confidence:g}{zh}",
            f"{time} {each.station} {each.kind} ({each.id}), confidence {each.confidence:g}{en}",
        )
    if len(within) > _SHOWN:
        more = len(within) - _SHOWN
        yield Words(f"另有较早的 {more} 次", f"and {more} earlier ones")


def _end(ends: int, terms: Terms, *, witnesses: str, at: int) -> Words:
    whole = span_words(terms.clear_after)
    if ends == FOREVER:
        return Words(
            f"看见它的 {witnesses} 失联，看不见不等于结束，不会解除",
            f"{witnesses} that saw it cannot be heard: not seeing is no end, nothing clears",
        )
    time = clock_words(ends, seen_from=at)
    return Words(
        f"{witnesses} {whole.zh}未再看见则解除，最早 {time}",
        f"over when {witnesses} has not seen it for {whole.en}, {time} at the earliest",
    )
