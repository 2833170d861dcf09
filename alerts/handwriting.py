"""Handwriting: the texts of a warning that a person wrote, completed with what he left out. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.errors import ApprovalError
from alerts.hazard import hazard
from alerts.sequel import TAKEN_BACK
from alerts.warning import Text
from alerts.wording import Matter, completed

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.drafting import Composition
    from alerts.issuer import Issuer
    from alerts.warning import Warning  # noqa: A004 -- the field's word


def check_words(composition: Composition) -> None:
    """Refuse a warning without Chinese words.

    Raises:
        ApprovalError: ``empty_text``.
    """
    if not composition.headline.get("zh", "").strip() or not composition.description.get("zh", "").strip():
        raise ApprovalError("empty_text", "a warning needs a Chinese headline and description, got an empty one")


def matter_of(warning: Warning) -> Matter:
    """Return what a warning that a person words is about."""
    return Matter(
        status=warning.status,
        message_type=warning.message_type,
        hazard=warning.hazard,
        level=warning.level,
        sender=warning.sender_name,
        area=warning.area.description,
        when=warning.created,
        until=warning.expires,
        why=TAKEN_BACK,
    )


def hand_texts(composition: Composition, matter: Matter, *, issuer: Issuer, now: datetime) -> tuple[Text, ...]:
    """Return the words a person wrote; what is left out is filled with the plain fact, never left empty."""
    matter = replace(matter, telephone=issuer.telephone, caveat=issuer.caveat(now))
    event = hazard(composition.hazard or matter.hazard)
    zh = _written(
        composition, "zh", Text(language="zh-CN", event=event.zh, headline="", description="", instruction="")
    )
    plain = Text(
        language="en", event=event.en, headline=f"{matter.level.key.capitalize()} warning: {event.en}",
        description="", instruction="",
    )  # fmt: skip
    en = _written(composition, "en", plain)
    if not en.description:
        en = replace(en, description=en.headline)
    book = issuer.templates
    return tuple(text for each in (zh, en) for text in completed(each, matter, book, now=now).texts)


def own_words(draft: Warning, *, issuer: Issuer, now: datetime) -> dict[str, dict[str, str]]:
    """Return what a person wrote for a channel: by channel and language, what templates make otherwise of the rest.

    Args:
        draft: What is to be changed.
        issuer: Whose templates complete it.
        now: When it is asked: templates may be valid for a time.
    """
    matter = replace(matter_of(draft), telephone=issuer.telephone, caveat=issuer.caveat(now))
    found: dict[str, dict[str, str]] = {"short": {}, "sms": {}}
    for text in draft.texts:
        bare = replace(text, short="", sms="")
        (made,) = completed(bare, matter, issuer.templates, now=now).texts
        for channel, words in found.items():
            said: str = getattr(text, channel)
            if said and said != getattr(made, channel):
                words[text.language.split("-")[0]] = said
    return found


def _written(composition: Composition, key: str, text: Text) -> Text:
    """Return a text with what a person wrote in a language."""
    parts = ("headline", "description", "instruction", "impact", "contact", "short", "sms")
    given = {part: getattr(composition, part).get(key, "").strip() for part in parts}
    return replace(text, **{part: words for part, words in given.items() if words})
