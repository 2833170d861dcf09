"""Letter: what is written to somebody, for ways out that carry more than a text message. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from alerts.errors import ChannelError
from alerts.marks import mark
from alerts.sms import message_text
from alerts.warning import CapStatus
from sensing.instant import BEIJING

if TYPE_CHECKING:
    from alerts.outgoing import Outgoing
    from alerts.warning import Text, Warning  # noqa: A004 -- the field's word
    from alerts.world import W

#: Characters of a subject at most.
LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message in words."""

    #: One line.
    subject: str
    #: Paragraphs, each in one language.
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return it as plain text."""
        return "\n\n".join(self.paragraphs) + "\n"

    @property
    def html(self) -> str:
        """Return it as HTML in which nothing that was told is markup."""
        body = "".join(f"<p>{escape(each).replace(chr(10), '<br>')}</p>" for each in self.paragraphs)
        return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'


def letter(message: Outgoing, *, signature: str) -> Letter:
    """Return what a message says: the body it was queued with, else its warning in every language.

    What is not Actual begins with its mark, and a drill ends with it.

    Raises:
        ChannelError: If there is neither body nor warning.
    """
    warning = message.warning
    if message.delivery.body or warning is None:
        text = message_text(message, signature=signature)
        return Letter(subject=one_line(text), paragraphs=(text,))
    paragraphs = [_told(text, warning) for text in warning.texts]
    own = mark(message.status, "zh")
    if message.status is CapStatus.EXERCISE:
        paragraphs.append(own)
    headline = chinese(warning).headline
    return Letter(subject=one_line(headline if headline.startswith(own) else own + headline), paragraphs=(*paragraphs,))


def chinese(warning: Warning) -> Text:
    """Return the words in Chinese, else the first ones."""
    return next((text for text in warning.texts if text.language.startswith("zh")), warning.texts[0])


def one_line(text: str) -> str:
    """Return a text without anything that could begin another line, short enough for a subject."""
    flat = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isprintable() or character.isspace()
    )
    return " ".join(flat.split())[:LONGEST_SUBJECT]


def _told(text: Text, warning: Warning) -> str:
    until = f"{warning.expires.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    is_zh = text.language.startswith("zh")
    own = mark(warning.status, text.language)
    headline = text.headline if text.headline.startswith(own) else own + text.headline
    lines = [headline, text.description, text.impact, text.instruction, text.contact]
    place = f"范围：{warning.area.description}" if is_zh else f"Area: {warning.area.description}"
    end = f"有效期至 {until}（北京时间）。{warning.sender_name}" if is_zh else f"Until {until} Beijing time."
    return "\n".join([*filter(None, lines), place, end])


def refuse_other_world(message: Outgoing[W], status: CapStatus) -> None:
    """Refuse a message that is not of a channel's status, whatever brought it there.

    Raises:
        ChannelError: If it is another's.
    """
    meant = message.status if message.warning is None else message.warning.status
    own = message.delivery.status
    if message.status is not status or meant is not status or own not in {None, status}:
        wrong = next(each for each in (message.status, meant, own) if each is not status)
        raise ChannelError(f"this channel carries {status} only, the message is {wrong}", is_retryable=False)
