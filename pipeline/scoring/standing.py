"""Say what the person's words on texts tell of their own level on a skill: scores and proposals of another level rest on it alike.

What speaks is the level of a text and never the configured one: once that says the same, the same words change nothing more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.model.articles import Level
from pipeline.model.digests import Deed, EventKind
from pipeline.settings import HIGHEST_LEVEL, LOWEST_LEVEL, Gap

#: The level of a learner (0 none to 5 expert) to which a text of each level leads. The three stand two levels apart, so that somebody
#: between two of them is served by both.
LEADS_TO: Mapping[Level, int] = {"introduction": 1, "practice": 3, "deep": 5}
#: A text suits those whose level is up to so many below the one it leads to (`pipeline.scoring.level` takes all of them for right).
_SUITS_BELOW = 2
#: A word on a level says where the person stood then; after so long they may have learned what was too hard. Chosen, not measured.
REMEMBERED = timedelta(days=120)
#: By so many levels words move the configured one at most: what they say further is proposed, and for the person to set.
_MOST_LEVELS = 2
_WORDS: Mapping[EventKind, str] = {"too_easy": "“too easy”", "too_hard": "“too hard”"}
_OFTEN = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between which levels the person stands, both included."""

    at_least: int = LOWEST_LEVEL
    at_most: int = HIGHEST_LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a person stands on a skill as far as texts for it are concerned."""

    #: The configured level, moved by what they said.
    level: int
    #: 1 where a text that leads to this very level was too easy, so that one that leads further suits better; -1 where the next one
    #: that suits it was too hard; else 0.
    step: int = 0
    #: What they said, in words; "" for nothing.
    said: str = ""


def bounds_of(kind: EventKind, level: Level) -> Bounds:
    """Return what an item of *level* tells of the person: nothing, unless it was done, too easy or too hard.

    What was too easy says that they stand where such a text leads, or higher; what was too hard, that they stand at the lowest level
    it suits, or lower; what was done, that they stand at that level, or higher.
    """
    leads_to, suits_from = LEADS_TO[level], max(LOWEST_LEVEL, LEADS_TO[level] - _SUITS_BELOW)
    if kind == "too_hard":
        return Bounds(at_most=suits_from)
    return Bounds(at_least={"too_easy": leads_to, "done": suits_from}.get(kind, LOWEST_LEVEL))


def standing_of(gap: Gap, deeds: Iterable[Deed], now: datetime) -> Standing:
    """Return where the person stands on the skill of *gap*, as far as "too easy" and "too hard" say so, from the first one on.

    Of words that contradict each other the later one counts. To have done a text without a word tells too little to move a score by.

    Args:
        gap: the skill, with the level that the configuration states.
        deeds: what the person did, in the order in which they said it; what was said of other skills is passed over.
        now: the moment before which words are remembered.

    """
    words = [
        (deed.event.kind, deed.level)
        for deed in deeds
        if deed.event.kind in _WORDS and deed.level is not None and gap.skill in deed.skills and deed.event.at > now - REMEMBERED
    ]
    told = _agreed(bounds_of(kind, level) for kind, level in reversed(words))
    level = min(told.at_most, max(told.at_least, gap.level))
    level = min(gap.level + _MOST_LEVELS, max(gap.level - _MOST_LEVELS, level))
    is_outgrown = told.at_least > LOWEST_LEVEL and level <= told.at_least
    is_beyond = told.at_most < HIGHEST_LEVEL and level >= told.at_most
    return Standing(level=level, step=is_outgrown - is_beyond, said=_listed([kind for kind, _ in words]))


def _agreed(latest_first: Iterable[Bounds]) -> Bounds:
    agreed = Bounds()
    for one in latest_first:
        if one.at_least <= agreed.at_most and one.at_most >= agreed.at_least:
            agreed = Bounds(at_least=max(agreed.at_least, one.at_least), at_most=min(agreed.at_most, one.at_most))
    return agreed


def _listed(kinds: list[EventKind]) -> str:
    return ", ".join(f"{_WORDS[kind]} {_OFTEN.get(count, f'{count} times')}" for kind in _WORDS if (count := kinds.count(kind)))
