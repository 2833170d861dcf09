from __future__ import annotations

import json

from fenghuo.cli.figures import begin, show


def test_progress_goes_to_stderr_and_figures_to_stdout(capsys):
    begin()("round 1")
    show({"rate": 1.5}, as_json=True, lines=[])
    show({"rate": 1.5}, as_json=False, lines=["one", "two"])
    out, err = capsys.readouterr()
    assert err == "bench: round 1\n"
    document, _, rest = out.partition("}\n")
    assert json.loads(document + "}") == {"rate": 1.5}
    assert rest == "one\ntwo\n"
