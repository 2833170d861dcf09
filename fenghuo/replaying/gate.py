"""Gate: plays every series and every shipped drill, and compares what they lead to with what was accepted."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fenghuo.replaying.baseline import read_baseline, write_baseline
from fenghuo.replaying.comparison import differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from simulators.drill import Drill

#: Accepted outcomes, and recorded data, of a working copy.
BASELINE: Final = Path(__file__).resolve().parents[2] / "tests" / "replay" / "baseline"
DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
#: A report is made at some instant, which no outcome tells.
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One replay, and what came of it."""

    name: str
    #: As JSON.
    outcome: dict[str, Any]
    digest: str
    #: Drill time and wall time, s.
    simulated_s: float
    wall_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a replay compares with what was accepted."""

    replayed: Replayed
    #: Lines; empty: nothing differs.
    differences: tuple[str, ...]


def names(data: Path = DATA) -> list[str]:
    """Return the names of everything that can be replayed here."""
    from fenghuo.replaying.recorded import recorded_names
    from fenghuo.replaying.synthetic import synthetic
    from simulators.drill import drill_names

    return [*(series.id for series in synthetic()), *recorded_names(data), *drill_names()]


def replay(name: str, data: Path = DATA) -> Replayed:
    """Play one series or drill to its end."""
    from fenghuo import logs
    from fenghuo.drill.play import play
    from fenghuo.replaying.outcome import outcome_of

    logs.configure(as_json=True, is_quiet=True)
    played = play(_drill(name, data))
    return Replayed(
        name=name,
        outcome=outcome_of(played.lines, name=name, now=_MADE),
        digest=played.run.digest,
        simulated_s=played.run.simulated_s,
        wall_s=played.run.wall_s,
    )


def judge(
    chosen: Sequence[str],
    *,
    baseline: Path = BASELINE,
    data: Path = DATA,
    jobs: int = 1,
    accept: bool = False,
    on_done: Callable[[Verdict], None] = lambda _: None,
) -> list[Verdict]:
    """Replay what is named, each in a process of its own, and compare it with the baseline.

    Args:
        chosen: Names.
        baseline: Folder of the accepted outcomes.
        data: Folder of the recorded data; may be missing.
        jobs: So many at once.
        accept: Make what came out the new baseline.
        on_done: Told of each as it is done.
    """
    found = []
    # The clock of a process is the drill's: no two share one, and a fresh one has no state of this one.
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        for replayed in pool.map(replay, chosen, [data] * len(chosen)):
            verdict = Verdict(replayed=replayed, differences=tuple(_compared(replayed, baseline)))
            if accept:
                write_baseline(baseline, replayed.outcome)
            on_done(verdict)
            found.append(verdict)
    return found


def _compared(replayed: Replayed, baseline: Path) -> Iterator[str]:
    accepted = read_baseline(baseline, replayed.name)
    if accepted is None:
        yield f"no accepted outcome in {baseline}"
    else:
        yield from differences(accepted, replayed.outcome)


def _drill(name: str, data: Path) -> Drill:
    from fenghuo.replaying.recorded import recorded
    from fenghuo.replaying.series import drill_of
    from fenghuo.replaying.synthetic import synthetic
    from simulators.drill import drill_names, shipped_drill

    if name in drill_names():
        return shipped_drill(name)
    made_up = {series.id: series for series in synthetic()}
    return drill_of(made_up[name] if name in made_up else recorded(data, name))
