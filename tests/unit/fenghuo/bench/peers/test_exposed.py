from __future__ import annotations

import urllib.request

from fenghuo.bench.peers.exposed import exposed
from fenghuo.bench.rules import the_sweeps


def test_each_fetch_gets_the_sweep_that_follows_in_the_text_format():
    first, second = (sweep.value.tolist() for sweep in the_sweeps(2, share=0.5, count=2))
    with exposed(the_sweeps(2, share=0.5, count=2)) as page:
        for values in (first, second):
            with urllib.request.urlopen(f"http://{page.address}/metrics", timeout=5) as answer:
                lines = answer.read().decode().splitlines()
            assert lines == [f'stage{{station="G{i:06}"}} {value!r}' for i, value in enumerate(values)]
        assert page.served == 2


def test_what_a_notifier_is_told_is_taken_and_is_no_fetch():
    with exposed(the_sweeps(2, share=0.5, count=1)) as page:
        url = f"http://{page.address}/api/v2/alerts"
        with urllib.request.urlopen(urllib.request.Request(url, data=b"[]", method="POST"), timeout=5) as answer:
            assert answer.status == 200
        assert page.served == 0
