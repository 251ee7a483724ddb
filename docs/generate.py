"""Write docs/reference/ anew from the code: every key of config.yaml, every command, every table.

`python docs/generate.py` writes the pages; with `--check` it writes nothing and fails where a page is out of date.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from typing import Any, cast

import click
from sqlite_utils import Database

from pipeline.cli import gapfeed
from pipeline.config.read import json_schema
from pipeline.config.ways import Section
from pipeline.edges.migrations import migrations
from pipeline.yaml_text import read_plain

_HERE = Path(__file__).resolve().parent
_DO_NOT_EDIT = "<!-- Written by docs/generate.py; `make docs` writes it anew. -->"
_WIDTH = 88
#: What SQLite and sqlite-utils make for themselves.
_SHADOWS = "article_texts_fts_"

Schema = Mapping[str, Any]


def words(name: str) -> dict[str, Any]:
    """Return what a person wrote beside the code: docs/NAME.yaml."""
    return dict(cast("dict[str, Any]", read_plain((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))))


# ── config.yaml ─────────────────────────────────────────────────────────────────────────────────


def config_page() -> str:
    """Return the page on config.yaml."""
    schema, said = json_schema(), words("config_words")
    sections = [_config_section(schema, said, place, node) for place, node in _sections(schema)]
    return "\n".join([_DO_NOT_EDIT, "# config.yaml", "", said["intro"].strip(), "", *sections])


def config_keys() -> dict[str, str]:
    """Return the meaning of every key by its place, such as `learn[].words`; "" for one that nobody has described."""
    schema, said = json_schema(), words("config_words")
    return {
        f"{place}.{key}".lstrip("."): _meaning(schema, said, place, key, entry)
        for place, node in _sections(schema)
        for key, entry in node["properties"].items()
    }


def _sections(schema: Schema, place: str = "", node: Schema | None = None) -> Iterator[tuple[str, Schema]]:
    """Yield every group of keys with its place, outer ones first."""
    node = node or schema
    yield place, node
    for key, entry in node["properties"].items():
        found = _reference(entry)
        if found is not None:
            name, is_list = found
            yield from _sections(schema, f"{place}.{key}".lstrip(".") + ("[]" if is_list else ""), schema["$defs"][name])


def _reference(entry: Schema, *, is_list: bool = False) -> tuple[str, bool] | None:
    """Return the name of the group that *entry* holds, and whether it holds a list of them."""
    if "$ref" in entry:
        return entry["$ref"].rpartition("/")[2], is_list
    inner = [*entry.get("anyOf", ()), *entry.get("oneOf", ())]
    found = next((one for part in inner if (one := _reference(part, is_list=is_list))), None)
    return found or (_reference(entry["items"], is_list=True) if "items" in entry else None)


def _config_section(schema: Schema, said: Mapping[str, Any], place: str, node: Schema) -> str:
    level = 2 + place.count(".")
    title = f"`{place}`" if place else "The top level"
    defaults = _defaults(node)
    rows = [
        f"| `{key}` | {_kind(entry)} | {_default(key, node, defaults)} | {_meaning(schema, said, place, key, entry)} |"
        for key, entry in node["properties"].items()
    ]
    about = _sentence(node.get("description", ""))
    return "\n".join([f"{'#' * level} {title}", "", about, "", "| key | value | without it | meaning |", "|---|---|---|---|", *rows, ""])


def _meaning(schema: Schema, said: Mapping[str, Any], place: str, key: str, entry: Schema) -> str:
    full = f"{place}.{key}".lstrip(".")
    found = _reference(entry)
    group = schema["$defs"][found[0]].get("description", "") if found else ""
    meaning = _sentence(said["words"].get(full) or entry.get("description") or group)
    not_yet = said["not_yet"].get(full)
    return f"{meaning} **Not yet:** {not_yet}" if not_yet else meaning


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith((".", ":")) else ".")


def _kind(entry: Schema) -> str:
    """Return what may stand behind a key, in words."""
    parts = [part for part in (*entry.get("anyOf", ()), *entry.get("oneOf", ())) if part.get("type") != "null"]
    if parts:
        return " or ".join(dict.fromkeys(_kind(part) for part in parts))
    if "$ref" in entry:
        return "keys"
    if "enum" in entry:
        return ", ".join(f"`{choice}`" for choice in entry["enum"])
    match entry.get("type"):
        case "array":
            return _list_of(_kind(entry["items"]))
        case "object":
            return "words by language"
        case "integer":
            return f"{entry['minimum']} to {entry['maximum']}"
        case "boolean":
            return "`true`, `false`"
        case _:
            return _text_kind(entry)


def _list_of(kind: str) -> str:
    if not re.fullmatch(r"[a-z ]+", kind) or kind == "keys":
        return f"list of {kind}"
    plurals = (one if one == "keys" else f"{one}es" if one.endswith("s") else f"{one}s" for one in kind.split(" or "))
    return f"list of {' or '.join(plurals)}"


def _text_kind(entry: Schema) -> str:
    examples = [f"`{example}`" for example in entry.get("examples", ())]
    if examples:
        return "text like " + ", ".join(examples)
    by_pattern = {
        "^https?://": "address",
        "@": "mail address",
        "^[a-z]{2}$": "language code",
        "^[A-Za-z_][A-Za-z0-9_]*$": "environment variable",
        "^.+:[0-9]+$": "`host:port`",
        "^[0-9]{1,2}:[0-9]{2}$": "time",
    }
    return "date like `2027-03-01`" if entry.get("format") == "date" else by_pattern.get(entry.get("pattern", ""), "text")


def _defaults(node: Schema) -> Mapping[str, Any]:
    """Return the defaults of a group as a person would write them: the model knows how, the schema does not."""
    classes = {one.__name__: one for one in Section.__subclasses__()}
    return classes[node["title"]].model_construct().model_dump(mode="json", by_alias=True, warnings=False)


def _default(key: str, node: Schema, defaults: Mapping[str, Any]) -> str:
    if key in node.get("required", ()):
        return "**needed**"
    value = defaults.get(key)
    if value in (None, [], {}) or isinstance(value, dict):
        return "–"
    return f"`{_yaml(value)}`"


def _yaml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{" + ", ".join(f"{key}: {_yaml(one)}" for key, one in value.items() if one is not None) + "}"
        case list():
            return _yaml(value[0]) if len(value) == 1 and isinstance(value[0], str) else f"[{', '.join(map(_yaml, value))}]"
        case _:
            return str(value)


# ── the commands ────────────────────────────────────────────────────────────────────────────────


def commands_page() -> str:
    """Return the page on the command line, in its own words."""
    parts = [_DO_NOT_EDIT, "# Commands", "", words("commands_words")["intro"].strip(), ""]
    for name, command in commands():
        parts += [f"## {name}", "", "```text", _help_of(name, command), "```", ""]
    return "\n".join(parts)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its whole name, `gapfeed` itself first."""
    yield from _commands("gapfeed", gapfeed)


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _commands(f"{name} {inner}", found)


