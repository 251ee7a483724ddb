"""Learn from what the person said of articles how much their sources and skills count.

Small steps, bounded, one after the other: the first click counts, and so does the last. Nothing else is learned from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import prod

from feeds.model.ids import SourceId
from pipeline.model.digests import Event, EventKind, Reason
from pipeline.settings import SkillId

#: By what one click multiplies the weight of the article's source. "Fewer from this source" halves, to be felt even of a source that
#: was much praised.
_SOURCE_STEPS: Mapping[EventKind, float] = {
    "done": 1.05,
    "more": 1.12,
    "save": 1.05,
    "shared": 1.08,
    "less": 0.87,
    "fewer_from_source": 0.5,
}
#: By what one click multiplies the weight of the article's strongest skill; of its second skill by the root of that, and so on.
_SKILL_STEPS: Mapping[EventKind, float] = {"more": 1.15, "less": 0.82, "save": 1.05, "shared": 1.05}
_LEAST_FACTOR, _MOST_FACTOR = 0.25, 1.75
_CALLED: Mapping[EventKind, str] = {"fewer_from_source": "fewer from this source"}


class Feedback:
    """What the person said, looked up once, and asked of every article."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Learn from *events*, in order of time."""
        self._of_source: defaultdict[SourceId, list[EventKind]] = defaultdict(list)
        self._of_skill: defaultdict[SkillId, list[EventKind]] = defaultdict(list)
        self._factor: defaultdict[SkillId, float] = defaultdict(lambda: 1.0)
        for event in events:
            if event.kind in _SOURCE_STEPS:
                self._of_source[event.source].append(event.kind)
            for place, skill in enumerate(event.skills, start=1):
                if event.kind in _SKILL_STEPS:
                    self._of_skill[skill].append(event.kind)
                    self._factor[skill] = _bounded(self._factor[skill] * _SKILL_STEPS[event.kind] ** (1 / place))
        #: The record of a source with this person.
        self.source = cache(self._source)
        #: What was said of articles that teach some skills, the strongest first.
        self.skills = cache(self._skills)

    def _source(self, source: SourceId) -> Reason:
        kinds, factor = self._of_source.get(source, ()), 1.0
        for kind in kinds:
            factor = _bounded(factor * _SOURCE_STEPS[kind])
        return Reason(name="source", value=round(factor, 4), words=_said(kinds, "about items of this source"))

    def _skills(self, skills: tuple[SkillId, ...]) -> Reason:
        """Return the geometric mean of the factors of *skills*: the second counts half of the first, and so on."""
        kinds = [kind for skill in skills for kind in self._of_skill.get(skill, ())]
        parts = [(self._factor.get(skill, 1.0), 1 / place) for place, skill in enumerate(skills, start=1)]
        factor = prod(factor**part for factor, part in parts) ** (1 / sum(part for _, part in parts))
        return Reason(name="feedback", value=round(factor, 4), words=_said(kinds, "about its skills"))


def _bounded(factor: float) -> float:
    return min(_MOST_FACTOR, max(_LEAST_FACTOR, factor))


def _said(kinds: Sequence[EventKind], about: str) -> str:
    return f"you said {_listed(kinds)} {about}" if kinds else f"you said nothing yet {about}"


def _listed(kinds: Sequence[EventKind]) -> str:
    """Return what was said and how often: "“more” twice, “less” once"."""
    often = {1: "once", 2: "twice"}
    return ", ".join(f"“{_CALLED.get(kind, kind)}” {often.get(count, f'{count} times')}" for kind, count in Counter(kinds).items())
