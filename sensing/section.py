"""Section: one mapping of a document, read strictly.

Every reading method names what it expected, what came and the line; unknown keys are refused before
anything is read, because a misspelt optional key would otherwise silently mean its default.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from sensing.document import Mapping, Node, Scalar, Sequence, plain
from sensing.duration import parse_duration
from sensing.errors import DocumentError, DurationError, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta

    from sensing.document import Document

#: What ``apiVersion`` says in every document that carries one.
API_VERSION = "fenghuo/v1"
#: Longest text under one key, in characters.
LONGEST_TEXT = 200

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[-+]?\d{1,15}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Section:
    """A mapping with known keys; whatever is wrong with it raises ``DocumentError``."""

    __slots__ = ("_name", "_node", "origin")

    def __init__(self, node: Node, *, name: str, origin: str, keys: Collection[str] | None) -> None:
        """Refuse what is no mapping, and every key that is not among ``keys``.

        Args:
            node: The node to read.
            name: Path shown in errors, e.g. ``when.clear``; empty for the document.
            origin: File name shown in errors.
            keys: The keys that may occur; None where they are the author's own words.
        """
        self.origin = origin
        self._name = name
        if not isinstance(node, Mapping):
            where = f"{name}: " if name else ""
            raise DocumentError(f"{where}expected a mapping, got {_kind(node)}", origin=origin, line=node.line)
        self._node = node
        for key in node.items:
            if keys is not None and key not in keys:
                where = f" in {name}" if name else ""
                hint = suggestion(key, keys) or f"{where}, expected one of {', '.join(keys)}"
                self.fail(f'unknown key "{key}"{hint}', key=key)

    @classmethod
    def top(cls, document: Document, *, kind: str, keys: Collection[str]) -> Section:
        """Return the mapping that a document is, once its ``apiVersion`` and ``kind`` are as expected."""
        # A document of another kind has other keys, so its kind is judged before they are.
        unread = cls(document.root, name="", origin=document.origin, keys=None)
        unread.choice("kind", (kind,), default=kind)
        top = cls(document.root, name="", origin=document.origin, keys=keys)
        top.choice("apiVersion", (API_VERSION,))
        top.choice("kind", (kind,))
        return top

    @property
    def line(self) -> int:
        """Line on which the mapping begins."""
        return self._node.line

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the section when the key is not there."""
        return self._node.lines.get(key, self._node.line)

    def fail(self, detail: str, *, key: str | None = None) -> NoReturn:
        """Raise a DocumentError at a key, or at the section when the key is not there."""
        line = self._node.lines.get(key, self._node.line) if key is not None else self._node.line
        raise DocumentError(detail, origin=self.origin, line=line)

    def has(self, key: str) -> bool:
        """Return whether the key occurs."""
        return key in self._node.items

    def names(self) -> list[str]:
        """Return the keys that occur, in order."""
        return list(self._node.items)

    def path(self, key: str) -> str:
        """Return what a key is called in messages, e.g. ``when.clear.by``."""
        return f"{self._name}.{key}" if self._name else key

    def section(self, key: str, *, keys: Collection[str] | None) -> Section:
        """Return the mapping under a key; ``keys`` as for a new section."""
        return Section(self._required(key), name=self.path(key), origin=self.origin, keys=keys)

    def sections(self, key: str, *, keys: Collection[str]) -> list[Section]:
        """Return the list of mappings under a key; an absent key is an empty list."""
        if not self.has(key):
            return []
        return [
            Section(item, name=f"{self.path(key)}[{i}]", origin=self.origin, keys=keys)
            for i, item in enumerate(self._list(key))
        ]

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return the text under a key: one line, not empty; a default makes the key optional."""
        if default is not None and not self.has(key):
            return default
        return self._text(self._required(key), key)

    def texts(self, key: str, *, absent: str = "any") -> tuple[str, ...]:
        """Return the list of texts under a key; an absent key is an empty list, a written one may not be empty.

        Args:
            key: Which one.
            absent: What leaving the key out means, for the message.
        """
        if not self.has(key):
            return ()
        items = self._list(key)
        if not items:
            self.fail(f"{self.path(key)}: expected at least one entry; leave the key out to mean {absent}", key=key)
        found = tuple(self._text(item, key) for item in items)
        twice = next((text for text, count in Counter(found).items() if count > 1), None)
        if twice is not None:
            self.fail(f'{self.path(key)}: "{twice}" occurs twice', key=key)
        return found

    def matching(self, key: str, form: re.Pattern[str], *, expected: str) -> str:
        """Return the text under a key, which must have a form; ``expected`` says it in words."""
        text = self.text(key)
        if not form.fullmatch(text):
            self.fail(f'{self.path(key)}: expected {expected}, got "{text}"', key=key)
        return text

    def choice(self, key: str, known: Collection[str], *, default: str | None = None) -> str:
        """Return the text under a key, which must be one of ``known``; a default makes the key optional."""
        return self._chosen(self.text(key, default=default), key, known)

    def choices(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """Return the list of texts under a key, each of which must be one of ``known``."""
        return tuple(self._chosen(text, key, known) for text in self.texts(key))

    def character(self, key: str, *, default: str) -> str:
        """Return the single character under a key, which may be a blank or a tab; an absent key is the default."""
        if not self.has(key):
            return default
        node = self._required(key)
        if not isinstance(node, Scalar) or len(node.text) != 1:
            self.fail(f"{self.path(key)}: expected one character, got {_kind(node)}", key=key)
        return node.text

    def number(self, key: str, *, default: float | None = None) -> float:
        """Return the finite number under a key; a default makes the key optional."""
        if default is not None and not self.has(key):
            return default
        node = self._required(key)
        if not isinstance(node, Scalar) or not node.is_plain or not _NUMBER.fullmatch(node.text):
            self.fail(f"{self.path(key)}: expected a number, got {_kind(node)}", key=key)
        number = float(node.text)
        if not math.isfinite(number):
            self.fail(f"{self.path(key)}: expected a finite number, got {node.text}", key=key)
        return number

    def pairs(self, key: str) -> tuple[tuple[float, float], ...]:
        """Return the number pairs under a key: ``[low, high]`` or a list of such; an absent key is an empty list."""
        if not self.has(key):
            return ()
        items = self._list(key)
        rows = [item.items for item in items if isinstance(item, Sequence)] if items else []
        if len(rows) != len(items):
            rows = [items]
        return tuple(self._pair(row, key) for row in rows)

    def _pair(self, nodes: list[Node], key: str) -> tuple[float, float]:
        numbers = [
            float(node.text)
            for node in nodes
            if isinstance(node, Scalar) and node.is_plain and _NUMBER.fullmatch(node.text)
        ]
        if len(nodes) != len(numbers) or len(numbers) != 2:  # noqa: PLR2004  a pair
            self.fail(f"{self.path(key)}: expected two numbers such as [0, 12.5]", key=key)
        return numbers[0], numbers[1]

    def entries(self, key: str) -> dict[str, str]:
        """Return the texts under the author's own words of a mapping; an absent key is an empty one.

        They may be long and have several lines.
        """
        if not self.has(key):
            return {}
        mapping = self._required(key)
        if not isinstance(mapping, Mapping):
            self.fail(f"{self.path(key)}: expected a mapping, got {_kind(mapping)}", key=key)
        found: dict[str, str] = {}
        for name, node in mapping.items.items():
            if not isinstance(node, Scalar) or _is_null(node) or "\0" in node.text or "\0" in name:
                self.fail(f"{self.path(key)}.{name}: expected a text, got {_kind(node)}", key=key)
            found[name] = node.text
        return found

    def plain(self, key: str) -> Any:
        """Return what stands under a key as plain values, whatever its shape."""
        return plain(self._required(key))

    def whole(self, key: str, *, default: int | None = None) -> int:
        """Return the whole number under a key; a default makes the key optional."""
        if default is not None and not self.has(key):
            return default
        node = self._required(key)
        if not isinstance(node, Scalar) or not node.is_plain or not _WHOLE.fullmatch(node.text):
            self.fail(f"{self.path(key)}: expected a whole number, got {_kind(node)}", key=key)
        return int(node.text)

    def truth(self, key: str, *, default: bool | None = None) -> bool:
        """Return the ``true`` or ``false`` under a key; a default makes the key optional."""
        if default is not None and not self.has(key):
            return default
        node = self._required(key)
        if not isinstance(node, Scalar) or not node.is_plain or node.text not in {"true", "false"}:
            self.fail(f"{self.path(key)}: expected true or false, got {_kind(node)}", key=key)
        return node.text == "true"

    def duration(self, key: str, *, default: timedelta | None = None) -> timedelta:
        """Return the duration under a key; a default makes the key optional."""
        if default is not None and not self.has(key):
            return default
        try:
            return parse_duration(self.text(key))
        except DurationError as error:
            self.fail(f"{self.path(key)}: {error}", key=key)

    def _required(self, key: str) -> Node:
        if key not in self._node.items:
            self.fail(f'missing key "{key}"' + (f" in {self._name}" if self._name else ""))
        return self._node.items[key]

    def _list(self, key: str) -> list[Node]:
        node = self._required(key)
        if not isinstance(node, Sequence):
            self.fail(f"{self.path(key)}: expected a list such as [a, b], got {_kind(node)}", key=key)
        return node.items

    def _chosen(self, text: str, key: str, known: Collection[str]) -> str:
        if text not in known:
            hint = suggestion(text, known) or f", expected one of {', '.join(known)}"
            self.fail(f'{self.path(key)}: unknown value "{text}"{hint}', key=key)
        return text

    def _text(self, node: Node, key: str) -> str:
        if not isinstance(node, Scalar) or _is_null(node):
            self.fail(f"{self.path(key)}: expected a text, got {_kind(node)}", key=key)
        text = node.text.strip()
        if not text or len(text) > LONGEST_TEXT or _CONTROL.search(text):
            expected = f"one line of 1 to {LONGEST_TEXT} characters"
            self.fail(f"{self.path(key)}: expected {expected}, got {_kind(node)}", key=key)
        return text


def _is_null(node: Scalar) -> bool:
    return node.is_plain and node.text in {"", "~", "null"}


def _kind(node: Node) -> str:
    """Return what a node is, in a few words."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if _is_null(node):
        return "nothing"
    shown = node.text if len(node.text) <= 40 else f"{node.text[:40]}…"  # noqa: PLR2004 - enough to recognise it
    return repr(shown) if node.is_plain else f"the text {shown!r}"
