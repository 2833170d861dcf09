"""Contact address: what each channel calls an address, checked and brought into one form. Pure.

A number at which the called one charges the caller is refused: a list with such numbers, called all night, costs
more than a flood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import phonenumbers

from sensing.errors import FenghuoError, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable

#: Where a number without a country code is.
COUNTRY: Final = "CN"
LONGEST_ADDRESS: Final = 500

_COSTLY = {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST}
#: What a program makes of a telephone number that it takes for a number.
_DECIMAL = re.compile(r"[0-9]+\.0*")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
#: A part of a topic: no wildcard, no level of its own.
_TOPIC_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
#: Division and station, as in the topics of a siren.
_DEVICE = re.compile(r"[1-9][0-9]{1,11}/[A-Za-z0-9._-]{1,64}")


class ContactError(FenghuoError):
    """A contact cannot be meant as it is written."""

    code = "bad_contact"


def checked_address(text: str, *, channel: str) -> str:
    """Return an address as its channel wants it.

    Raises:
        ContactError: If there is no such channel, or it is no address of it.
    """
    check = _CHECKS.get(channel)
    if check is None:
        hint = suggestion(channel, _CHECKS) or f", expected one of {', '.join(_CHECKS)}"
        raise ContactError(f"channel: unknown channel {channel!r}{hint}")
    if len(text) > LONGEST_ADDRESS:
        raise ContactError(f"address: expected at most {LONGEST_ADDRESS} characters, got {len(text)}")
    return check(text.strip())


def _number(text: str) -> str:
    if _DECIMAL.fullmatch(text):
        raise ContactError(f"address: expected a telephone number, got {text!r}: format the column as text")
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ContactError(f"address: expected a telephone number such as +8613800000000, got {text!r}")
    if phonenumbers.number_type(number) in _COSTLY:
        raise ContactError(f"address: {text!r} is a number whose owner charges the caller")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ContactError(f"address: expected an e-mail address such as duty@example.org, got {text!r}")
    return text


def _topic_part(text: str) -> str:
    if not _TOPIC_PART.fullmatch(text):
        raise ContactError(f"address: expected the name of a device, 1 to 64 of A-Z a-z 0-9 . _ -, got {text!r}")
    return text


def _device(text: str) -> str:
    if not _DEVICE.fullmatch(text):
        raise ContactError(f"address: expected division and station such as 411528000000/XY-S01, got {text!r}")
    return text


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_good = False
    if not is_good or any(each.isspace() for each in text):
        raise ContactError("address: expected an https:// address without a name or password in it")
    return text


_CHECKS: Final[dict[str, Callable[[str], str]]] = {
    "sms": _number,
    "voice": _number,
    "email": _email,
    "webhook": _url,
    "mqtt": _device,
    "wecom": _url,
    "dingtalk": _url,
    "feishu": _url,
    "screens": _topic_part,
}
#: Channels that a contact may have.
CHANNELS: Final = tuple(_CHECKS)
