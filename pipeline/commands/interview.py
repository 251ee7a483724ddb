"""The conversation of `gapfeed init`: three questions, each with an answer that fits most people."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast, get_args

import click

from pipeline.catalog import Catalogue, sources_for
from pipeline.commands.context import say
from pipeline.config import times, values
from pipeline.config.starter import Answers
from pipeline.errors import UsageError
from pipeline.nearest import did_you_mean
from pipeline.settings import HIGHEST_LEVEL, Channel, Circle, Gap, Mode, Network, SkillId, Window
from pipeline.skill_finder import find_skills
from pipeline.skills import Lexicon, Skill

_Value = TypeVar("_Value")
_SCALE = "0 never tried · 1 have seen it · 2 can do it with help · 3 do it alone · 4 others ask me · 5 could teach it"
_NETWORKS = get_args(Network)


def can_ask() -> bool:
    """Tell whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """Collects the answers: from the options where they were given, else from the person, else the defaults."""

    lexicon: Lexicon
    catalogue: Catalogue
    #: The options of the command by name; None or () for those that were not given.
    given: Mapping[str, object]
    asks: bool
    #: The system's time zone, None where it has none.
    zone: str | None

    def hold(self) -> Answers:
        """Return everything the config needs to know.

        Raises:
            UsageError: an option says something that cannot be.
        """
        if self.asks:
            say("Three questions; Enter takes what stands in brackets. Nothing you type leaves this machine.")
            say("\nWHAT do you want to learn?")
        gaps = tuple(self._gap(str(text)) for text in self._several("skills")) or self._ask_gaps()
        if self.asks:
            say("\nWHEN can you learn?")
        window = Window(
            name="my time",
            days=self._answer("days", "On which days (mon-fri; sat, sun; every day)", "mon-fri", times.days),
            minutes=self._answer("minutes", "How many minutes on such a day", 20, _minutes),
            mode=self._answer("mode", "Do you read then, listen, or either (read, listen, any)", "any", _mode),
        )
        if self.asks:
            say("\nWITH WHOM do you learn?")
        circle = self._circle(gaps)
        if self.asks:
            say("\nAnd two small things.")
        languages = self._languages()
        timezone = self._timezone()
        return Answers(
            languages=languages,
            gaps=gaps,
            windows=(window,),
            name=self._checked("name", values.text) if self.given.get("name") else None,
            timezone=timezone,
            circle=circle,
            follow_catalogue=self._follow_catalogue(gaps, languages),
        )

    def _gap(self, text: str) -> Gap:
        """Read ID[:LEVEL[:TARGET]]."""
        name, *numbers = text.strip().split(":")
        skill = SkillId(name.strip().lower())
        if skill not in self.lexicon.skills:
            suggestion = did_you_mean(skill, self.lexicon.skills) or "; `gapfeed skills find WORDS` looks for one"
            message = f"--skill {text}: no skill is called {name!r}{suggestion}"
            raise UsageError(message)
        if len(numbers) > 2 or not all(number.isascii() and number.isdigit() and int(number) <= HIGHEST_LEVEL for number in numbers):
            message = f"--skill {text}: expected ID:LEVEL:TARGET with levels from 0 to {HIGHEST_LEVEL}, like {skill}:2:4"
            raise UsageError(message)
        level = int(numbers[0]) if numbers else 1
        target = int(numbers[1]) if len(numbers) > 1 else min(level + 2, HIGHEST_LEVEL)
        if target < level:
            message = f"--skill {text}: the target {target} lies below the level {level}"
            raise UsageError(message)
        return Gap(skill=skill, level=level, target=target)

    def _ask_gaps(self) -> tuple[Gap, ...]:
        say(f"The fields are {', '.join(self.lexicon.groups)}.")
        gaps: dict[SkillId, Gap] = {}
        while True:
            words = click.prompt(
                "A skill, a word for it, or a field" + (" (Enter: that is all)" if gaps else ""), default="", show_default=False
            )
            if not words.strip():
                if gaps:
                    return tuple(gaps.values())
                say("One is enough to begin with.")
                continue
            skill = self._choose(words)
            if skill is not None:
                gaps[skill.id] = _ask_gap(skill)

    def _choose(self, words: str) -> Skill | None:
        group = words.strip().lower()
        found = tuple(skill for skill in self.lexicon.skills.values() if skill.group == group) or find_skills(self.lexicon, words, most=8)
        if not found:
            say(f"Nothing answers to {words!r}; try another word for it.")
            return None
        exact = [skill for skill in found if skill.id == group]
        if exact or len(found) == 1:
            say(f"  {(exact or found)[0].name('en')}: {(exact or found)[0].about}")
            return (exact or [*found])[0]
        for number, skill in enumerate(found, start=1):
            say(f"  {number:2}  {skill.name('en')}: {skill.about}")
        number = click.prompt("Which number (0: none of them)", type=click.IntRange(0, len(found)), default=1)
        return found[number - 1] if number else None

    def _circle(self, gaps: tuple[Gap, ...]) -> Circle | None:
        name = str(self.given.get("circle") or "")
        if not name and self.asks:
            name = click.prompt(
                "What do you call them, e.g. team, friends, public (Enter: nobody yet)", default="", show_default=False
            ).strip()
        if not name:
            return None
        via = self._answer(None, f"Where do you meet ({', '.join(_NETWORKS)})", "slack, linkedin", _networks)
        skills = tuple(gap.skill for gap in gaps)
        return Circle(name=values.text(name), who=None, languages=(), cares_about=skills, via=via, every=None)

    def _languages(self) -> tuple[str, ...]:
        given = self._several("languages")
        if given:
            return tuple(dict.fromkeys(self._read("language", str(code), values.language) for code in given))
        return self._answer(
            None, "Which languages do you read (two-letter codes; the digest's own first)", ", ".join(_system_languages()), _language_list
        )

    def _timezone(self) -> str | None:
        if self.given.get("timezone"):
            return self._checked("timezone", lambda name: times.timezone(name).key)
        if not self.asks:
            return None
        zone = click.prompt("Your time zone", default=self.zone or "UTC", value_proc=_asked(lambda name: times.timezone(name).key))
        return None if zone == self.zone else zone

    def _follow_catalogue(self, gaps: tuple[Gap, ...], languages: tuple[str, ...]) -> bool:
        given = self.given.get("catalog")
        if given is not None or not self.asks:
            return given is not False
        count = len(sources_for(self.catalogue, tuple(gap.skill for gap in gaps), languages))
        if count == 0:
            return True
        return click.confirm(f"The catalogue has {count} sources for these skills and languages. Follow them?", default=True)

    def _answer(self, option: str | None, question: str, default: object, read: Callable[[object], _Value]) -> _Value:
        """Return what the option says, if there is one for it, else what the person answers, else the default."""
        if option is not None and self.given.get(option) is not None:
            return self._checked(option, read)
        if not self.asks:
            return read(default)
        answer: _Value = click.prompt(question, default=str(default), value_proc=_asked(read))
        return answer

    def _checked(self, option: str, read: Callable[[object], _Value]) -> _Value:
        return self._read(option, self.given[option], read)

    def _read(self, option: str, value: object, read: Callable[[object], _Value]) -> _Value:
        try:
            return read(value)
        except ValueError as error:
            message = f"--{option}: {error}"
            raise UsageError(message) from error

    def _several(self, option: str) -> tuple[object, ...]:
        given = self.given.get(option)
        return given if isinstance(given, tuple) else ()


