from __future__ import annotations

from rules.form import Judged
from rules.silence.condition import FORM
from rules.transition import Target
from sensing.level import Level
from tests.unit.rules.builders import a_silence


def test_the_form_writes_the_property_only_where_there_is_one():
    assert FORM.write(a_silence(15)) == {"after": "15m", "level": "orange"}
    assert FORM.write(a_silence(15, property="flow"))["property"] == "flow"


def test_a_verdict_on_silence_tells_of_a_loss():
    about = a_silence(15, property="flow").about(Judged(target=Target("A"), level=Level.RED, at=0))
    assert (about.is_loss, about.property, about.threshold) == (True, "flow", None)
