"""Conduct: a back-test from what a person asked to what the screen shows, told line by line on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from api.answer import instant_parameter
from api.backtest.chart import charts
from api.backtest.run import Span
from api.backtest.tryout import Archive, Asked, Tryout
from api.problem import not_found, unprocessable
from api.schema.backtest import report_json
from rules.backtest.errors import BacktestError
from rules.backtest.label_table import Labels, read_labels
from rules.backtest.score import Tolerance
from rules.document import parse_rule
from rules.record import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from api.schema.backtest import BacktestBody
    from rules.rule import Rule


def conduct(book: Archive, rule_id: str, body: BacktestBody, *, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield progress and at last the result or the problem, as the API's lines say it; nothing is kept.

    Raises:
        FenghuoError: If what is asked makes no sense.
    """
    yield from lines_of(Tryout(book, asked_of(book, rule_id, body, now=now)), body, keep=lambda shown: shown)


def asked_of(book: Archive, rule_id: str, body: BacktestBody, *, now: datetime) -> Asked:
    """Return what a request asks about a rule.

    What is compared with is the version in force now, whatever is proposed or scheduled beside it; the rule on trial,
    without a draft, is the newest version. A span ends now at the latest: nothing is silent in the future.

    Raises:
        ApiError: If there is no such rule, or a field makes no sense.
        RuleError: If the draft is no rule.
        BacktestError: If the labels are no table.
    """
    newest = {str(rule.id): rule for rule in book.rules()}
    in_force = {str(rule.id): rule for rule in rules_in_force(book.rule_records(at=now), at=now)}
    rule = newest.get(rule_id) if body.document is None else _drafted(body.document, rule_id)
    if rule is None:
        raise not_found("rule", rule_id)
    standing = in_force.get(rule_id) if body.compare else None
    is_itself = body.document is None and standing is not None and standing.version == rule.version
    early, late = body.tolerances
    return Asked(
        rule=rule,
        span=Span(
            start=instant_parameter(body.start, name="from"), end=min(instant_parameter(body.end, name="to"), now)
        ),
        standing=None if is_itself else standing,
        known=tuple((newest | in_force).values()),
        labels=_labels(body.labels),
        has_incidents=body.incidents,
        tolerance=Tolerance(early=early, late=late),
        charted=body.chart,
    )


def _drafted(document: dict[str, Any] | str, rule_id: str) -> Rule:
    try:
        text = document if isinstance(document, str) else msgspec.json.encode(document).decode()
    except UnicodeEncodeError as error:
        raise unprocessable("bad_rule", f"document: expected whole letters, got {error}") from None
    rule = parse_rule(text, origin="document")
    if rule.id != rule_id:
        raise unprocessable("id_mismatch", f"the path names rule {rule_id!r}, the document {rule.id!r}")
    return rule


def _labels(text: str | None) -> Labels | None:
    return None if text is None else read_labels(text.encode("utf-8", "replace"))


def result_of(tryout: Tryout, body: BacktestBody) -> dict[str, Any]:
    """Return what came out, as the API shows it."""
    report, asked = tryout.report(), tryout.asked
    drawn = charts(tryout.seen(), rule=asked.rule, registry=tryout.registry, stations=asked.charted, points=body.points)
    return report_json(report, labels=asked.labels, charts=drawn)


def lines_of(
    tryout: Tryout, body: BacktestBody, *, keep: Callable[[dict[str, Any]], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield how far it is after each piece of history, and then what came out."""
    try:
        for progress in tryout:
            yield {"progress": round(progress.share, 4), "readings": progress.readings}
        yield {"result": keep(result_of(tryout, body))}
    except BacktestError as error:
        yield {"problem": {"code": "bad_backtest", "detail": str(error)}}
