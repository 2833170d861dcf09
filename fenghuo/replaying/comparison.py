"""Comparison: what differs between two outcomes, in words that a person reads before a release. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from fenghuo.replaying.outcome import seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Entry = dict[str, str]
#: What makes two warnings, and two dangers, the same one.
_SAME_WARNING = ("hazard", "level", "type", "division", "station")
_SAME_DANGER = ("hazard", "level", "place", "from")
#: Warnings of one place so near to each other are the same one at another level, s.
_NEAR_S = 3600


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return every difference as a line; empty: none, to the byte of the journal."""
    found = [
        *_warnings(before["warnings"], after["warnings"]),
        *_dangers(before["dangers"], after["dangers"]),
        *_expected(before["expected"], after["expected"]),
    ]
    if not found and before["digest"] != after["digest"]:
        found.append(f"another journal with the same outcome: {before['digest'][:16]} → {after['digest'][:16]}")
    return found


def _warnings(before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[str]:
    missing: list[Entry] = []
    added: list[Entry] = []
    old, new = _grouped(before, _SAME_WARNING), _grouped(after, _SAME_WARNING)
    for key in sorted(old.keys() | new.keys()):
        mine, theirs = old.get(key, []), new.get(key, [])
        for was, now in zip(mine, theirs, strict=False):
            moved = seconds_of(now["at"]) - seconds_of(was["at"])
            if moved:
                yield f"{'later' if moved > 0 else 'earlier'} by {_span(abs(moved))}: {_told(was)} → {now['at']}"
        missing += mine[len(theirs) :]
        added += theirs[len(mine) :]
    yield from _unmatched(missing, added)


def _unmatched(missing: list[Entry], added: list[Entry]) -> Iterator[str]:
    for was in sorted(missing, key=lambda each: each["at"]):
        now = next((each for each in added if _is_other_level(was, each)), None)
        if now is None:
            yield f"missing: {_told(was)}"
        else:
            added.remove(now)
            yield f"level changed: {_told(was)} → {now['at']} {now['level']}"
    for now in sorted(added, key=lambda each: each["at"]):
        yield f"added: {_told(now)}"


def _is_other_level(was: Entry, now: Entry) -> bool:
    is_same = all(was[key] == now[key] for key in _SAME_WARNING if key != "level")
    return is_same and abs(seconds_of(was["at"]) - seconds_of(now["at"])) <= _NEAR_S


def _dangers(before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[str]:
    old, new = _grouped(before, _SAME_DANGER), _grouped(after, _SAME_DANGER)
    for key in sorted(old.keys() | new.keys(), key=lambda each: (each[-1], each)):
        was, now = old.get(key, [None])[0], new.get(key, [None])[0]
        told = f"danger {key[0]} {key[1]} at {key[2]} from {key[3]}"
        if was is None or now is None:
            yield f"{told}: {'new in the truth' if was is None else 'no longer in the truth'}"
        elif was["outcome"] != now["outcome"]:
            yield f"{told}: {was['outcome']} → {now['outcome']}"
        elif was["lead"] != now["lead"]:
            yield f"{told}: lead {was['lead'] or 'none'} → {now['lead'] or 'none'}"


def _expected(before: Sequence[Entry], after: Sequence[Entry]) -> Iterator[str]:
    old, new = ({each["id"]: each["outcome"] for each in entries} for entries in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield f"expectation {name}: {old.get(name, 'none')} → {new.get(name, 'none')}"


def _grouped(entries: Sequence[Entry], keys: Sequence[str]) -> dict[tuple[str, ...], list[Entry]]:
    found: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        found[tuple(entry[key] for key in keys)].append(entry)
    return dict(found)


def _told(warning: Entry) -> str:
    return " ".join(warning[key] for key in ("at", "hazard", "level", "type", "division", "station"))


def _span(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds % 60} s"
