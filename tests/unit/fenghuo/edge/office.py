"""A node whose office issues warnings, with a siren that plays what it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from alerts.cap import to_cap
from alerts.desk import Desk
from alerts.policy import Policy, Release, ReleasePolicy
from alerts.sequel import drafted_cancel, drafted_renewal
from alerts.shipped import shipped
from alerts.warning import Stage, Warning  # noqa: A004 - the field's word
from fenghuo.edge.exchange import Exchange
from fenghuo.edge.ledger_file import LedgerFile
from tests.builders import DIVISION, NOW, a_contact, a_warning
from tests.unit.fenghuo.edge.village import Village

FREE = Policy(defaults=(ReleasePolicy(id="free", release=Release.AUTOMATIC, cancel=Release.AUTOMATIC),))


class Office(Village):
    """A node that issues warnings, and one siren in its county."""

    def __init__(self, name: str, folder: Path, *, plays: bool = True) -> None:
        self.plays = plays
        super().__init__(name, folder)
        siren = a_contact(id="siren", channel="mqtt", address=f"{DIVISION}/XY-S01", duty="")
        self.store.put_contacts([siren], actor="test", at=NOW)

    def started(self, now: datetime) -> Exchange:
        ledger = LedgerFile(self.path, node=self.name, now=now)
        self.exchange = Exchange(self.store, ledger, plays=self.plays)
        return self.exchange

    def issue(self, now: datetime, *, lasts: timedelta = timedelta(hours=6), **changes) -> Warning:
        """Issue an Alert."""
        draft = a_warning(stage=Stage.DRAFT, created=now, effective=now, expires=now + lasts, sent=None, **changes)
        return self._issued(draft, now)

    def renew(self, warning: Warning, now: datetime) -> Warning:
        """Issue an Update that says the same again."""
        return self._issued(drafted_renewal(self.held(warning), actor="li", now=now), now)

    def cancel(self, warning: Warning, now: datetime) -> Warning:
        """Take a warning back."""
        why = {"zh": "水位回落", "en": "the water fell"}
        return self._issued(drafted_cancel(self.held(warning), why=why, actor="li", now=now, book=shipped()), now)

    def held(self, warning: Warning) -> Warning:
        found = self.store.warning(warning.id)
        assert found is not None
        return found

    def _issued(self, draft: Warning, now: datetime) -> Warning:
        with self.store.begin() as tx:
            desk = Desk(tx, now=now, policy=FREE, seal=to_cap)
            issued = desk.settle(desk.draft(replace(draft, stage=Stage.DRAFT), actor="li"))
            desk.commit()
        assert issued.stage is Stage.ISSUED, issued.steps[-1].note
        return issued

    def told(self) -> list[tuple[str, str]]:
        """Return what the siren was ordered to say: identifier and type, in order."""
        by_id = {each.id: each for each in self.store.warnings(limit=1000)}
        found = [each for each in self.store.deliveries(limit=1000) if each.channel == "mqtt"]
        found.sort(key=lambda each: (each.created, each.id))
        return [(by_id[each.warning].identifier, by_id[each.warning].message_type.value) for each in found]

    def warnings(self) -> list[tuple[str, str]]:
        """Return every warning that was issued, and what became of it."""
        return sorted((each.identifier, each.stage.value) for each in self.store.warnings(limit=1000))
