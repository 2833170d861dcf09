"""``fenghuo bench sms|storm|rollcall``: the outbox beside a message centre, a storm, a roll call of thousands."""

from __future__ import annotations

from typing import Annotated

import typer

from fenghuo.cli.figures import Json, Rounds, begin, show


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("sms")(sms)
    app.command("storm")(storm)
    app.command("rollcall")(rollcall)


def sms(
    *,
    messages: Annotated[int, typer.Option(help="Messages of each round.")] = 80_000,
    window: Annotated[int, typer.Option(help="Submits in flight.")] = 100,
    kannel: Annotated[bool, typer.Option(help="Whether Kannel is measured too.")] = True,
    rounds: Rounds = 1,
    as_json: Json = False,
) -> None:
    """SMS submits per second from the outbox to a message centre, beside Kannel."""
    from fenghuo.bench.sms import SmsOptions, run

    found = run(SmsOptions(messages=messages, window=window, rounds=rounds, with_kannel=kannel), say=begin())
    lines = [f"{name:<10} {rate:>10,.0f} submits/s" for name, rate in found["median_rate"].items()]
    show(found, as_json=as_json, lines=[*lines, f"ratio {found['ratio']}, lost {found['lost']}"])


def storm(
    *,
    transitions: Annotated[int, typer.Option(help="Transitions of the storm.")] = 100_000,
    stations: Annotated[int, typer.Option(help="Stations that they belong to.", min=1)] = 1000,
    townships: Annotated[int, typer.Option(help="Townships that those stand in; each is warned.", min=1)] = 50,
    as_json: Json = False,
) -> None:
    """A storm of transitions while people look at the board."""
    from fenghuo.bench.storm import StormOptions, run

    found = run(StormOptions(transitions=transitions, stations=stations, townships=townships), say=begin())
    lines = [
        f"{found['transitions_per_second']:>10,.0f} transitions/s   dropped {found['dropped']}",
        f"{found['incidents']:>10,} incidents of {found['stations']} stations, situations: {found['situations']}",
        f"{found['warnings']:>10,} warnings, of {found['chains']} dangers that people hear of",
        f"{found['p95_s']:>10} s p95 of the board   p50 {found['p50_s']} s, worst {found['worst_s']} s",
    ]
    show(found, as_json=as_json, lines=lines)


def rollcall(
    *,
    villages: Annotated[int, typer.Option(help="Villages that are called.", min=1)] = 3000,
    as_json: Json = False,
) -> None:
    """The steps of a roll call of thousands of villages."""
    from fenghuo.bench.rollcall import RollCallOptions, run

    found = run(RollCallOptions(villages=villages), say=begin())
    lines = [
        f"{found['start_s']:>10} s until all are called   first calls {found['first_calls_s']} s",
        f"{found['quiet_ms']:>10} ms a step without news   with one answer {found['one_answer_ms']} ms",
        f"{found['answers_s']:>10} s for a wave of answers",
        f"{found['deadline_s']:>10} s at the deadline   longest step {found['deadline_step_s']} s",
    ]
    show(found, as_json=as_json, lines=lines)
