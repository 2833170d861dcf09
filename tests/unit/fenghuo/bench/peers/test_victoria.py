from __future__ import annotations

import yaml

from fenghuo.bench.peers.live import Alert, Form
from fenghuo.bench.peers.victoria import configuration, rule

ALERT = Alert(name="a", threshold=10.3, clear=10.0, hold=2, clear_for=6)


def test_a_full_rule_goes_on_until_no_reading_of_the_clear_time_is_above_the_clear_level():
    fires = 'ALERTS{alertname="a",alertstate="firing"}'
    assert rule(ALERT, Form.FULL) == {
        "alert": "a",
        "expr": f"stage > 10.3 or (max_over_time(stage[13000ms]) > 10.0 and on (station) {fires})",
        "for": "4s",
    }


def test_the_short_form_asks_for_the_threshold_only():
    assert rule(ALERT, Form.WITHOUT_CLEAR)["expr"] == "stage > 10.3"


def test_it_scrapes_once_a_sweep():
    assert yaml.safe_load(configuration("127.0.0.1:9"))["global"] == {"scrape_interval": "2s"}
