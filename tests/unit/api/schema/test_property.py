from __future__ import annotations

from api.schema.property import PropertyShape, property_json
from sensing.property import PROPERTIES


def test_every_property_looks_as_documented():
    for row in PROPERTIES.values():
        assert set(property_json(row)) == set(PropertyShape.model_fields)
