"""JSON with comments: reading, and editing that leaves the rest of the text alone."""

from __future__ import annotations

import json

import pytest

from trafficlab.jsonc import JsoncError, parse, set_member


def test_parse_reads_comments_and_trailing_commas() -> None:
    text = '// a\n{"a": [1, 2.5e3, true, null,], /* b */ "b": {"c//": "\\u00e9/*"},}\n'
    assert parse(text).value == {"a": [1, 2500.0, True, None], "b": {"c//": "é/*"}}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("{", 1, 2),
        ('{"a" 1}', 1, 6),
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3),
        ('{"a": tru}', 1, 7),
        ("{} x", 1, 4),
        ("{'a': 1}", 1, 2),
        ('{"a": "x\ny"}', 1, 7),
        ('{"a": 1,, "b": 2}', 1, 9),
        ("/* open {}", 1, 1),
        ('{"a": 1-2}', 1, 7),
    ],
)
def test_parse_says_where_the_text_is_wrong(text: str, line: int, column: int) -> None:
    with pytest.raises(JsoncError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_parse_refuses_what_is_nested_without_end() -> None:
    with pytest.raises(JsoncError):
        parse("[" * 100_000)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", '{\n  "imports": {\n    "k": "v"\n  }\n}'),
        ("{ }\n", '{\n  "imports": {\n    "k": "v"\n  }\n}\n'),
        ("{\n}\n", '{\n  "imports": {\n    "k": "v"\n  }\n}\n'),
        ('{"a": 1}', '{"a": 1,\n  "imports": {\n    "k": "v"\n  }}'),
        ('{\n\t"a": 1\n}', '{\n\t"a": 1,\n\t"imports": {\n\t\t"k": "v"\n\t}\n}'),
        ('{\n  "imports": {}\n}', '{\n  "imports": {\n    "k": "v"\n  }\n}'),
        ('{\n  "imports": {"k": "old"}\n}', '{\n  "imports": {"k": "v"}\n}'),
        (
            '{\n    "imports": {\n        "a": "b" // mine\n    }\n}',
            '{\n    "imports": {\n        "a": "b", // mine\n        "k": "v"\n    }\n}',
        ),
        (
            '{\n  "imports": {\n    "a": "b", /* mine */\n  }, // end\n}',
            '{\n  "imports": {\n    "a": "b", /* mine */\n    "k": "v"\n  }, // end\n}',
        ),
        ('{\r\n  "a": 1\r\n}', '{\r\n  "a": 1,\r\n  "imports": {\r\n    "k": "v"\r\n  }\r\n}'),
    ],
)
def test_set_member_changes_only_what_it_must(before: str, after: str) -> None:
    assert set_member(before, ["imports", "k"], "v") == after
    assert parse(after).value["imports"]["k"] == "v"


def test_set_member_escapes_the_value() -> None:
    value = 'q"uote\\ and \n line'
    assert json.loads(set_member("{}", ["k"], value)) == {"k": value}


def test_set_member_refuses_to_go_through_what_is_no_object() -> None:
    with pytest.raises(TypeError, match='"imports" is not an object'):
        set_member('{"imports": []}', ["imports", "k"], "v")
