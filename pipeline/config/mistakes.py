"""Put what pydantic found wrong into sentences, with the key that was probably meant."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, get_args

from pydantic import ValidationError

from pipeline.config.tree import Place
from pipeline.config.types import LONG, SHORT
from pipeline.config.values import choice, email, found, language
from pipeline.nearest import did_you_mean
from pipeline.settings import Network

_NEEDED = {
    "learn": "this is the one key that must be there: list the skills you want to learn (`gapfeed skills list` shows them)",
    "skill": "missing: which skill is it?",
    "window": "missing: what do you call this moment?",
    "minutes": "missing: how long is it?",
    "circle": "missing: what do you call these people?",
    "from": "missing: which address does the mail come from?",
    "host": "missing: which server takes the mail?",
}

#: What such a list looks like, as not every word is an entry of it.
_LISTS = {
    "learn": "[{skill: sql}]",
    "time": "[{window: evening, minutes: 20}]",
    "network": "[{circle: team, languages: [en], via: [slack, email]}]",
    "via": "[slack, {email: [ola@example.org]}]",
    "email": "[ola@example.org]",
    "languages": "two-letter codes, like [en, pl]",
}
#: What reads the words that are.
_ENTRIES: Mapping[str, Callable[[object], str]] = {
    "via": lambda value: choice(value, get_args(Network)),
    "email": email,
    "languages": language,
}


def sentences(error: ValidationError, schema: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield the place and the sentence of every mistake in *error*; *schema* is the JSON Schema of what was expected."""
    for detail in error.errors(include_url=False):
        place = tuple(step for step in detail["loc"] if step not in {SHORT, LONG, "[key]"})
        match detail["type"]:
            case "value_error":
                yield place, f"{detail['ctx']['error']}{_as_way(place, detail['input'])}"
            case "missing":
                yield place, _NEEDED.get(str(place[-1]), "missing")
            case "extra_forbidden":
                yield place, "unknown key" + _meant(place, schema)
            case "list_type" | "tuple_type":
                yield place, f"expected a list, found {found(detail['input'])}{_as_list(place, detail['input'])}"
            case "dict_type" | "model_type":
                yield place, f"expected keys with values, found {found(detail['input'])}{_as_entry(place, detail['input'])}"
            case "too_short":
                if not detail["input"]:  # else its entries are wrong, each for a reason of its own
                    yield place, "expected at least one entry"
            case _:
                yield place, detail["msg"]


def _as_list(place: Place, value: object) -> str:
    key = place[-1] if place else None
    if key in _LISTS:
        with suppress(KeyError, ValueError):
            return f"; write [{_ENTRIES[key](value)}]"
        return f"; write {_LISTS[key]}"
    return f"; write [{value}]" if isinstance(value, str) and value.replace("-", "").replace(" ", "").isalnum() else ""


def _as_entry(place: Place, value: object) -> str:
    key = {"learn": "skill", "time": "window", "network": "circle"}.get(str(place[0])) if place else None
    return f"; write `{key}: {value}`" if key and isinstance(place[-1], int) and isinstance(value, str) else ""


def _as_way(place: Place, value: object) -> str:
    is_way = place[-2:-1] == ("via",) and isinstance(value, str) and "@" in value
    return "; mail addresses stand there as {email: [ola@example.org]}" if is_way else ""


def _meant(place: Place, schema: Mapping[str, Any]) -> str:
    """Return the key that was probably meant: a near one here, else the same one in a list here, or elsewhere."""
    key, around = str(place[-1]), place[:-1]
    suggestion = did_you_mean(key, _keys_at(around, schema))
    if suggestion:
        return suggestion
    within = [inner for inner in sorted(_keys_at(around, schema)) if key in _keys_at((*around, inner, 0), schema)]
    if around and within:
        return f"; it belongs in an entry of `{within[0]}:`"
    elsewhere = [section for section in schema["properties"] if key in _keys_at((section,), schema) | _keys_at((section, 0), schema)]
    return f"; it belongs under `{elsewhere[0]}:`" if elsewhere else ""


def _keys_at(place: Place, schema: Mapping[str, Any]) -> set[str]:
    """Return the keys that may stand at *place*."""
    nodes = [schema]
    for step in place:
        inner = (node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step) for node in _variants(nodes, schema))
        nodes = [node for node in inner if node]
    return {key for node in _variants(nodes, schema) for key in node.get("properties", {})}


def _variants(nodes: list[Any], schema: Mapping[str, Any]) -> list[Any]:
    """Return the *nodes* with references followed and alternatives opened."""
    opened: list[Any] = []
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if "$ref" in node:
            waiting.append(schema["$defs"][node["$ref"].rpartition("/")[2]])
        waiting += [*node.get("anyOf", ()), *node.get("oneOf", ())]
        opened.append(node)
    return opened
