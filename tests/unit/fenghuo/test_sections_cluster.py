"""The settings of a cluster."""

import pytest
from pydantic import ValidationError

from fenghuo.sections.cluster import Cluster


def test_servers_may_be_given_as_words():
    assert Cluster(servers="nats://a:1,nats://b:2 nats://c:3").servers == ("nats://a:1", "nats://b:2", "nats://c:3")
    assert Cluster(servers=("nats://a:1",)).servers == ("nats://a:1",)


@pytest.mark.parametrize("name", ["a.b", "a b", "a>", "*", "x" * 65])
def test_a_name_that_no_subject_takes_is_refused(name):
    with pytest.raises(ValidationError):
        Cluster(name=name)
