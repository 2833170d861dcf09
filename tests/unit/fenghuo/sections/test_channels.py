from __future__ import annotations

import pytest
from pydantic import ValidationError

from fenghuo.sections.channels import Channels, Webhook


@pytest.mark.parametrize("given", ["a.example, b.example", "a.example b.example", ("a.example", "b.example")])
def test_hosts_are_written_as_words(given):
    assert Webhook(hosts=given).hosts == ("a.example", "b.example")


def test_a_link_test_needs_a_recipient():
    with pytest.raises(ValidationError):
        Channels(link_tests={"sms": {"to": ""}})
