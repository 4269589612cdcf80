"""The generated deno.json, without starting anything."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from trafficlab.kernel.user_config import merged_config
from trafficlab.library import file_url, folder_url


def merge(library: Path, folder: Path) -> dict[str, Any]:
    """The generated content, its URLs in the usual spelling."""
    config = merged_config(library, folder)
    assert config.notices == []
    return json.loads(json.dumps(config.content).replace('"FILE:', '"file:'))


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")


def test_without_a_configuration_only_the_librarys_entries_are_there(library: Path, tmp_path: Path) -> None:
    assert merge(library, tmp_path) == {
        "lock": False,
        "imports": {
            "trafficlab": file_url(library / "mod.js"),
            "trafficlab/": folder_url(library),
            "danfojs-node": file_url(library / "danfojs-node.js"),
            "@tensorflow/tfjs-node": file_url(library / "tfjs-node.js"),
        },
    }


def test_relative_keys_and_values_are_resolved_against_the_file(library: Path, tmp_path: Path) -> None:
    imports = {"a": "./a.ts", "b/": "../b/", "./c.ts": "./d.ts", "e": "npm:e@1", "f": "/abs.ts"}
    write(tmp_path / "project" / "deno.json", {"imports": imports})
    merged = merge(library, tmp_path / "project" / "notebooks" / "deep")["imports"]
    base = folder_url(tmp_path)
    assert merged["a"] == f"{base}project/a.ts"
    assert merged["b/"] == f"{base}b/"
    assert merged[f"{base}project/c.ts"] == f"{base}project/d.ts"
    assert merged["e"] == "npm:e@1"
    assert merged["f"] == "file:///abs.ts"


def test_the_nearest_configuration_holds_and_deno_json_comes_before_deno_jsonc(
    library: Path, tmp_path: Path
) -> None:
    write(tmp_path / "deno.json", {"imports": {"a": "npm:far"}})
    write(tmp_path / "near" / "deno.jsonc", {"imports": {"a": "npm:jsonc"}})
    write(tmp_path / "near" / "deno.json", '// mine\n{"imports": {"a": "npm:json", /* yes */ },}')
    assert merge(library, tmp_path / "near")["imports"]["a"] == "npm:json"


def test_a_workspace_above_lends_its_imports(library: Path, tmp_path: Path) -> None:
    write(tmp_path / "deno.json", {"workspace": ["./member"], "imports": {"a": "npm:a", "b": "npm:b"}})
    write(tmp_path / "member" / "deno.json", {"imports": {"b": "npm:own"}})
    merged = merge(library, tmp_path / "member")["imports"]
    assert (merged["a"], merged["b"]) == ("npm:a", "npm:own")


def test_scopes_are_kept_but_cannot_replace_the_library(library: Path, tmp_path: Path) -> None:
    scopes = {"./vendor/": {"x": "./x.ts", "trafficlab": "./fake.ts"}}
    write(tmp_path / "deno.json", {"scopes": scopes})
    base = folder_url(tmp_path)
    assert merge(library, tmp_path)["scopes"] == {f"{base}vendor/": {"x": f"{base}x.ts"}}


def test_an_import_map_file_is_read(library: Path, tmp_path: Path) -> None:
    write(tmp_path / "deno.json", {"importMap": "maps/import_map.json"})
    write(tmp_path / "maps" / "import_map.json", {"imports": {"a": "./a.ts"}})
    assert merge(library, tmp_path)["imports"]["a"] == f"{folder_url(tmp_path)}maps/a.ts"


def test_a_remote_import_map_is_reported(library: Path, tmp_path: Path) -> None:
    write(tmp_path / "deno.json", {"importMap": "https://example.org/map.json"})
    config = merged_config(library, tmp_path)
    assert "importMap must be a local file" in config.notices[0]
    assert "trafficlab" in config.content["imports"]


def test_only_options_that_change_how_a_cell_runs_are_carried_over(library: Path, tmp_path: Path) -> None:
    options = {"jsx": "react-jsx", "jsxImportSource": "preact", "strict": True, "types": ["./t.d.ts"]}
    user = {"compilerOptions": options, "unstable": ["kv"], "nodeModulesDir": "auto", "tasks": {"x": "y"}}
    write(tmp_path / "deno.json", user)
    content = merge(library, tmp_path)
    assert content["compilerOptions"] == {"jsx": "react-jsx", "jsxImportSource": "preact"}
    assert content["unstable"] == ["kv"]
    assert "nodeModulesDir" not in content and "tasks" not in content


@pytest.mark.parametrize(
    "value", ["[]", "null", '"text"', "{", '{"imports": {"a": 1}}', '{"imports": []}', ""]
)
def test_no_configuration_breaks_the_librarys_entries(library: Path, tmp_path: Path, value: str) -> None:
    write(tmp_path / "deno.json", value)
    assert merged_config(library, tmp_path).content["imports"]["trafficlab"] == "FILE:" + file_url(
        library / "mod.js"
    ).removeprefix("file:")


def test_a_folder_at_the_root_of_the_file_system_is_a_folder_like_any(library: Path) -> None:
    assert "trafficlab" in merged_config(library, Path(os.sep)).content["imports"]
    assert folder_url(Path(os.sep)) == "file:///"


def test_file_urls_are_spelled_as_deno_spells_them() -> None:
    assert file_url(Path("/a b/100%/(é) [x]#?{}")) == "file:///a%20b/100%25/(%C3%A9)%20[x]%23%3F%7B%7D"