def _ask_gap(skill: Skill) -> Gap:
    say(f"  {_SCALE}")
    level = click.prompt("  Where are you now", type=click.IntRange(0, HIGHEST_LEVEL), default=1)
    target = click.prompt("  Where do you want to be", type=click.IntRange(level, HIGHEST_LEVEL), default=min(level + 2, HIGHEST_LEVEL))
    by = click.prompt("  By when, like 2027-03-01 (Enter: no hurry)", default="", show_default=False, value_proc=_asked(_day_or_none))
    return Gap(skill=skill.id, level=level, target=target, by=by)


def _asked(read: Callable[[object], _Value]) -> Callable[[str], _Value]:
    """Let a prompt ask again, with the sentence, where *read* refuses an answer."""

    def convert(text: str) -> _Value:
        try:
            return read(text)
        except ValueError as error:
            raise click.UsageError(str(error)) from error

    return convert


def _day_or_none(value: object) -> date | None:
    return times.day_of_calendar(value) if str(value).strip() else None


def _minutes(value: object) -> int:
    text = str(value).strip().removesuffix("m").strip()
    return values.whole(int(text) if text.isascii() and text.isdigit() else value, 1, 600)


def _mode(value: object) -> Mode:
    return cast("Mode", values.choice(value, get_args(Mode)))


def _networks(value: object) -> tuple[Channel, ...]:
    return tuple(Channel(network=cast("Network", values.choice(name, _NETWORKS))) for name in str(value).replace(",", " ").split())


def _language_list(value: object) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(values.language(code) for code in str(value).replace(",", " ").split()))
    if not codes:
        message = "expected at least one language, such as en"
        raise ValueError(message)
    return codes


def _system_languages() -> tuple[str, ...]:
    """Return the language of the desktop and English, as a first guess."""
    own = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2].lower()
    try:
        return tuple(dict.fromkeys((values.language(own), "en")))
    except ValueError:
        return ("en",)
