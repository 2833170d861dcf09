from __future__ import annotations

import json
from itertools import count

import pytest

from fenghuo.bench.peers import live
from fenghuo.bench.peers.exposed import Page, exposed
from fenghuo.bench.peers.live import Form, alerts_of, group_of, is_up, measure, metric
from fenghuo.bench.peers.world import World, a_world


class Twin:
    """A peer that needs 0.1 s for a scrape and 0.5 s for a round; a look at its rounds is the next round."""

    sweep_seconds = 1

    def __init__(self, page: Page) -> None:
        self.page, self.done, self.asked = page, count(), 0
        self.forms: list[Form] = []

    def use(self, _world: World, form: Form) -> None:
        self.forms.append(form)

    def cpu(self) -> float:
        self.page.served += 1
        return 0.1 * self.page.served + 0.5 * self.asked

    def rounds(self) -> float:
        self.asked = next(self.done)
        return self.asked

    def firing(self) -> int:
        return 7


@pytest.fixture
def world() -> World:
    return a_world(datastreams=5, each=2, sweeps=1, share=0.5)


def test_every_level_of_every_rule_is_an_alert_whose_paces_count_sweeps(world: World):
    alerts = alerts_of(world, Form.FULL)
    assert [alert.threshold for alert in alerts] == [threshold for ladder in world.ladders for threshold, _ in ladder]
    assert {(alert.hold, alert.clear_for) for alert in alerts} == {(2, 6)}
    assert len({alert.name for form in Form for alert in alerts_of(world, form)}) == 2 * len(alerts)


def test_a_group_says_how_often_it_is_evaluated():
    assert json.loads(group_of([], every=2)) == {"groups": [{"name": "bench", "interval": "2s", "rules": []}]}


def test_what_scraping_costs_is_taken_off(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live.time, "sleep", lambda _: None)
    peer = Twin(Page(sweeps=iter(())))
    found = measure(peer, peer.page, world=world)
    assert peer.forms == [Form.WITHOUT_CLEAR, Form.FULL]
    assert found["cpu_seconds_per_scrape"] == pytest.approx(0.1)
    assert found[Form.FULL]["cpu_seconds_per_round"] < found[Form.FULL]["with_scrapes"]
    assert (found[Form.FULL]["checks"], found[Form.FULL]["firing"]) == (10, 7)


def test_metrics_are_summed_over_their_labels(monkeypatch: pytest.MonkeyPatch):
    text = b'# TYPE rounds counter\nrounds{group="a"} 2\nrounds{group="b"} 3\nrounds_missed 7\n'
    monkeypatch.setattr(Page, "next", lambda _: text)
    with exposed(iter(())) as page:
        assert metric(page.address, "rounds") == 5
        assert is_up(page.address)
    assert not is_up(page.address)
