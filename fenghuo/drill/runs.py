"""Runs: the folders in which drills are recorded that a server has started, one for each."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from api.ports.drills import DrillOrder, PastRun
from fenghuo.drill.record import JOURNAL_FILE, RUN_FILE
from fenghuo.reporting import recorded_facts
from sensing.instant import format_instant, parse_instant

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from reports.facts import Facts

log = structlog.get_logger("fenghuo.drill.runs")

#: What the server writes beside the record: who started the drill, when and how.
ORDER_FILE = "order.json"
LOG_FILE = "drill.log"
_RUN = re.compile(r"[0-9]{8}-[0-9]{6}-[a-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True)
class Runs:
    """The folders below one."""

    folder: Path

    def begin(self, order: DrillOrder, *, title: dict[str, str], now: datetime) -> Path:
        """Make the folder of a run that begins; its name sorts by time."""
        path = self.folder / f"{now:%Y%m%d-%H%M%S}-{order.drill}"
        path.mkdir(parents=True, exist_ok=False)
        facts = {
            "drill": order.drill,
            "title": title,
            "speed": order.speed,
            "seed": order.seed,
            "participants": order.participants,
            "by": order.by,
            "started": format_instant(now),
        }
        (path / ORDER_FILE).write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8")
        return path

    def past(self) -> list[PastRun]:
        """Return what was recorded to its end, the newest first; a folder that cannot be read is logged."""
        if not self.folder.is_dir():
            return []
        found = (self._run(path) for path in sorted(self.folder.iterdir(), reverse=True) if _RUN.fullmatch(path.name))
        return [run for run in found if run is not None]

    def facts(self, run: str, *, now: datetime) -> Facts | None:
        """Return what the record of a run says; None where there is none.

        Raises:
            ReportError: If it cannot be read.
        """
        if not _RUN.fullmatch(run) or not (self.folder / run / JOURNAL_FILE).is_file():
            return None
        return recorded_facts(self.folder / run, now=now)

    def _run(self, path: Path) -> PastRun | None:
        try:
            order: dict[str, Any] = json.loads((path / ORDER_FILE).read_text("utf-8"))
            played: dict[str, Any] = json.loads((path / RUN_FILE).read_text("utf-8"))
            return PastRun(
                run=path.name,
                drill=order["drill"],
                title_zh=order["title"]["zh"],
                title_en=order["title"]["en"],
                seed=order["seed"],
                speed=order["speed"],
                participants=order["participants"],
                by=order["by"],
                started=parse_instant(order["started"]),
                rows=played["rows"],
            )
        except FileNotFoundError:
            # Not over yet, or it ended before there was anything to write down.
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("run_unreadable", run=path.name, why=str(error))
            return None
