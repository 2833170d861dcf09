from __future__ import annotations

from alerts.company import Company
from alerts.desk import Desk
from alerts.renewal import actor_of, nothing_newer, renewal_about
from alerts.warning import MessageType
from sensing.level import Level
from tests.builders import after
from tests.unit.alerts.river import River
from tests.unit.alerts.test_lasting import a_reading


def renewed(river, alert, newest=nothing_newer):
    with river.store.begin() as tx:
        desk = Desk(tx, now=after(hours=23))
        company = Company(desk)
        company.recall(alert.incident)
        incident = river.at("A")
        return renewal_about(desk, company, alert, incident, issuer=river.issuer, newest=newest), incident


def test_it_follows_the_chain_at_the_level_that_people_know_in_the_name_of_the_rule():
    river = River()
    (alert,) = river.say(("A", Level.YELLOW))
    draft, incident = renewed(river, alert)
    assert (draft.message_type, draft.level, draft.is_renewal) == (MessageType.UPDATE, Level.YELLOW, True)
    assert (draft.replaces, draft.incident, len(draft.references)) == (alert.id, alert.incident, 1)
    assert draft.steps[0].actor == actor_of(incident) == f"rule:{incident.rule}@{incident.transitions[-1].version}"


def test_it_names_whom_it_tells_of_now_and_the_newest_reading():
    river = River()
    (alert,) = river.say(("A", Level.YELLOW))
    river.say(("B", Level.BLUE), now=after(minutes=1))
    draft, _ = renewed(river, alert, newest=lambda _: [a_reading()])
    assert draft.incidents == (river.at("A").id, river.at("B").id)
    assert "44.10 m" in draft.texts[0].description


def test_without_a_reading_nothing_is_newer():
    assert nothing_newer("A") == ()
