"""The interface's own words in one language, with its plurals, dates, lists and numbers: the home of Babel.

Digits are the Latin ones (0-9) in every language, Arabic too: the number of an item is what one types after
`gapfeed done`, times and versions in the articles' titles use them, and most Arabic writing on technology does. Two
kinds of digits in one line would be worse than either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from pipeline.script import Direction
from pipeline.views import Line, Text
from pipeline.yaml_text import read_plain

if TYPE_CHECKING:
    from babel import Locale

#: English as most of its readers in the world write dates: "4 March", not "March 4".
_LOCALES = {"en": "en_GB"}
#: Days ago that are said so; older items bear their date.
_MOST_DAYS_AGO = 6

Value = str | int | Text | Line
"""What may be filled into a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The words of one language."""

    language: str
    direction: Direction
    #: Key -> text, or a text for each CLDR plural category.
    texts: Mapping[str, str | Mapping[str, str]] = field(repr=False)

    def say(self, key: str, *, n: int | None = None, **values: str | int) -> str:
        """Return the phrase *key* with *values* filled in, in the form that the number *n* asks for.

        Raises:
            KeyError: there is no such phrase, or it asks for a value that was not given.
        """
        return "".join(map(str, self.line(key, n=n, **values)))

    def line(self, key: str, *, n: int | None = None, **values: Value) -> Line:
        """Return the phrase *key* like `say`, as a sentence in which texts keep their language and direction.

        Raises:
            KeyError: there is no such phrase, or it asks for a value that was not given.
        """
        known = values if n is None else {"n": self.number(n), **values}
        return _filled(self._template(key, n), known)

    def listed(self, items: Sequence[Value]) -> Line:
        """Return *items* as a list in words: "a, b and c"."""
        if not items:
            return ()
        from babel.lists import format_list

        names = [f"item{position}" for position in range(len(items))]
        template = format_list([f"{{{name}}}" for name in names], style="standard", locale=self._locale)
        return _filled(template, dict(zip(names, items, strict=True)))

    def number(self, number: int) -> str:
        """Return *number* with the separators of the language."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self._locale, numbering_system="latn")

    def day(self, day: date) -> str:
        """Return *day* without its year: "4 March"."""
        return self._skeleton("MMMMd", day)

    def full_day(self, day: date) -> str:
        """Return *day* with its year: "4 March 2026"."""
        from babel.dates import format_date

        return format_date(day, "long", locale=self._locale)

    def weekday(self, day: date) -> str:
        """Return *day* with its name, without its year: "Wednesday 4 March"."""
        from babel.dates import format_date

        return self.say("weekday_and_day", weekday=format_date(day, "EEEE", locale=self._locale), day=self.day(day))

    def month(self, day: date) -> str:
        """Return the month of *day*: "March 2026"."""
        return self._skeleton("yMMMM", day)

    def moment(self, moment: datetime, zone: tzinfo) -> str:
        """Return the *moment* as a day and a time in *zone*: "4 March 2026, 07:00"."""
        local = moment.astimezone(zone)
        return self.say("day_and_time", day=self.full_day(local.date()), time=local.strftime("%H:%M"))

    def when(self, day: date, today: date) -> str:
        """Return *day* as one says it on *today*: "yesterday", "3 days ago", "26 February", with its year where it is another."""
        days = (today - day).days
        if days in {0, 1}:
            return self.say("yesterday" if days else "today")
        if 0 < days <= _MOST_DAYS_AGO:
            return self.say("days_ago", n=days)
        return self.day(day) if day.year == today.year else self.full_day(day)

    def plural(self, n: int) -> str:
        """Return the CLDR category of *n* in this language: "one", "few", "other"."""
        return self._locale.plural_form(n)

    @property
    def plural_categories(self) -> frozenset[str]:
        """All CLDR categories for whole numbers that the language has."""
        return frozenset(self._locale.plural_form.tags) | {"other"}

    @property
    def _locale(self) -> "Locale":
        return _locale(self.language)

    def _skeleton(self, skeleton: str, day: date) -> str:
        from babel.dates import format_skeleton

        return format_skeleton(skeleton, day, locale=self._locale)

    def _template(self, key: str, n: int | None) -> str:
        text = self.texts[key]
        if isinstance(text, str):
            return text
        if n is None:
            message = f"the phrase {key!r} has a form for each number and was given none"
            raise KeyError(message)
        return text.get(self.plural(n)) or text["other"]


def _filled(template: str, values: Mapping[str, Value]) -> Line:
    """Fill *values* into *template*, joining what is plain."""
    parts: list[str | Text] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            value = values[name]
            parts.extend(value if isinstance(value, tuple) else (str(value) if isinstance(value, int) else value,))
    return joined(parts)


def joined(parts: Iterable[str | Text]) -> Line:
    """Return *parts* as a line in which plain strings that follow each other are one."""
    line: list[str | Text] = []
    for part in parts:
        last = line[-1] if line else None
        if isinstance(part, str) and isinstance(last, str):
            line[-1] = last + part
        elif part != "":
            line.append(part)
    return tuple(line)


def read_phrases(folder: Path, *languages: str) -> Phrases:
    """Return the phrases that lie in *folder* for the first of *languages* that has any, English where none has."""
    language = spoken(folder, *languages)
    return parse_phrases(language, (folder / f"{language}.yaml").read_text(encoding="utf-8"))


def spoken(folder: Path, *languages: str) -> str:
    """Return the first of *languages* that has phrases in *folder*, "en" where none has."""
    return next((language for language in languages if (folder / f"{language}.yaml").is_file()), "en")


def english_name(language: str) -> str:
    """Return what a language is called in English, the code itself where Babel knows no name: "de" is "German"."""
    from babel import Locale

    return str(Locale("en").languages.get(language, language))


def parse_phrases(language: str, text: str) -> Phrases:
    """Return the phrases that the YAML *text* holds for *language*."""
    content = read_plain(text)
    if not isinstance(content, dict):
        message = f"phrases for {language!r} must be a mapping of keys to texts"
        raise TypeError(message)
    right_to_left = _locale(language).text_direction == "rtl"
    return Phrases(language=language, direction="rtl" if right_to_left else "ltr", texts=content)


@lru_cache
def _locale(language: str) -> "Locale":
    from babel import Locale

    return Locale.parse(_LOCALES.get(language, language))
