from __future__ import annotations

import yaml

from fenghuo.bench.peers.live import Alert, Form
from fenghuo.bench.peers.prometheus import configuration, rule

ALERT = Alert(name="a", threshold=10.3, clear=10.0, hold=2, clear_for=6)


def test_a_full_rule_has_hold_clear_level_and_clear_time():
    assert rule(ALERT, Form.FULL) == {
        "alert": "a",
        "expr": 'stage > 10.3 or (stage > 10.0 and on (station) ALERTS{alertname="a",alertstate="firing"})',
        "for": "2s",
        "keep_firing_for": "6s",
    }


def test_the_short_form_asks_for_the_threshold_only():
    assert rule(ALERT, Form.WITHOUT_CLEAR)["expr"] == "stage > 10.3"


def test_it_scrapes_and_evaluates_once_a_sweep():
    written = yaml.safe_load(configuration("127.0.0.1:9"))
    assert written["global"] == {"scrape_interval": "1s", "evaluation_interval": "1s"}
    assert written["scrape_configs"][0]["static_configs"] == [{"targets": ["127.0.0.1:9"]}]
