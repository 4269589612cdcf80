"""Read and edit JSON with comments, as Deno accepts it in deno.json and deno.jsonc.

Editing works on the text, not on the parsed value, so that comments, order and layout of everything
that is not touched stay exactly as their owner wrote them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_SKIP = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_SCALAR = re.compile(r"-?[0-9][0-9.eE+-]*|true|false|null")
# A comment behind a value belongs to that value's line.
_TRAILING_NOTE = re.compile(r"[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/)")
_MAX_DEPTH = 200


class JsoncError(ValueError):
    """The text is not JSON with comments; says where."""

    def __init__(self, message: str, text: str, offset: int) -> None:
        self.line = text.count("\n", 0, offset) + 1
        self.column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        super().__init__(f"{message} at line {self.line}, column {self.column}")


@dataclass
class Node:
    """A value together with the part of the text that holds it."""

    value: Any
    start: int
    end: int
    members: dict[str, Node] = field(default_factory=dict)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def document(self) -> Node:
        node = self._value(0)
        self._skip()
        if self.at != len(self.text):
            raise self._error("Unexpected text after the end")
        return node

    def _error(self, message: str) -> JsoncError:
        return JsoncError(message, self.text, self.at)

    def _skip(self) -> None:
        match = _SKIP.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _peek(self) -> str:
        self._skip()
        return self.text[self.at : self.at + 1]

    def _value(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise self._error("Nested too deeply")
        first = self._peek()
        if first == "{":
            return self._object(depth)
        if first == "[":
            return self._array(depth)
        if first == '"':
            return self._string()
        return self._scalar()

    def _string(self) -> Node:
        self._skip()
        match = _STRING.match(self.text, self.at)
        if match is None:
            raise self._error("Expected a string")
        return self._leaf(match)

    def _scalar(self) -> Node:
        match = _SCALAR.match(self.text, self.at)
        if match is None:
            raise self._error("Expected a value")
        return self._leaf(match)

    def _leaf(self, match: re.Match[str]) -> Node:
        try:
            value = json.loads(match.group())
        except ValueError:
            raise self._error("Invalid value") from None
        self.at = match.end()
        return Node(value, match.start(), match.end())

    def _object(self, depth: int) -> Node:
        start = self.at
        self.at += 1
        members: dict[str, Node] = {}
        while self._peek() != "}":
            key = self._string().value
            if self._peek() != ":":
                raise self._error("Expected ':'")
            self.at += 1
            members[key] = self._value(depth + 1)
            self._separator("}")
        self.at += 1
        value = {key: node.value for key, node in members.items()}
        return Node(value, start, self.at, members)

    def _array(self, depth: int) -> Node:
        start = self.at
        self.at += 1
        items: list[Any] = []
        while self._peek() != "]":
            items.append(self._value(depth + 1).value)
            self._separator("]")
        self.at += 1
        return Node(items, start, self.at)

    def _separator(self, closing: str) -> None:
        """A comma, or nothing before the closing bracket; a trailing comma is allowed."""
        following = self._peek()
        if following == ",":
            self.at += 1
        elif following != closing:
            raise self._error(f"Expected ',' or '{closing}'")


def parse(text: str) -> Node:
    """Parse a whole text. @raises JsoncError with line and column."""
    return _Parser(text).document()


def set_member(text: str, path: list[str], value: Any) -> str:
    """The text with the member at `path` set; objects on the way are made when missing.

    @raises JsoncError when the text does not parse.
    @raises TypeError when something on the way exists and is not an object.
    """
    node = parse(text)
    for depth, key in enumerate(path):
        if not isinstance(node.value, dict):
            raise TypeError(f'"{".".join(path[:depth])}" is not an object')
        member = node.members.get(key)
        if member is None:
            for missing in reversed(path[depth + 1 :]):
                value = {missing: value}
            return _insert(text, node, key, value, depth + 1)
        node = member
    return text[: node.start] + json.dumps(value, ensure_ascii=False) + text[node.end :]


def _insert(text: str, parent: Node, key: str, value: Any, depth: int) -> str:
    unit = _indent_unit(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    body = json.dumps(value, indent=unit, ensure_ascii=False).replace("\n", newline + unit * depth)
    line = f"{newline}{unit * depth}{json.dumps(key, ensure_ascii=False)}: {body}"
    if not parent.members:
        closing = f"{newline}{unit * (depth - 1)}" if _is_blank(text, parent) else ""
        return text[: parent.start + 1] + line + closing + text[parent.start + 1 :].lstrip(" \t")
    last = max(member.end for member in parent.members.values())
    after = _SKIP.match(text, last)
    comma_at = after.end() if after else last
    had_comma = text[comma_at : comma_at + 1] == ","
    end = comma_at + 1 if had_comma else last
    note = _TRAILING_NOTE.match(text, end)
    line_end = note.end() if note else end
    return text[:end] + ("" if had_comma else ",") + text[end:line_end] + line + text[line_end:]


def _is_blank(text: str, node: Node) -> bool:
    """Whether an empty object is written on one line, so that its brace needs a new one."""
    return text[node.start + 1 : node.end - 1].strip(" \t") == ""


def _indent_unit(text: str) -> str:
    """One level of the owner's own indentation; two spaces where there is none to see."""
    match = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    return match.group(1) if match else "  "
