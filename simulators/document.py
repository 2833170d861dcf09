"""Reading of YAML documents with strict keys: every mistake is told with file and line.

A ``Section`` is a mapping that knows where it stands. It is read key by key, each with the kind of value
expected; what is unknown, missing, double or of another kind raises ``SimulatorError``.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

import yaml

from simulators.errors import SimulatorError

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

#: What each Python type is called in a message.
_NAMES: dict[type, str] = {
    str: "a text",
    float: "a number",
    int: "a whole number",
    list: "a list",
    dict: "a mapping",
    bool: "true or false",
}


class Section:
    """One mapping of a document."""

    __slots__ = ("_lines", "_values", "line", "origin")

    def __init__(self, node: yaml.MappingNode, *, origin: str) -> None:
        """Index a composed mapping.

        Raises:
            SimulatorError: If a key occurs twice.
        """
        self.origin = origin
        self.line = node.start_mark.line + 1
        self._lines: dict[str, int] = {}
        self._values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if name in self._values:
                self.fail(f'key "{name}" occurs twice', line=line)
            self._lines[name] = line
            self._values[name] = value

    def __contains__(self, key: str) -> bool:
        """Return whether the key is written."""
        return key in self._values

    def names(self) -> list[str]:
        """Return the keys as written."""
        return list(self._values)

    def fail(self, detail: str, *, key: str = "", line: int = 0) -> NoReturn:
        """Raise the error for the line of a key, or of the section."""
        message = f"{self.origin}:{line or self._lines.get(key, self.line)}: {detail}"
        raise SimulatorError(message)

    def allow(self, keys: Iterable[str]) -> Section:
        """Return the section itself, once it is sure that it holds no other keys.

        Raises:
            SimulatorError: If it does; the message offers the nearest known key.
        """
        known = list(keys)
        for key in self._values:
            if key not in known:
                self.fail(f'unknown key "{key}", {meant(key, known)}', key=key)
        return self

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """Return the value of a key.

        Args:
            key: Which one.
            kind: ``str``, ``float``, ``int``, ``bool`` or ``list`` of plain values.
            default: Value of a key that is not written; None makes the key required.

        Raises:
            SimulatorError: If it is missing or of another kind.
        """
        if key not in self._values:
            if default is None:
                self.fail(f'key "{key}" is missing, expected {_NAMES[kind]}')
            return default
        value = _plain(self._values[key])
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            self.fail(f'key "{key}": expected {_NAMES[kind]}, got {_shown(value)}', key=key)
        return value

    def section(self, key: str) -> Section:
        """Return the mapping under a key.

        Raises:
            SimulatorError: If it is missing or no mapping.
        """
        if key not in self._values:
            self.fail(f'key "{key}" is missing, expected a mapping')
        node = self._values[key]
        if not isinstance(node, yaml.MappingNode):
            self.fail(f'key "{key}": expected a mapping, got {_shown(_plain(node))}', key=key)
        return Section(node, origin=self.origin)

    def sections(self, key: str) -> list[Section]:
        """Return the mappings listed under a key; none when it is not written.

        Raises:
            SimulatorError: If it is no list of mappings.
        """
        if key not in self._values:
            return []
        node = self._values[key]
        if not isinstance(node, yaml.SequenceNode):
            self.fail(f'key "{key}": expected a list of mappings, got {_shown(_plain(node))}', key=key)
        return [self._item(key, item) for item in node.value]

    def _item(self, key: str, node: yaml.Node) -> Section:
        if not isinstance(node, yaml.MappingNode):
            self.fail(f'key "{key}": expected a mapping, got {_shown(_plain(node))}', line=node.start_mark.line + 1)
        return Section(node, origin=self.origin)


def read_document(text: str, *, origin: str, kind: str) -> Section:
    """Return the one mapping of a YAML text, once its ``apiVersion`` and ``kind`` are as expected.

    Raises:
        SimulatorError: If the text is no YAML mapping or of another kind.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        message = f"{origin}:{line}: not YAML: {getattr(error, 'problem', None) or error}"
        raise SimulatorError(message) from None
    if not isinstance(node, yaml.MappingNode):
        message = f"{origin}:1: expected a mapping with kind: {kind}, got {_shown(_plain(node))}"
        raise SimulatorError(message)
    section = Section(node, origin=origin)
    for key, expected in (("apiVersion", "fenghuo/v1"), ("kind", kind)):
        if section.get(key, str) != expected:
            section.fail(f'key "{key}": expected {expected}, got {section.get(key, str)}', key=key)
    return section


def meant(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean "x"?`` when a known word is near, else the list of known words."""
    words = list(known)
    near = get_close_matches(word, words, n=1)
    return f'did you mean "{near[0]}"?' if near else f"expected one of {', '.join(words)}"


def _plain(node: yaml.Node | None) -> Any:
    """Return the value of a composed node as YAML reads it."""
    if node is None:
        return None
    loader = yaml.SafeLoader("")
    try:
        return cast("Any", loader).construct_document(node)
    finally:
        cast("Any", loader).dispose()


def _shown(value: Any) -> str:
    name = next((name for kind, name in _NAMES.items() if type(value) is kind), "nothing")
    return f"{name} ({value!r:.40})" if value is not None else name
