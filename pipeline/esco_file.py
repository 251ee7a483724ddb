"""Read skills_LANG.csv of the official ESCO download (https://esco.ec.europa.eu/en/use-esco/download): the skills of one language.

Its columns are conceptType, conceptUri, skillType, reuseLevel, preferredLabel, altLabels, hiddenLabels, status, modifiedDate, scopeNote,
definition, inScheme, description; which of them there are, and in which order, has changed between releases.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from pipeline.esco import address_of
from pipeline.plain import one_line
from pipeline.words import words_of

_SKILL = "knowledgeskillcompetence"
_NEEDED = ("concepturi", "preferredlabel")
#: Labels stand on lines of their own; in the files of ESCO's collections between bars.
_BETWEEN_LABELS = re.compile(r"\n|\s\|\s")
#: No label is longer (characters); the longest of ESCO 1.2 in the languages we looked at has less than half.
_LONGEST_LABEL = 300
_LANGUAGE = re.compile(r"_([a-z]{2})(?![a-z])[^_]*\.csv", re.IGNORECASE)


class NotEsco(ValueError):
    """The file is not ESCO's, or damaged; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EscoEntry:
    """What the file of one language says of a concept."""

    address: str
    #: Its name, then its other labels; at least one.
    labels: tuple[str, ...]
    about: str


def language_in(file_name: str) -> str | None:
    """Return the language that a file of the download is in, by its name.

    >>> language_in("skills_bg.csv"), language_in("skills_pl (1).csv"), language_in("skills.csv")
    ('bg', 'pl', None)
    """
    found = _LANGUAGE.search(file_name)
    return found[1].lower() if found else None


def entries_in(lines: Iterable[str]) -> Iterator[EscoEntry]:
    """Yield the skills that the lines of a file hold; each line still with its line break.

    Raises:
        NotEsco: it is another file, or damaged.
    """
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, None)
        if header is None:
            _refuse("it is empty")
        columns = _columns(header)
        kinds = set()
        count = 0
        for row in reader:
            if not row:
                continue
            if len(row) != len(columns):
                _refuse(
                    f"line {reader.line_num}: {len(row)} columns where the first line has {len(columns)}: it is damaged, or was cut off"
                )
            cells = dict(zip(columns, row, strict=True))
            kinds.add(cells.get("concepttype", ""))
            entry = _entry(cells, reader.line_num)
            if entry is not None:
                count += 1
                yield entry
    except csv.Error as error:
        too_long = f"a cell of more than {csv.field_size_limit():,} characters" if "field limit" in str(error) else error
        _refuse(f"line {reader.line_num}: {too_long}: it is damaged, or was cut off")
    if not count:
        others = ", ".join(sorted(filter(None, map(one_line, kinds)))[:3])
        _refuse("it holds no skills" + (f" but concepts of the kind {others[:100]}" if others and others.lower() != _SKILL else ""))


def _columns(header: list[str]) -> list[str]:
    columns = [name.strip().lower() for name in header]
    if not set(_NEEDED) <= set(columns):
        _refuse("its first line does not name the columns conceptUri and preferredLabel, as skills_LANG.csv of the ESCO download does")
    return columns


def _entry(cells: dict[str, str], line: int) -> EscoEntry | None:
    """Return what a row says; None where it is no skill, was withdrawn, or has no name in this language that texts could hold."""
    address = address_of(cells["concepturi"])
    name = one_line(cells["preferredlabel"])
    is_skill = cells.get("concepttype", _SKILL).strip().lower() == _SKILL
    is_released = cells.get("status", "").strip().lower() in {"", "released"}
    if address is None or not words_of(name) or not is_skill or not is_released:
        return None
    if len(name) > _LONGEST_LABEL:
        _refuse(f"line {line}: a name of {len(name)} letters: it is damaged")
    others = _BETWEEN_LABELS.split("\n".join(cells.get(column, "") for column in ("altlabels", "hiddenlabels")))
    labels = dict.fromkeys(label for label in (name, *map(one_line, others)) if len(label) <= _LONGEST_LABEL and words_of(label))
    return EscoEntry(address=address, labels=tuple(labels), about=one_line(cells.get("description") or cells.get("definition") or ""))


def _refuse(why: str) -> NoReturn:
    raise NotEsco(why)
