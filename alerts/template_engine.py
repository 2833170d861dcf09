"""Template engine: a source and values become words, and nothing else can happen. Pure.

Jinja2 in its sandbox, cut down to what words need: values, ``if``, comparisons, and a few filters. There are no loops,
calls, attributes, assignments and arithmetic, so that what comes out is never longer than what went in. A value that
is not there is an error that names the template, the line and the value.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined, TemplateRuntimeError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from alerts.errors import TemplateError
from alerts.template import CHANNELS, LONGEST, OPTIONAL, VARIABLES, Part
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Template as Compiled

    from alerts.template import Template

#: Longest source of a part, in characters.
LONGEST_SOURCE: Final = 4000
#: Longest value, in characters: a station's name, a reason.
LONGEST_VALUE: Final = 2000
#: What a source may consist of.
_NODES: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.Filter, nodes.Test,
)  # fmt: skip
#: What saying a source may raise besides: it nests deeper than Python does, or compares or filters what is no text.
_FAILURES: Final = (TypeError, ValueError, SyntaxError, RecursionError, MemoryError, TemplateRuntimeError)
_STOPS: Final = ("。", "！", "？", "!", "?", ".")


def _sentence(text: str) -> str:
    """Return a text that ends in a full stop."""
    if not text or text.endswith(_STOPS):
        return text
    return f"{text}。" if not text.isascii() else f"{text}."


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, cache_size=0
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.filters.update(
        {"sentence": _sentence, "trim": str.strip, "lower": str.lower, "upper": str.upper, "capitalize": str.capitalize}
    )
    kept = environment.tests["defined"]
    environment.tests.clear()
    environment.tests["defined"] = kept
    return environment


_ENVIRONMENT: Final = _environment()


def check_part(template: Template, part: Part) -> None:
    """Refuse a part that uses what words do not need, or names a value that no warning has.

    Raises:
        TemplateError: If it does; names template, part and line.
    """
    tree = _parsed(template, part)
    try:
        _check_tree(tree, template, part)
    except RecursionError:
        raise _wrong(template, part, "nests too deep", line=1) from None


def _check_tree(tree: nodes.Template, template: Template, part: Part) -> None:
    for node in _walk(tree):
        if not isinstance(node, _NODES):
            word = type(node).__name__.lower()
            raise _wrong(template, part, f"{word} is not allowed: values, if and comparisons are", line=node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in _ENVIRONMENT.filters:
            known = ", ".join(sorted(_ENVIRONMENT.filters))
            raise _wrong(template, part, f"unknown filter {node.name!r}, expected one of {known}", line=node.lineno)
        if isinstance(node, nodes.Test) and node.name not in _ENVIRONMENT.tests:
            raise _wrong(template, part, f"unknown test {node.name!r}, expected defined", line=node.lineno)
    known_names = _names(part)
    for name in sorted(find_undeclared_variables(tree) - known_names):
        hint = suggestion(name, known_names) or f", expected one of {', '.join(sorted(known_names))}"
        raise _wrong(template, part, f"unknown value {name!r}{hint}", line=_line_of(tree, name))


def _names(part: Part) -> set[str]:
    made = {each.value for each in Part if each not in CHANNELS} if part in CHANNELS else set[str]()
    return {*VARIABLES, *made}


def _parsed(template: Template, part: Part) -> nodes.Template:
    source = template.parts[part.value]
    if len(source) > LONGEST_SOURCE:
        raise _wrong(template, part, f"expected at most {LONGEST_SOURCE} characters, got {len(source)}", line=1)
    try:
        return _ENVIRONMENT.parse(source)
    except TemplateSyntaxError as error:
        raise _wrong(template, part, f"cannot be read: {error.message}", line=error.lineno) from None
    except RecursionError:
        raise _wrong(template, part, "nests too deep", line=1) from None


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.iter_child_nodes())


def _line_of(tree: nodes.Template, name: str) -> int:
    return min((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), default=1)


def render(template: Template, part: Part, values: Mapping[str, Any]) -> str:
    """Return the words of a part.

    Args:
        template: Which says the part.
        part: Which part.
        values: By name, ``bounded``; one that is not known is left out, never empty.

    Raises:
        TemplateError: If a value is missing, or the words are empty or too long; names template, part and line.
    """
    source = template.parts[part.value]
    try:
        # Most parts name no value: a storm words thousands of them.
        text = _said(source, values) if "{" in source else source
    except UndefinedError as error:
        raise _missing(template, part, values, error) from None
    except TemplateSyntaxError as error:
        raise _wrong(template, part, f"cannot be read: {error.message}", line=error.lineno) from None
    except _FAILURES as error:
        raise _wrong(template, part, f"cannot be said: {type(error).__name__}: {error}", line=1) from None
    lines = [line.strip() for line in text.splitlines()]
    words = ("" if template.language.startswith("zh") else " ").join(line for line in lines if line)
    if len(words) > LONGEST[part]:
        raise _wrong(template, part, f"expected at most {LONGEST[part]} characters, got {len(words)}", line=1)
    if not words and part in {Part.HEADLINE, Part.DESCRIPTION}:
        raise _wrong(template, part, "expected words, got none", line=1)
    return words


def _said(source: str, values: Mapping[str, Any]) -> str:
    """Return what a source says; as ``Template.render`` does, which copies every value for every part."""
    return "".join(_compiled(source).root_render_func(Context(_ENVIRONMENT, dict(values), None, {})))


@lru_cache(maxsize=2048)
def _compiled(source: str) -> Compiled:
    return _ENVIRONMENT.from_string(source)


def bounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values none of which is longer than words need."""
    return {name: value[:LONGEST_VALUE] if isinstance(value, str) else value for name, value in values.items()}


def _missing(template: Template, part: Part, values: Mapping[str, Any], error: UndefinedError) -> TemplateError:
    tree = _ENVIRONMENT.parse(template.parts[part.value])
    lost = sorted(find_undeclared_variables(tree) - set(values))
    name = next((each for each in lost if repr(each) in str(error)), lost[0] if lost else "?")
    hint = ": ask `if … is defined` first" if name in OPTIONAL else ""
    return _wrong(template, part, f"missing value {name!r}{hint}", line=_line_of(tree, name))


def _wrong(template: Template, part: Part, detail: str, *, line: int) -> TemplateError:
    start = template.lines.get(part.value)
    where = None if start is None else start + line - 1
    return TemplateError(f"template {template.id!r}, {part}: {detail}", origin=template.origin, line=where)
