from __future__ import annotations

from dataclasses import dataclass, field

from alerts.warning import CapStatus, MessageType, Stage, WarningId
from api.ports.drills import Interruption
from fenghuo.drill.lookout import Lookout
from tests.builders import a_warning


@dataclass
class Issued:
    """A store of warnings that were issued."""

    found: list = field(default_factory=list)

    def warnings(self, *, stages, before, limit):
        """Return one page, the newest first."""
        assert stages == {Stage.ISSUED}
        found = sorted(self.found, key=lambda one: one.id, reverse=True)
        return [one for one in found if before is None or one.id < before][:limit]


@dataclass
class Host:
    """Writes down what it is told."""

    told: list[Interruption] = field(default_factory=list)

    def interrupt(self, what: Interruption) -> None:
        self.told.append(what)


def test_each_new_warning_of_this_installation_is_told_once():
    store, host = Issued(found=[a_warning(identifier="FH-1", status=CapStatus.ACTUAL)]), Host()
    lookout = Lookout(store, host, status=CapStatus.ACTUAL)
    store.found = [
        a_warning(identifier="FH-2", status=CapStatus.ACTUAL),
        a_warning(identifier="FH-3", status=CapStatus.EXERCISE),
        a_warning(identifier="FH-4", status=CapStatus.TEST),
        a_warning(identifier="FH-5", status=CapStatus.ACTUAL, message_type=MessageType.CANCEL),
        *store.found,
    ]
    lookout.look()
    lookout.look()
    assert [what.identifier for what in host.told] == ["FH-2"]


def test_an_old_draft_that_is_issued_after_hundreds_of_newer_ones_is_told_in_both_languages():
    newer = [a_warning(identifier=f"FH-{number}", status=CapStatus.ACTUAL) for number in range(1000, 1300)]
    store, host = Issued(found=newer), Host()
    lookout = Lookout(store, host, status=CapStatus.ACTUAL)
    store.found = [*newer, a_warning(id=WarningId("0"), identifier="FH-2", status=CapStatus.ACTUAL)]
    lookout.look()
    (told,) = host.told
    assert (told.identifier, bool(told.headline_zh), bool(told.headline_en)) == ("FH-2", True, True)
