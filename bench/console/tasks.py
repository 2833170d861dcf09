"""What the page's main thread did: tasks by processor time and functions by their own, which a busy machine spares."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

#: Categories of the trace with the tasks of each thread.
CATEGORIES = ["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"]
#: How often a function is looked at, µs.
SAMPLING_US = 500
#: So many functions are told.
MOST = 14
#: What a profile calls the time in which no script runs.
NOT_SCRIPT = {"(idle)", "(program)", "(root)"}


@contextmanager
def watched(page: Page, into: dict[str, Any]) -> Iterator[None]:
    """Trace and profile a page meanwhile; what was found is put into a dictionary."""
    browser = page.context.browser
    assert browser is not None
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.setSamplingInterval", {"interval": SAMPLING_US})
    browser.start_tracing(page=page, categories=CATEGORIES)
    session.send("Profiler.start")
    yield
    profile = session.send("Profiler.stop")["profile"]
    events = json.loads(browser.stop_tracing())["traceEvents"]
    session.detach()
    # Switching the profiler on and off is a task too, and none of the page's.
    tasks = [
        each
        for each in tasks_of(events)
        if profile["startTime"] < each["ts"] and each["ts"] + each["dur"] < profile["endTime"]
    ]
    into["cpu"] = {
        "task_cpu_ms": told(sorted(task["tdur"] / 1000 for task in tasks)),
        "wall_ms_of_worst": round(max((task["dur"] for task in tasks), default=0) / 1000),
        "worst_task": functions_of(profile, within=max(tasks, key=lambda task: task["tdur"])) if tasks else {},
        "functions": functions_of(profile),
    }


def tasks_of(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tasks of the thread that runs the page."""
    mains = {
        (each["pid"], each["tid"])
        for each in events
        if each.get("name") == "thread_name" and each["args"]["name"] == "CrRendererMain"
    }
    # The inner of the two: a task of the page, counted once.
    names = {each["name"] for each in events} & {"RunTask", "ThreadControllerImpl::RunTask"}
    found = [e for e in events if e["name"] == min(names, default="") and (e["pid"], e["tid"]) in mains and "tdur" in e]
    busiest = Counter[tuple[int, int]]()
    for each in found:
        busiest[each["pid"], each["tid"]] += each["tdur"]
    if not busiest:
        return []
    thread = busiest.most_common(1)[0][0]
    return [each for each in found if (each["pid"], each["tid"]) == thread]


def told(took: list[float]) -> dict[str, float]:
    """Return the sum of the tasks and the longest, ms."""
    if not took:
        return {}
    longest = [round(each) for each in took[-5:]]
    return {"sum": round(sum(took)), "longest": longest, "over_50": sum(each > 50 for each in took)}  # type: ignore[dict-item]


def functions_of(profile: dict[str, Any], *, within: dict[str, Any] | None = None) -> dict[str, float]:
    """Return the functions that took most time themselves, ms; within one task of the trace only where one is given."""
    nodes = {node["id"]: node["callFrame"] for node in profile["nodes"]}
    took = Counter[str]()
    at = profile["startTime"]
    for number, delta in zip(profile["samples"], profile["timeDeltas"], strict=True):
        at += delta
        if within and not within["ts"] <= at <= within["ts"] + within["dur"]:
            continue
        frame = nodes[number]
        if frame["functionName"] in NOT_SCRIPT:
            continue
        chunk = frame["url"].rsplit("/", 1)[-1].split("-")[0]
        took[f"{frame['functionName'] or '(anonymous)'} {chunk}:{frame['lineNumber']}"] += delta
    return {"all": round(took.total() / 1000), **{name: round(us / 1000, 1) for name, us in took.most_common(MOST)}}
