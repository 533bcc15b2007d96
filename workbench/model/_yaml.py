"""Twins as text: a strict, safe reader of YAML that knows its line numbers, and a plain writer.

Read as YAML 1.2 means it: ``no`` is Norway and not false, ``12:30`` is not 750, a date is text.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import Any, NamedTuple

import yaml

from workbench.errors import SpecError

Path = tuple[str, ...]

# A twin is a few hundred lines; more nodes than this is an anchor bomb, not a factory.
MOST_NODES = 200_000
_WIDTH = 96


class Text(NamedTuple):
    """A document read from YAML and the line each of its keys stands on."""

    document: Any
    lines: dict[Path, int]


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the scalar rules of YAML 1.2's core schema."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  # the loader's own table, not the base's


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe dumper with the same rules, so that it quotes what it must and no more."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  # the loader's own table, not the base's

    def ignore_aliases(self, data: Any) -> bool:
        """Write repeated values out instead of naming them."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key."""
        super().increase_indent(flow, False)


for _class in (_Loader, _Dumper):
    for _tag, _pattern, _first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"[-+]?[0-9]+", "-+0123456789"),
        ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ):
        _class.add_implicit_resolver(
            f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), list(_first)
        )

_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}


def read_text(text: str, name: str = "") -> Text:
    """Return the document in ``text`` with its line numbers.

    Parameters
    ----------
    text : str
        YAML.
    name : str
        The file's name, for messages.

    Raises
    ------
    SpecError
        For anything but one mapping of plain values: tabs, tags, duplicate keys, a list on top.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, name) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise SpecError(
            f"the file cannot be read as YAML ({str(error).splitlines()[0]})",
            where=name,
            advice="save it as UTF-8 text with plain keys and values",
        ) from None
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        raise SpecError(
            "the file is empty", where=name, advice="begin with 'twin: NAME' and its stations"
        )
    if not isinstance(node, yaml.MappingNode):
        raise SpecError(
            "a twin is a mapping of keys to values, "
            f"this file has a {'list' if isinstance(node, yaml.SequenceNode) else 'text'} on top",
            where=_place(name, node),
            advice="begin with 'twin: NAME'",
        )
    reader = _Reader(name)
    return Text(reader.value(node, ()), reader.lines)


def read_value(text: str) -> Any:
    """Return one value as a twin would read it; text that is no YAML is taken as it is."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError):
        return text.strip()  # the model says what it expects there
    return None if node is None else _Reader("").value(node, ())


class _Reader:
    """Turns YAML nodes into dicts, lists and scalars, and notes where each key stands."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.count = 0
        self.open: list[yaml.Node] = []

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.count += 1
        if self.count > MOST_NODES or any(node is parent for parent in self.open):
            raise SpecError(
                "the file refers to itself over and over",
                where=_place(self.name, node),
                advice="write values out instead of using & and *",
            )
        self.lines[path] = node.start_mark.line + 1
        self.open.append(node)
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return self._sequence(node, path)
            return self._scalar(node)
        finally:
            self.open.pop()

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        self._check_tag(node, "tag:yaml.org,2002:map")
        document: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise SpecError(
                    "a key must be a plain word",
                    where=_place(self.name, key_node),
                    advice="put { } and [ ] after the colon, not before",
                )
            key = str(key_node.value)
            if key in document:
                first = self.lines.get((*path, key), 0)
                raise SpecError(
                    f"the key '{key}' is given twice (first on line {first})",
                    where=_place(self.name, key_node, (*path, key)),
                    advice="keep one of them",
                )
            document[key] = self.value(value_node, (*path, key))
            self.lines[*path, key] = key_node.start_mark.line + 1
        return document

    def _sequence(self, node: yaml.SequenceNode, path: Path) -> list[Any]:
        self._check_tag(node, "tag:yaml.org,2002:seq")
        values = []
        for place, item in enumerate(node.value):
            # An operation in a routing is addressed by its name, not by its number.
            single = isinstance(item, yaml.MappingNode) and len(item.value) == 1
            values.append(self.value(item, path if single else (*path, str(place))))
        return values

    def _scalar(self, node: yaml.Node) -> Any:
        self._check_tag(node, *_PLAIN_TAGS)
        text, tag = str(node.value), node.tag.rpartition(":")[2]
        try:
            if tag == "int":
                return int(text)
            if tag == "float":
                return float(text)
        except ValueError:
            raise SpecError(
                f"'{text}' is not a number", where=_place(self.name, node), advice="write digits"
            ) from None
        if tag == "bool":
            return text.lower() == "true"
        return None if tag == "null" else text

    def _check_tag(self, node: yaml.Node, *allowed: str) -> None:
        if node.tag not in allowed:
            raise SpecError(
                f"the tag '{node.tag}' is not allowed: a twin is data and runs nothing",
                where=_place(self.name, node),
                advice="remove the tag and write the plain value",
            )


def _syntax_error(error: yaml.MarkedYAMLError, text: str, name: str) -> SpecError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    where = ", ".join(part for part in (name, f"line {line}" if line else "") if part)
    rows = text.splitlines()
    row = rows[line - 1] if 0 < line <= len(rows) else ""
    problem = str(error.problem or "not YAML")
    if "\t" in row[: len(row) - len(row.lstrip())] or "'\\t'" in problem:
        return SpecError(
            "a tab stands where YAML wants spaces", where=where, advice="indent with spaces"
        )
    if "expected a single document" in str(error.context or problem):
        return SpecError(
            "the file holds several documents ('---')", where=where, advice="keep one twin per file"
        )
    return SpecError(
        f"the file cannot be read as YAML: {problem}",
        where=where,
        advice="check indentation, colons and brackets there",
    )


def _place(name: str, node: yaml.Node, path: Path = ()) -> str:
    parts = (name, f"line {node.start_mark.line + 1}", ".".join(path))
    return ", ".join(part for part in parts if part)


def write_text(document: dict[str, Any]) -> str:
    """Return a document as YAML: blocks on top, short mappings on one line, keys in order."""
    node = _Dumper(StringIO(), sort_keys=False).represent_data(
        document
    )  # the stream is not used by representing
    _fold(node, 0)
    text: str = yaml.serialize(node, Dumper=_Dumper, width=10_000, allow_unicode=True)
    return text


def _fold(node: Any, depth: int) -> int:
    """Put short collections on one line; return the length it would have there."""
    if isinstance(node, yaml.ScalarNode):
        return len(node.value) + 2
    if isinstance(node, yaml.MappingNode):
        length = sum(_fold(k, depth + 1) + _fold(v, depth + 1) for k, v in node.value)
        named = any(isinstance(v, yaml.CollectionNode) and not v.flow_style for _, v in node.value)
    else:
        length = sum(_fold(item, depth + 1) for item in node.value) + 2
        named = any(isinstance(i, yaml.CollectionNode) and not i.flow_style for i in node.value)
    single = isinstance(node, yaml.MappingNode) and len(node.value) == 1
    named = named or (single and isinstance(node.value[0][1], yaml.CollectionNode))
    node.flow_style = not named and depth > 1 and length + 2 * depth < _WIDTH
    return length
