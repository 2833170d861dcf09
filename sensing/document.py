"""The tree of a YAML or JSON document, each node with its line.

It reads whatever a person writes: rules, stations, scenarios, replay maps. YAML is read as far as its events
and no further: no tag is resolved, so that ``on`` stays a word and ``1:30`` is no number, and nothing can be
constructed. Anchors, aliases and tags are refused (no document needs them, and they are how small files become
large ones); duplicate keys are errors; size and depth are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from sensing.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Characters a text may have; some ten thousand rules fit.
LARGEST = 8 * 1024 * 1024
#: How deep a document may nest; the deepest schema needs 4.
DEEPEST = 16

# libyaml where the wheel has it: the same events, ten times as fast.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMERIC = re.compile(r"[-+.0-9]")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Any escape of a JSON string; the groups are filled by a surrogate pair.
_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)


# The nodes of a tree are made by the half million and read once: not frozen, which would cost as much as YAML itself.
@dataclass(slots=True, kw_only=True)
class Scalar:
    """A single value, as written."""

    line: int
    text: str
    #: False when it was quoted, which makes it a text whatever it looks like.
    is_plain: bool


@dataclass(slots=True, kw_only=True)
class Mapping:
    """Keys and their values, in order."""

    line: int
    items: dict[str, Node]
    #: Line of each key.
    lines: dict[str, int]


@dataclass(slots=True, kw_only=True)
class Sequence:
    """Values in order."""

    line: int
    items: list[Node]


Node = Scalar | Mapping | Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a text."""

    #: File name, or whatever tells the author where the text came from.
    origin: str
    root: Node
    #: The document as written.
    source: str


def read_documents(text: str, *, origin: str) -> list[Document]:
    """Return the documents of a YAML or JSON text.

    Raises:
        DocumentError: If the text is too large, too deep, no YAML, or uses anchors, tags or a key twice.
    """
    if len(text) > LARGEST:
        raise DocumentError(f"expected at most {LARGEST} characters, got {len(text)}", origin=origin)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        text = _as_yaml(text)
    try:
        return list(_Reader(text, origin=origin).documents())
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        detail = f"not YAML: {' '.join(filter(None, (error.context, error.problem)))}"
        raise DocumentError(detail, origin=origin, line=None if mark is None else mark.line + 1) from None
    except yaml.YAMLError as error:
        # A character YAML does not allow; both readers tell its position in the text.
        position = int(getattr(error, "position", 0) or 0)
        line = text.count("\n", 0, position) + 1
        raise DocumentError("not YAML: a control character that text may not hold", origin=origin, line=line) from None


def read_document(text: str, *, origin: str, what: str) -> Document:
    """Return the one document of a text.

    Args:
        text: The text.
        origin: File name, or whatever tells the author where the text came from.
        what: What the document is called in the message.

    Raises:
        DocumentError: If the text holds none or several, or cannot be read.
    """
    documents = read_documents(text, origin=origin)
    if len(documents) != 1:
        raise DocumentError(f"expected one {what}, got {len(documents)} documents", origin=origin, line=1)
    return documents[0]


def write_document(document: Any) -> str:
    """Return plain values as a YAML document that ``read_documents`` reads back."""
    text: str = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return text


#: Ends of lines beside the newline: written as they are, they come back as blanks.
_BREAKS = {"\r", "\x85", "\u2028", "\u2029"}


class _Dumper(yaml.SafeDumper):
    """Writes no anchors: the reader takes none."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value that occurs twice twice."""
        del data
        return True

    def represent_text(self, data: str) -> yaml.ScalarNode:
        """Quote what could be taken for a number, and escape what YAML takes for the end of a line."""
        style = "'" if _NUMERIC.match(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style='"' if _BREAKS & set(data) else style)


_Dumper.add_representer(str, _Dumper.represent_text)


def plain(node: Node) -> Any:
    """Return a node as plain values: what is not quoted may be a number, ``true``, ``false`` or ``null``."""
    if isinstance(node, Mapping):
        return {key: plain(item) for key, item in node.items.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if not node.is_plain:
        return node.text
    if node.text in _WORDS:
        return _WORDS[node.text]
    if _WHOLE.fullmatch(node.text):
        return int(node.text)
    return float(node.text) if _DECIMAL.fullmatch(node.text) else node.text


def _as_yaml(text: str) -> str:
    """Return a JSON text with the two things that YAML reads differently made alike.

    JSON may be indented with tabs (its strings cannot hold a raw one), and writes rare characters as two
    escapes.
    """
    return _ESCAPE.sub(_join, text.replace("\t", " "))


def _join(escape: re.Match[str]) -> str:
    high, low = escape.groups()
    return escape[0] if high is None else chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))


class _Reader:
    """Builds the tree from the events; recursion is bounded by ``DEEPEST``."""

    def __init__(self, text: str, *, origin: str) -> None:
        self._lines = text.splitlines(keepends=True)
        self._origin = origin
        self._next: Callable[[], Any] = _LOADER(text).get_event
        #: Half a surrogate pair comes from the text itself or from an escape between double quotes.
        self._is_whole = not _SURROGATE.search(text)

    def documents(self) -> Iterator[Document]:
        while (event := self._next()) is not None:
            if isinstance(event, yaml.DocumentStartEvent):
                start: Any = event.start_mark
                root = self._node(self._next(), depth=1)
                end = self._next().end_mark
                yield Document(origin=self._origin, root=root, source=self._source(start.line, end.line))

    def _source(self, first: int, last: int) -> str:
        if not self._lines[first].startswith("---"):
            # What the author says of the document above its first key is part of it.
            while first and self._lines[first - 1].lstrip()[:1] in {"", "#"}:
                first -= 1
        lines = self._lines[first : last + 1]
        if lines and lines[0].startswith("---"):
            lines = lines[1:]
        if lines and lines[-1].startswith(("---", "...")):
            lines = lines[:-1]
        return "".join(lines)

    def _fail(self, event: Any, detail: str) -> DocumentError:
        return DocumentError(detail, origin=self._origin, line=event.start_mark.line + 1)

    def _node(self, event: Any, *, depth: int) -> Node:
        # Ten thousand rules are half a million events: what nearly every one is comes first.
        if depth > DEEPEST:
            raise self._fail(event, f"nested deeper than {DEEPEST} levels")
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None:
            raise self._fail(event, "anchors and aliases (& and *) are not allowed")
        if event.tag is not None:
            raise self._fail(event, f"tags are not allowed, got {event.tag}")
        line: int = event.start_mark.line + 1
        if kind is yaml.ScalarEvent:
            text, style = event.value, event.style
            if (style == '"' or not self._is_whole) and _SURROGATE.search(text):
                raise self._fail(event, "half a surrogate pair is no character")
            return Scalar(line=line, text=text, is_plain=not style)
        if kind is yaml.MappingStartEvent:
            return self._mapping(line, depth=depth + 1)
        items: list[Node] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth=depth + 1))
        return Sequence(line=line, items=items)

    def _mapping(self, line: int, *, depth: int) -> Mapping:
        items: dict[str, Node] = {}
        lines: dict[str, int] = {}
        following, node = self._next, self._node
        while type(event := following()) is not yaml.MappingEndEvent:
            key = node(event, depth=depth)
            if not isinstance(key, Scalar):
                raise self._fail(event, "expected a key, got a list or a mapping")
            text = key.text
            if text in items:
                raise self._fail(event, f'key "{text}" occurs twice, first on line {lines[text]}')
            lines[text] = key.line
            items[text] = node(following(), depth=depth)
        return Mapping(line=line, items=items, lines=lines)
