"""What each channel calls an address."""

import pytest

from alerts.contact_address import CHANNELS, ContactError, checked_address

GOOD = {
    "sms": ("138 0000 0000", "+8613800000000"),
    "voice": ("+86 376 6366 0000", "+8637663660000"),
    "email": ("duty@example.org", "duty@example.org"),
    "webhook": ("https://example.org/hook?x=1", "https://example.org/hook?x=1"),
    "mqtt": ("411528000000/XY-S01", "411528000000/XY-S01"),
    "screens": ("hall.1", "hall.1"),
    "wecom": ("https://example.org/robot", "https://example.org/robot"),
    "dingtalk": ("https://example.org/robot", "https://example.org/robot"),
    "feishu": ("https://example.org/robot", "https://example.org/robot"),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_address_is_kept_as_its_channel_wants_it(channel):
    written, kept = GOOD[channel]
    assert checked_address(written, channel=channel) == kept


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "duty@"),
        ("email", "a b@example.org"),
        ("webhook", "http://example.org"),
        ("webhook", "https://user:secret@example.org"),
        ("webhook", "https://"),
        ("webhook", "https://[::1"),
        ("mqtt", "a/b"),
        ("mqtt", "XY-S01"),
        ("mqtt", "411528000000/+"),
        ("mqtt", "#"),
        ("mqtt", "+"),
        ("wecom", "javascript:alert(1)"),
        ("voice", "abc"),
        ("sms", "1" * 501),
    ],
)
def test_what_is_no_address_of_its_channel_is_refused(channel, address):
    with pytest.raises(ContactError, match="address"):
        checked_address(address, channel=channel)


def test_a_channel_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(ContactError, match="unknown channel 'emial', did you mean \"email\""):
        checked_address("x", channel="emial")
