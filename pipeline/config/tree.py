"""Read the text of config.yaml into plain values that know their places, refusing what YAML allows and a config should not hold."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from warnings import catch_warnings

from pipeline.config.values import shortened
from pipeline.errors import Mistake
from pipeline.nearest import nearest
from pipeline.yaml_text import NotYaml, read_with_places

Place = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""

_LARGEST_BYTES = 1_000_000
_DEEPEST = 20
#: Each duplicate key is found by reading the text once more; nobody needs to see more of them at a time.
_MOST_DUPLICATES = 20
#: Private use: no key begins with these letters (Unicode 17, chapter 23.5).
_FIRST_STAND_IN = 0xE000

_SECRET = re.compile(r"(.*_)?(password|passwd|passphrase|token|secret|api_?key|webhook|webhook_url)")
#: What ruamel says, and what a person would: YAML's own words name things that only its authors know.
_SAYINGS = (
    (r"found character '\\t'|found character '\t'", "a tab; YAML wants blanks for indentation"),
    (r"found character '(.)' that cannot start any token", r"a value cannot begin with \1; put it in quotes"),
    (r"found undefined alias", "a value that begins with * must stand in quotes"),
    (r"mapping values are not allowed here", "a colon where none can stand; is the indentation right, or does this text need quotes?"),
    (r"found unexpected end of stream", "a quotation mark was opened and never closed"),
    (r"expected ',' or '([\]}])'.*", r"a , or \1 is missing before this"),
    (r"expected <block end>, but found .*", "the indentation does not fit the lines above"),
    (r"could not find expected ':'", "a colon is missing after this key"),
    (r"found unknown escape character '(.)'", r"\\\1 means nothing inside double quotes; use single quotes"),
    (r"but found another document", "the file holds a second document; keep everything before the ---"),
    (r"unacceptable character #x([0-9a-fA-F]+).*", r"the file holds a control character (U+\1)"),
    (r"maximum recursion depth.*", f"nested more than {_DEEPEST} deep"),
    (r"Exceeds the limit.*", "a number too long to be one"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What a config says, and where it says it."""

    #: The values as dicts, lists, texts, numbers, booleans and dates; keys without a value are left out.
    content: Any
    #: The mistakes that were found on the way.
    mistakes: tuple[Mistake, ...]
    _node: Any = field(repr=False)

    def line(self, place: Place) -> int:
        """Return the line, from 1, of *place*, or of the nearest place above it that the text has."""
        return self.mistake(place, "").line

    def mistake(self, place: Place, problem: str) -> Mistake:
        """Return a mistake at *place*, or at the nearest place above it that the text has."""
        return _mistake(self._node, place, problem)


def read_tree(text: str) -> Tree:
    """Return what *text* says; where it cannot be read at all, only the mistakes."""
    text = text.removeprefix("\ufeff")
    refused = _refused(text)
    if refused is not None:
        return _unreadable(refused)
    node, mistakes = _node_of(text)
    if node is None:
        return _unreadable(*mistakes)
    reader = _Reader(node)
    content = reader.plain(node, ())
    return Tree(content=content, mistakes=tuple(mistakes + reader.mistakes), _node=node)


def _node_of(text: str) -> tuple[Any, list[Mistake]]:
    """Return ruamel's node and every key that stands twice; no node where the text cannot be read, or holds nothing."""
    mistakes: list[Mistake] = []
    while True:
        try:
            with catch_warnings(action="ignore"):  # about anchors, which are refused anyway
                return read_with_places(text), mistakes
        except NotYaml as error:
            duplicate = re.match(r"found duplicate key \"(.*?)\"", error.problem, re.DOTALL)
            if duplicate is None or len(mistakes) >= _MOST_DUPLICATES:
                return None, [*mistakes, Mistake(line=error.line, column=error.column, place="YAML", problem=_said(error.problem))]
            key = shortened(duplicate[1])
            mistakes.append(Mistake(line=error.line, column=error.column, place=key, problem="this key stands twice here; keep one"))
            text = _renamed(text, error.line, error.column, chr(_FIRST_STAND_IN + len(mistakes)))
        except (
            KeyError,
            IndexError,
            TypeError,
            AttributeError,
            AssertionError,
        ):  # what ruamel makes of tags such as "!!int x" and of keys such as "? [a]"
            return None, [
                *mistakes,
                Mistake(line=1, column=1, place="YAML", problem="tags (!!) and keys that are no words (?) are not used here"),
            ]


