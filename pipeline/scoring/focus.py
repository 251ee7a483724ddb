"""Deepen one sub-topic of a focus at a time: the phrase in hand counts most until it is worked through, then the next."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model.digests import Candidate, Met, Reason
from pipeline.settings import Gap
from pipeline.words import Stems, fold, stem

#: What an article on the phrase in hand counts, and one on another phrase of the focus.
_IN_HAND, _BESIDE = 1.5, 1.2
#: A phrase is worked through when the person met so many articles on it in the time that `History.met` looks back.
WORKED_THROUGH = 5
#: Words, with the signs that belong to some of them (C++, C#); what else parts them does not matter to a phrase.
_WORD = re.compile(r"[\w+#]+")
_NONE_SET = Reason(name="focus", value=1.0, words="no focus set")
_NOTHING_OF_IT = Reason(name="focus", value=1.0, words="nothing of your focus")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How far the person is with the focus of one gap."""

    #: Articles met on each phrase.
    met: Mapping[str, int]
    #: The phrase that was met last of those that are not worked through, else the first of them; None where there is none left.
    in_hand: str | None


class Focus:
    """How far the person is with the phrases that their gaps focus on."""

    def __init__(self, gaps: Iterable[Gap], met: Iterable[Met]) -> None:
        """Count in *met*, the oldest first, what was met of the focus of each of *gaps*."""
        focused = tuple(gap for gap in gaps if gap.focus)
        self._phrases = tuple(dict.fromkeys(phrase for gap in focused for phrase in gap.focus))
        self._stems: dict[str, Stems] = {}
        self._wanted: dict[str, Mapping[str, str]] = {}
        self._heard = {one.candidate.id: self._spoken_of(one.candidate) for one in met} if focused else {}
        self._standing = {gap.skill: _standing(gap, self._heard.values()) for gap in focused}

    def of(self, candidate: Candidate, gap: Gap) -> tuple[Reason, str | None]:
        """Return what *candidate* counts for the focus of *gap*, and the phrase of it that it speaks of, None for none."""
        if not gap.focus:
            return _NONE_SET, None
        standing = self._standing_before(candidate, gap)
        spoken = [phrase for phrase in self._spoken_of(candidate) if phrase in standing.met]
        if not spoken:
            return _NOTHING_OF_IT, None
        if standing.in_hand in spoken:
            words = f"your focus: {standing.in_hand}, in hand now ({standing.met[standing.in_hand]} of {WORKED_THROUGH} articles so far)"
            return Reason(name="focus", value=_IN_HAND, words=words), standing.in_hand
        phrase = spoken[0]
        is_through = standing.met[phrase] >= WORKED_THROUGH
        words = f"your focus: {phrase}, " + (
            f"worked through with {standing.met[phrase]} articles lately" if is_through else f"which comes after {standing.in_hand}"
        )
        return Reason(name="focus", value=_BESIDE, words=words), phrase

    def _standing_before(self, candidate: Candidate, gap: Gap) -> _Standing:
        """Return how far the person is without *candidate*: explained after it was met, it counts what it would have counted then."""
        if candidate.id not in self._heard:
            return self._standing[gap.skill]
        return _standing(gap, (phrases for article, phrases in self._heard.items() if article != candidate.id))

    def _spoken_of(self, candidate: Candidate) -> tuple[str, ...]:
        """Return the phrases that stand in the title, the summary or the evidence of *candidate*, in any form of their words."""
        language = candidate.language
        if language not in self._stems:
            self._learn(language)
        stems = self._stems[language]
        text = "\n".join([candidate.title, candidate.summary, *(piece.words for tag in candidate.tags for piece in tag.evidence)])
        heard = f" {' '.join(map(stems.__getitem__, _WORD.findall(fold(text))))} "
        return tuple(phrase for phrase, wanted in self._wanted[language].items() if wanted in heard)

    def _learn(self, language: str) -> None:
        """Look up the stems of all phrases in *language*; a phrase of signs alone stands nowhere."""
        stems = {phrase: [stem(word, language) for word in _WORD.findall(fold(phrase))] for phrase in self._phrases}
        self._stems[language] = Stems(language, frozenset(one for phrase in stems.values() for one in phrase))
        self._wanted[language] = {phrase: f" {' '.join(words)} " for phrase, words in stems.items() if words}


def _standing(gap: Gap, heard: Iterable[tuple[str, ...]]) -> _Standing:
    """Return how far the person is with *gap*; *heard* are the phrases of each article that was met, the last met last."""
    met = dict.fromkeys(gap.focus, 0)
    last = dict.fromkeys(gap.focus, 0)
    for place, phrases in enumerate(heard, start=1):
        for phrase in phrases:
            if phrase in met:
                met[phrase] += 1
                last[phrase] = place
    open_phrases = [phrase for phrase in gap.focus if met[phrase] < WORKED_THROUGH]
    return _Standing(met=met, in_hand=max(open_phrases, key=last.__getitem__, default=None))
