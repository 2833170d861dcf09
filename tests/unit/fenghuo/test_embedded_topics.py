import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.topics import to_subjects

LEVEL = st.text(st.characters(codec="utf-8", exclude_characters="/+#*>. \t\r\n\0"), min_size=1)


@pytest.mark.parametrize(
    ("topic_filter", "subjects"),
    [
        # The conversions of the NATS documentation, "MQTT: topics and subjects".
        ("sensors/cold-1/temp", ("sensors.cold-1.temp",)),
        ("cold-1.temp", ("cold-1//temp",)),
        ("fh/v1/+/+/obs", ("fh.v1.*.*.obs",)),
        ("fh/v1/#", ("fh.v1", "fh.v1.>")),
        ("+/status", ("*.status",)),
        ("#", (">",)),
    ],
)
def test_a_filter_covers_the_subjects_that_the_server_makes_of_it(topic_filter, subjects):
    assert to_subjects(topic_filter) == subjects


@pytest.mark.parametrize(
    ("topic_filter", "complaint"),
    [
        ("fh/*/obs", 'topic filter "fh/*/obs": level 2 is "*", expected a plain name'),
        ("fh/>", 'topic filter "fh/>": level 2 is ">", expected a plain name'),
        ("fh//obs", 'topic filter "fh//obs": level 2 is "", expected a plain name'),
        ("", 'topic filter "": level 1 is "", expected a plain name'),
        ("fh/#/obs", 'topic filter "fh/#/obs": level 2 mixes a wildcard with other text'),
        ("fh/a#", 'topic filter "fh/a#": level 2 mixes a wildcard with other text'),
        ("fh/a+", 'topic filter "fh/a+": level 2 mixes a wildcard with other text'),
    ],
)
def test_a_filter_that_would_grant_something_else_is_refused(topic_filter, complaint):
    with pytest.raises(ServiceError) as raised:
        to_subjects(topic_filter)
    assert str(raised.value) == complaint


@given(st.lists(LEVEL, min_size=1))
def test_a_topic_without_wildcards_is_one_subject_without_wildcards(levels):
    (subject,) = to_subjects("/".join(levels))
    assert subject.split(".") == levels
