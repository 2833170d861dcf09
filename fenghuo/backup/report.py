"""What a backup or a restore says when it is done: for people as a table, for programs as one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incidents.journal import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fenghuo.backup.loading import Restored
    from fenghuo.backup.manifest import Header, Manifest
    from incidents.journal import Broken

#: Pictures that are named; the JSON names all.
_SHOWN = 3
_FAULTS = {
    Fault.HASH: "is not what was written",
    Fault.LINK: "does not continue the chain of its division",
    Fault.GAP: "is missing",
    Fault.MISSING_TAIL: "and what followed it are missing",
    Fault.STALE_HEAD: "stands after the head of its division's chain",
}


def contents(header: Header, manifest: Manifest) -> dict[str, Any]:
    """Return what a backup holds, as plain values."""
    return {
        "created": header.created,
        "fenghuo": header.fenghuo,
        "server": header.server,
        "schema": header.migrations[-1].name if header.migrations else "",
        "tables": {name: count.rows for name, count in manifest.tables.items()},
        "pictures": manifest.pictures if header.has_pictures else None,
        "missing_pictures": list(manifest.missing_pictures),
        "journal_head": manifest.journal_head,
        "standing": manifest.standing,
    }


def restored_contents(restored: Restored) -> dict[str, Any]:
    """Return what came back, as plain values."""
    return {
        **contents(restored.header, restored.manifest),
        "tables": restored.rows,
        "migrated": list(restored.migrated),
        "refused_pictures": restored.refused_pictures,
        "journal": "whole" if restored.broken is None else fault_text(restored.broken),
    }


def fault_text(broken: Broken) -> str:
    """Return where a journal is broken, and how."""
    return f"row {broken.seq} {_FAULTS[broken.fault]}"


def lines(report: dict[str, Any]) -> list[str]:
    """Return a report for people: a row for each table that holds something, then the rest."""
    filled = {name: f"{rows:,}" for name, rows in sorted(report["tables"].items()) if rows}
    width = max(map(len, filled), default=0)
    numbers = max(map(len, filled.values()), default=0)
    journal = f"journal: {report['journal_head']:,} rows"
    return [
        *(f"{name:{width}}  {rows:>{numbers}}" for name, rows in filled.items()),
        f"made {report['created']} by Fenghuo {report['fenghuo']} on {report['server']}, {report['schema']}",
        *(f"{what}: {count:,}" for what, count in report["standing"].items()),
        *_pictures(report),
        *([f"migrated: {', '.join(report['migrated'])}"] if report.get("migrated") else []),
        f"{journal}, {report['journal']}" if "journal" in report else journal,
    ]


def _pictures(report: dict[str, Any]) -> Iterator[str]:
    pictures, missing, refused = report["pictures"], report["missing_pictures"], report.get("refused_pictures")
    yield "pictures: not in it, there was no evidence folder" if pictures is None else f"pictures: {pictures:,}"
    if missing:
        yield f"pictures that were gone when it was made: {len(missing):,} ({_few(missing)})"
    if refused:
        whys = [f"{sha256}: {why}" for sha256, why in refused.items()]
        yield f"pictures that the evidence folder did not take: {len(refused):,} ({_few(whys)})"


def _few(words: list[str]) -> str:
    return ", ".join(words[:_SHOWN]) + (", …" if len(words) > _SHOWN else "")