def place_text(place: Place) -> str:
    """Return *place* as a person would write it.

    >>> place_text(("learn", 2, "words"))
    'learn[2].words'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".") or "config"


def _refused(text: str) -> Mistake | None:
    size = len(text.encode(errors="surrogatepass"))
    if size > _LARGEST_BYTES:
        return Mistake(line=1, column=1, place="config", problem=f"the file has {size:,} bytes; more than {_LARGEST_BYTES:,} are not read")
    for pattern, problem in (
        (r"(?m)^%", "directives such as %YAML are not used here; take this line out"),
        # Found before YAML is read: ruamel climbs down level by level, and slowly.
        (rf"(?:[\[{{]\s*){{{_DEEPEST + 1}}}", f"nested more than {_DEEPEST} deep"),
    ):
        matched = re.search(pattern, text)
        if matched is not None:
            line, start = text.count("\n", 0, matched.start()) + 1, text.rfind("\n", 0, matched.start()) + 1
            return Mistake(line=line, column=matched.start() - start + 1, place="YAML", problem=problem)
    return None


def _said(problem: str) -> str:
    for pattern, saying in _SAYINGS:
        matched = re.match(pattern, problem, re.DOTALL)
        if matched is not None:
            return matched.expand(saying)
    return problem


def _renamed(text: str, line: int, column: int, stand_in: str) -> str:
    """Begin a key that stands twice with another letter, so that everything else can be read where it stands."""
    lines = text.splitlines(keepends=True)
    for number in range(line - 1, min(line, len(lines))):
        at = column - 1 + (1 if lines[number][column - 1 : column] in {"'", '"'} else 0)
        lines[number] = lines[number][:at] + stand_in + lines[number][at + 1 :]
    return "".join(lines)


def _unreadable(*mistakes: Mistake) -> Tree:
    return Tree(content=None, mistakes=mistakes, _node=None)


def _mistake(node: Any, place: Place, problem: str) -> Mistake:
    line, column = 0, 0
    for depth, step in enumerate(place):
        try:
            line, column = node.lc.item(step) if isinstance(step, int) else node.lc.key(step)
            node = node[step]
        except (AttributeError, KeyError, TypeError, IndexError):  # a key that is missing: the place of what lacks it
            if isinstance(step, int):  # one value stands where a list could: there is no first of it
                place = place[:depth]
            break
    return Mistake(line=line + 1, column=column + 1, place=place_text(place), problem=problem)


def _no_word(node: Any, place: Place, key: object) -> Mistake:
    try:
        line, column = node.lc.key(key)
    except (KeyError, TypeError):  # it was merged in from elsewhere, which is refused as well
        line, column = node.lc.line, node.lc.col
    return Mistake(line=line + 1, column=column + 1, place=place_text(place), problem="a key must be a word; put it in quotes")


class _Reader:
    """Turns ruamel's nodes into plain values and collects what does not belong into a config."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._seen: set[int] = set()
        self.mistakes: list[Mistake] = []

    def plain(self, node: Any, place: Place) -> Any:
        if len(place) > _DEEPEST:
            return self._wrong(place[: _DEEPEST + 1], f"nested more than {_DEEPEST} deep")
        if getattr(getattr(node, "anchor", None), "value", None) or (isinstance(node, dict | list) and id(node) in self._seen):
            return self._wrong(place, "anchors (&) and aliases (*) are not used here; write the values out")
        if getattr(getattr(node, "tag", None), "value", None):
            return self._wrong(place, "tags (!) are not used here; put a value that begins with ! in quotes")
        if isinstance(node, dict | list):
            self._seen.add(id(node))
            return (
                self._mapping(node, place) if isinstance(node, dict) else [self.plain(entry, (*place, n)) for n, entry in enumerate(node)]
            )
        for kind in (str, bool, int, float):
            if isinstance(node, kind):
                return kind(node)
        if node is None or isinstance(node, date):
            return node
        return self._wrong(place, "a kind of value that is not used here; write text, a number, a list or keys")

    def _mapping(self, node: Any, place: Place) -> dict[str, Any]:
        content: dict[str, Any] = {}
        if getattr(node, "merge", None):
            self._wrong(place, "merges (<<) are not used here; write the values out")
        for key, value in node.items():
            if not isinstance(key, str):
                self.mistakes.append(_no_word(node, (*place, shortened(str(key))), key))
            elif _FIRST_STAND_IN <= ord(key[:1] or " ") <= _FIRST_STAND_IN + _MOST_DUPLICATES:
                continue
            elif _SECRET.fullmatch(key.lower()) and value is not None:
                instead = _variable_key(key)
                self._wrong((*place, str(key)), f"secrets do not belong in this file; write `{instead}: NAME` and keep it in that variable")
            elif value is not None:
                content[str(key)] = self.plain(value, (*place, str(key)))
        return content

    def _wrong(self, place: Place, problem: str) -> None:
        self.mistakes.append(_mistake(self._root, place, problem))


def _variable_key(key: str) -> str:
    """Return the key that names an environment variable in place of the secret."""
    known = ("password_env", "token_env", "slack_webhook_env", "teams_webhook_env", "discord_webhook_env")
    wanted = key.lower().removesuffix("_url") + "_env"
    return wanted if wanted in known else nearest(wanted, known) or "password_env"
