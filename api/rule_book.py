"""Rule book: what the API does with versions of rules, on top of the pure decisions of ``rules.signing``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.problem import not_found, unprocessable
from api.rule_sight import WHOLE, RuleSight, sight_of
from api.schema.rule_record import record_json
from rules.backtest.summary import document_hash
from rules.compiler import compile_rules
from rules.composite.condition import Composite
from rules.document import rule_to_document
from rules.record import RecordError, RuleRecord, Terms, check_stamp, grouped, in_force, phase_of, stamp_of
from rules.signing import checked_terms, roll_back_target, roll_back_terms
from sensing.station import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from api.parts import ApiParts
    from rules.program import Program
    from rules.rule import Rule


def compiled(parts: ApiParts, rules: Sequence[Rule], *, within: str = "") -> Program:
    """Return the program of some rules, as if all were enabled.

    Args:
        parts: Where the stations are.
        rules: The rules.
        within: Digits of the subtree to which they belong: what lies elsewhere is not there for them.

    Raises:
        RuleError: If one names a station, fence or property that is not there.
    """
    enabled = [replace(rule, is_enabled=True) for rule in rules]
    store = parts.store
    registry, fences = Registry(store.stations(within=within)), store.fences(within=within)
    return compile_rules(enabled, registry=registry, fences=fences, rivers=store.rivers(), beside=store.rules())


def shown(record: RuleRecord, *, among: Sequence[RuleRecord], at: datetime) -> dict[str, Any]:
    """Return a version as the API shows it, given the versions of its rule."""
    newest = max(each.version for each in among)
    return record_json(record, phase=phase_of(record, among=among, at=at), newest=newest)


def current_records(records: Iterable[RuleRecord], *, at: datetime) -> list[tuple[RuleRecord, list[RuleRecord]]]:
    """Return the version of each rule that people mean by the rule, and all of its versions; by id.

    That is the one in force, or else the newest; a rule that was taken away is left out.
    """
    found = [(_current(versions, at=at), versions) for _, versions in sorted(grouped(records).items())]
    return [(record, versions) for record, versions in found if not record.terms.is_removal]


def _current(versions: list[RuleRecord], *, at: datetime) -> RuleRecord:
    current = in_force(versions, at=at)
    return versions[-1] if current is None or current.terms.is_removal else current


def known_record(parts: ApiParts, rule_id: str, *, sight: RuleSight = WHOLE) -> tuple[RuleRecord, list[RuleRecord]]:
    """Return the version of a rule that people mean by the rule, and all of its versions.

    Raises:
        ApiError: If there is no such rule in the caller's sight, or it was taken away.
    """
    versions = parts.store.rule_versions(rule_id)
    found = current_records(versions, at=parts.clock())
    if not found or not sight.sees(found[0][0].rule):
        raise not_found("rule", rule_id)
    return found[0]


def put(
    parts: ApiParts, rule: Rule, *, author: str, terms: Terms, base: int | None = None, sight: RuleSight = WHOLE
) -> dict[str, Any]:
    """Store a rule that works as its next version and return that version as it is shown.

    Args:
        parts: The store, the clock and the policy.
        rule: The document.
        author: Who puts it.
        terms: What the author says about it.
        base: The newest version that the author has seen; None: whichever is there.
        sight: What of the rule book is the author's.

    Raises:
        RecordError: If what the author says of it makes no sense, the policy asks for more, or somebody else has
            changed the rule meanwhile.
        ApiError: If the back-test is not one of this document, or the rule is not the author's.
    """
    now = parts.clock()
    versions = parts.store.rule_versions(rule.id)
    sight.check_change(versions, rule)
    if base is not None:
        check_stamp(rule.id, versions, known=(base, stamp_of(versions)[1]))
    agreed = checked_terms(terms, policy=parts.signing, versions=versions, after=rule, now=now)
    if terms.backtest:
        _check_backtest(parts, rule, terms.backtest)
    return _stored(parts, rule, versions, author=author, terms=agreed, at=now)


def _check_backtest(parts: ApiParts, rule: Rule, id_: str) -> None:
    kept = parts.store.backtest(id_)
    if kept is None:
        raise unprocessable("unknown_backtest", f"backtest: there is no back-test {id_[:64]!r}")
    if kept.summary.get("document") != document_hash(rule):
        raise unprocessable("other_backtest", f"backtest: {id_!r} tried another document than this one")


def put_many(
    parts: ApiParts, rules: Sequence[Rule], *, author: str, reason: str, is_dry: bool, within: str = ""
) -> list[tuple[RuleRecord, bool]]:
    """Store many rules in one transaction: all or none; return the versions and whether each is news.

    Raises:
        ApiError: If one is not the author's.
        RuleError: If one does not work.
        RecordError: If the policy asks for more.
    """
    now, sight = parts.clock(), sight_of(parts.store, within)
    compiled(parts, rules, within=within)
    known = grouped(parts.store.rule_records(at=now))
    asked = []
    for rule in rules:
        versions = known.get(str(rule.id), ())
        sight.check_change(versions, rule)
        terms = checked_terms(Terms(reason=reason), policy=parts.signing, versions=versions, after=rule, now=now)
        asked.append((rule, terms))
    if is_dry:
        return []
    stamps = {str(rule.id): stamp_of(known.get(str(rule.id), ())) for rule in rules}
    stored = parts.store.put_rules(asked, author=author, at=now, known=stamps)
    after = grouped(parts.store.rule_records(at=now))
    return [(_version(after[str(rule.id)], rule.version), rule.version > stamps[str(rule.id)][0]) for rule in stored]


def _version(versions: Sequence[RuleRecord], number: int) -> RuleRecord:
    """Return one version, or the newest where a newer one has put it aside already."""
    return next((each for each in versions if each.version == number), versions[-1])


def remove(parts: ApiParts, rule_id: str, *, author: str, reason: str, within: str = "") -> dict[str, Any]:
    """Take a rule away: a version that, once it is signed where the policy asks, judges nothing.

    Raises:
        ApiError: If there is no such rule.
        RecordError: If a composite counts on it.
    """
    sight = sight_of(parts.store, within)
    record, versions = known_record(parts, rule_id, sight=sight)
    sight.check_change(versions, record.rule)
    for each in parts.store.rules():
        if isinstance(each.when, Composite) and any(part.rule == rule_id for part in each.when.need.members()):
            name = f"rule {each.id}" if sight.sees(each) else "another rule"
            raise RecordError("needed", f"{name} counts on rule {rule_id}: change or remove that one first")
    return put(parts, record.rule, author=author, terms=Terms(reason=reason, is_removal=True), sight=sight)


def roll_back(
    parts: ApiParts, rule_id: str, *, version: int | None, author: str, reason: str, within: str = ""
) -> dict[str, Any]:
    """Put an earlier document in force again, as a new version.

    Raises:
        RecordError: If there is nothing to go back to.
        RuleError: If what it names is not there any more.
    """
    now, versions = parts.clock(), parts.store.rule_versions(rule_id)
    sight = sight_of(parts.store, within)
    if not versions:
        raise not_found("rule", rule_id)
    sight.check_change(versions, None)
    target = roll_back_target(versions, at=now, version=version)
    compiled(parts, [target.rule], within=within)
    sight.check_change(versions, target.rule)
    terms = roll_back_terms(target, versions=versions, policy=parts.signing, at=now, reason=reason)
    return _stored(parts, target.rule, versions, author=author, terms=terms, at=now)


def _stored(
    parts: ApiParts, rule: Rule, decided_on: Sequence[RuleRecord], *, author: str, terms: Terms, at: datetime
) -> dict[str, Any]:
    # What was decided holds for the versions it was decided on: a signature may have come in between.
    known = {str(rule.id): stamp_of(decided_on)}
    (stored,) = parts.store.put_rules([(rule, terms)], author=author, at=at, known=known)
    versions = parts.store.rule_versions(rule.id)
    record = _version(versions, stored.version)
    return shown(record, among=versions, at=at)


def changes(before: Rule, after: Rule) -> dict[str, dict[str, Any]]:
    """Return ``{"from", "to"}`` by the path of each field in which two documents differ, e.g. ``when.levels.red``."""
    old, new = _flat(rule_to_document(before)), _flat(rule_to_document(after))
    paths = sorted(old.keys() | new.keys())
    return {path: {"from": old.get(path), "to": new.get(path)} for path in paths if old.get(path) != new.get(path)}


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        return {path: value}
    return {
        inner: each
        for key, child in value.items()
        for inner, each in _flat(child, f"{path}.{key}" if path else str(key)).items()
    }
