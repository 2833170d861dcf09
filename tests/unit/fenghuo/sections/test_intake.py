"""Settings of where readings come from: words are split, and a property that nobody measures is refused."""

import pytest
from pydantic import ValidationError

from fenghuo.sections.intake import Evidence, Series


def test_hosts_of_pictures_are_given_as_words():
    assert Evidence(hosts="cam7.lan:8080, 10.1.0.0/16").hosts == ("cam7.lan:8080", "10.1.0.0/16")


def test_how_long_readings_are_kept_is_told_by_observed_property_only():
    assert Series(keep_days={"water_level": 3650, "*": 400}).keep_days == {"water_level": 3650, "*": 400}
    with pytest.raises(ValidationError, match="'watr_level' is no observed property"):
        Series(keep_days={"watr_level": 1})