def _help_of(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH, help_option_names=["-h", "--help"])
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


# ── the database ────────────────────────────────────────────────────────────────────────────────


def database_page() -> str:
    """Return the page on the database."""
    said, database = words("database_words"), _fresh_database()
    parts = [_DO_NOT_EDIT, "# The database", "", said["intro"].strip(), ""]
    for table in tables(database):
        parts += [*_table(database, table, said["tables"].get(table, {})), ""]
    return "\n".join(parts)


def tables(database: Database) -> tuple[str, ...]:
    """Return the tables of *database* that are worth a word, in the order in which they were made."""
    return tuple(name for name in database.table_names() if not name.startswith(_SHADOWS))


def undescribed() -> tuple[str, ...]:
    """Return every table and column without words, and every word for one that is not there."""
    said, database = words("database_words")["tables"], _fresh_database()
    there = {table: {column.name for column in database.table(table).columns} for table in tables(database)}
    missing = [table for table in there if not said.get(table, {}).get("about")]
    missing += [f"{table}.{column}" for table, columns in there.items() for column in columns if not said.get(table, {}).get(column)]
    left = [f"{table}.{column}" for table, columns in said.items() for column in columns if column not in {"about", *there.get(table, ())}]
    return tuple(sorted(missing + [f"{name} (no longer there)" for name in left]))


def _fresh_database() -> Database:
    database = Database(memory=True)
    migrations.apply(database)
    return database


def _table(database: Database, table: str, said: Mapping[str, str]) -> Iterator[str]:
    shown = database.table(table)
    points_to = {key.column: f"{key.other_table}.{key.other_column}" for key in shown.foreign_keys}
    yield from (f"## `{table}`", "", _sentence(said.get("about", "")), "", "| column | type | meaning |", "|---|---|---|")
    for column in shown.columns:
        kind = [column.type.lower() or "text"]
        kind += ["key"] if column.is_pk else ["never empty"] if column.notnull else []
        kind += [f"→ `{points_to[column.name]}`"] if column.name in points_to else []
        yield f"| `{column.name}` | {', '.join(kind)} | {_sentence(said.get(column.name, ''))} |"
    for index in shown.indexes:
        if not index.name.startswith("sqlite_autoindex"):
            yield from ("", f"{'Unique' if index.unique else 'Indexed'}: {', '.join(f'`{name}`' for name in index.columns)}.")


PAGES: Mapping[str, Callable[[], str]] = {"config.md": config_page, "commands.md": commands_page, "database.md": database_page}


def main(arguments: list[str]) -> int:
    """Write the pages, or check them; return the exit code."""
    folder, stale = _HERE / "reference", 0
    folder.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        file, text = folder / name, page()
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        if old == text:
            continue
        stale += 1
        if "--check" in arguments:
            difference = unified_diff(old.splitlines(), text.splitlines(), f"docs/reference/{name}", "what the code says", lineterm="", n=0)
            print("\n".join(list(difference)[:20]))
        else:
            file.write_text(text, encoding="utf-8")
            print(f"Written: docs/reference/{name}")
    if stale and "--check" in arguments:
        print(f"{stale} of {len(PAGES)} reference pages are out of date: `make docs` writes them anew.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
