"""Say how new an article is to somebody who met others on the same skill lately."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from itertools import chain

from pipeline.model.articles import SkillTag
from pipeline.model.digests import Candidate, Met, Reason
from pipeline.settings import SkillId
from pipeline.skills import Lexicon
from pipeline.words import stems_of

#: How long an article is remembered (days); each day it counts a little less.
REMEMBERED_DAYS = 60
#: What an article counts that says nothing but what was met today: to read of a thing again is learning, too.
_LEAST = 0.6
_NEW = Reason(name="novelty", value=1.0, words="new to you: you met nothing like it lately")


class Novelty:
    """What the person met lately of each skill, by the stems of its titles and of the words that spoke for the skill."""

    def __init__(self, met: Iterable[Met], today: date, lexicon: Lexicon) -> None:
        """Remember the articles in *met*, the oldest first, that teach a skill and were met up to *today*."""
        self._named_by = cache(lambda skill: _names(skill, lexicon))
        self._met = tuple(one for one in met if 0 <= (today - one.day).days < REMEMBERED_DAYS)
        self._places = {one.candidate.id: place for place, one in enumerate(self._met)}
        self._memory = [1 - (today - one.day).days / REMEMBERED_DAYS for one in self._met]
        #: Which of those articles spoke of a sub-topic of a skill.
        self._spoke_of: defaultdict[SkillId, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, one in enumerate(self._met):
            for tag in one.candidate.tags:
                if tag.is_present:
                    for topic in self._topics(one.candidate, tag):
                        self._spoke_of[tag.skill][topic].append(place)

    def of(self, candidate: Candidate, tag: SkillTag, focus: str | None) -> Reason:
        """Return how new *candidate* is in what it teaches of the skill of *tag*: 1 where nothing of it was met, down to 0.6.

        It is held against the one article of that skill that has most of its sub-topics. The words of *focus*, the phrase on which
        the person wants to go deep, do not count.
        """
        known = self._spoke_of.get(tag.skill)
        if known is None:
            return _NEW
        topics = self._topics(candidate, tag)
        if focus is not None:
            topics -= frozenset(stems_of(focus, candidate.language))
        counts = Counter(chain.from_iterable(filter(None, map(known.get, topics))))
        # Explained after it was given, it is as new as it was then.
        counts.pop(self._places.get(candidate.id, -1), None)
        # Several of the same likeness: the one that was met last.
        likeness, place = max(((count * self._memory[place], place) for place, count in counts.items()), default=(0.0, 0))
        if not likeness:
            return _NEW
        like = self._met[place]
        words = f"{counts[place]} of its {len(topics)} sub-topics were in “{like.candidate.title}”, which you met on {like.day.isoformat()}"
        return Reason(name="novelty", value=round(1 - (1 - _LEAST) * likeness / len(topics), 4), words=words)

    def _topics(self, candidate: Candidate, tag: SkillTag) -> frozenset[str]:
        """Return the sub-topics of *candidate*; the names of the skill itself are none."""
        language = candidate.language
        said = _stems(candidate.title, language).union(*[_stems(piece.words, language) for piece in tag.evidence])
        return said - self._named_by(tag.skill)


# The words of a lexicon are found again and again, and a title is looked at for each gap.
@lru_cache(maxsize=20_000)
def _stems(words: str, language: str) -> frozenset[str]:
    return frozenset(stems_of(words, language))


def _names(skill: SkillId, lexicon: Lexicon) -> frozenset[str]:
    """Return the stems of the names of *skill* in all languages."""
    known = lexicon.skills.get(skill)
    return frozenset(stem for language, name in (known.names.items() if known else ()) for stem in stems_of(name, language))
