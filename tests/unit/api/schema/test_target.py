from __future__ import annotations

import pytest
from pydantic import ValidationError

from alerts.target import Stretch
from api.schema.target import TargetBody, TargetPreviewBody


def test_a_body_is_a_target():
    body = TargetBody.model_validate(
        {"reaches": [{"from": "A", "to": "B"}], "circles": [{"lon": 1, "lat": 2, "radius_m": 3}]}
    )
    assert body.target().stretches == (Stretch(station="A", until="B"),)
    assert body.target().circles == ((1.0, 2.0, 3.0),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"polygons": [[[32.2, 114.5], [32.2, 114.9], [32.6, 114.9], [32.2, 114.5]]]},
        {"reaches": [{"from": "A"}]},
        {"divisions": ["41"]},
        {"polygon": []},
        {"circles": [{"lon": 1, "lat": 2, "radius_m": 5e-324}]},
    ],
)
def test_what_is_no_target_is_refused(wrong):
    with pytest.raises(ValidationError):
        TargetBody.model_validate(wrong)


@pytest.mark.parametrize("wrong", [{}, {"warning": "w", "target": {}}, {"sms": "x"}])
def test_a_preview_is_of_one_thing(wrong):
    with pytest.raises(ValidationError):
        TargetPreviewBody.model_validate(wrong)
