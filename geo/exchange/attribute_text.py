"""Encodings of attribute tables: what is stated, else what fits every text of the table.

Chinese tables come in GBK, GB18030 and UTF-8, often without saying so, and their fields cut the last character in
two. UTF-8 is tried first, because text in GB18030 is hardly ever UTF-8 by accident.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.errors import ExchangeError
from geo.exchange.source import Value, plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: What ``.cpg`` files write, as Python names it; GB18030 holds all of GBK and GB 2312.
_NAMES: Final = {
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "65001": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "936": "gb18030",
    "cp936": "gb18030",
    "ansi 936": "gb18030",
    "54936": "gb18030",
    "system": "",
    "big5": "big5",
    "950": "big5",
    "iso-8859-1": "iso-8859-1",
    "iso88591": "iso-8859-1",
    "88591": "iso-8859-1",
    "1252": "cp1252",
}
_TRIED: Final = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Attributes that were made out."""

    rows: tuple[Mapping[str, Value], ...] = ()
    #: Numbers of rows, from 1, that are marked as deleted.
    deleted: frozenset[int] = frozenset()
    #: Which encoding, and why; empty for no table.
    encoding: str = ""
    notes: tuple[str, ...] = field(default=())


def encoding_of(word: str) -> str:
    """Return an encoding as Python names it; empty where the word says nothing.

    Raises:
        ExchangeError: If the encoding is not one of tables.
    """
    key = word.strip().casefold().replace("_", "-")
    if not key:
        return ""
    if key not in _NAMES:
        known = "UTF-8, GBK, GB18030, Big5"
        raise ExchangeError(f'encoding: expected one of {known}, got "{word[:40]}"')
    return _NAMES[key]


def decoded_table(raw: Iterable[tuple[Mapping[str, Any], bool]], *, given: str, stated: str) -> Table:
    """Return attributes whose texts were read as Latin-1 in the encoding they are written in.

    Args:
        raw: Attributes of each row, and whether the row is deleted.
        given: Encoding that a person names; comes first.
        stated: What the file says; what it says wrongly is noted and passed over.

    Raises:
        ExchangeError: If the given encoding is unknown.
    """
    pairs = list(raw)
    texts = [text.encode("latin-1") for text in _texts(row for row, _ in pairs)]
    encoding, notes = encoding_of(given), []
    why = "given"
    if not encoding:
        encoding, why = _stated(stated), ".cpg"
        if encoding and not _fits(texts, encoding):
            notes.append(f"the .cpg says {stated}, which does not fit the texts")
            encoding = ""
        elif stated and not encoding:
            notes.append(f'the .cpg says "{stated}", which says nothing')
    if not encoding:
        why = "assumed: it fits every text"
        encoding = next((name for name in _TRIED if _fits(texts, name)), "")
    if not encoding:
        encoding, why = "gb18030", "assumed; some texts do not fit and are marked"
        notes.append("some texts are in no known encoding: name it")
    rows = tuple({_decoded(key, encoding): _value(value, encoding) for key, value in row.items()} for row, _ in pairs)
    gone = frozenset(number for number, (_, is_deleted) in enumerate(pairs, start=1) if is_deleted)
    return Table(rows=rows, deleted=gone, encoding=f"{encoding} ({why})", notes=tuple(notes))


def _stated(word: str) -> str:
    try:
        return encoding_of(word)
    except ExchangeError:
        return ""


def _texts(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for row in rows:
        yield from row
        yield from (value for value in row.values() if isinstance(value, str))


def _fits(texts: Iterable[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)
    try:
        for text in texts:
            # Not final: the last character may be cut in two by the width of its field.
            decoder("strict").decode(text, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(text: str, encoding: str) -> str:
    whole = codecs.getincrementaldecoder(encoding)("replace").decode(text.encode("latin-1"), final=False)
    return str(plain_value(whole))


def _value(value: Any, encoding: str) -> Value:
    return _decoded(value, encoding) if isinstance(value, str) else plain_value(value)
