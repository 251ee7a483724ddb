"""Say how much an article has aged: news ages in days, a guide in months."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pipeline.model.digests import Candidate, Reason
from pipeline.plain import counted

TextKind = Literal["news", "notice", "article", "episode", "guide"]

#: Days in which a text of each kind loses half of its freshness. Nobody has measured these for teaching texts; they are chosen so that
#: each kind keeps a quarter or more of it to the end of the time in which `stages.eligible` still lets it in.
_HALF_LIFE_DAYS: Mapping[TextKind, int] = {"news": 4, "notice": 7, "article": 30, "episode": 45, "guide": 120}
_CALLED: Mapping[TextKind, str] = {
    "news": "news", "notice": "a short note or release", "article": "an article", "episode": "an episode", "guide": "a guide",
}  # fmt: skip
#: Without a date it counts as if it had aged by half.
_UNDATED = 0.5
#: From so many words on an introduction or a text that goes deep is one to come back to.
_GUIDE_WORDS = 800
#: A whole text of fewer words announces rather than teaches.
_NOTE_WORDS = 250
#: A version or a date in a title, in any language: "v2.1", "1.4.0", "2026-03-04", "12.03.2026". Four numbers without a v may be an
#: address of the internet, and a v with one number is often a name (the engine V8, the lesson V1).
_DATED_TITLE = re.compile(r"(?<![\w.])(?:v\d+(?:\.\d+)+|\d+\.\d+\.\d+|\d{4}-\d\d-\d\d)(?![\w%]|\.\w)", re.IGNORECASE)


def freshness_of(candidate: Candidate, now: datetime) -> Reason:
    """Return how fresh *candidate* is: 1 for what is of now, half of it after the half-life of its kind."""
    kind = kind_of_text(candidate)
    half = f"{_CALLED[kind]} counts half after {_HALF_LIFE_DAYS[kind]} days"
    if candidate.published is None:
        return Reason(name="freshness", value=_UNDATED, words="no date given")
    days = max(0.0, (now - candidate.published).total_seconds() / 86_400)
    words = f"{counted(round(days), 'day')} old; {half}"
    return Reason(name="freshness", value=round(0.5 ** (days / _HALF_LIFE_DAYS[kind]), 4), words=words)


def kind_of_text(candidate: Candidate) -> TextKind:
    """Return how *candidate* ages, by its source and by what it is; no word of any language decides."""
    if candidate.kind == "episode":
        return "episode"
    if candidate.source_kind == "news":
        return "news"
    if candidate.level != "practice" and candidate.words >= _GUIDE_WORDS:
        return "guide"
    is_whole = candidate.text_from in {"page", "feed"}
    if (is_whole and candidate.words < _NOTE_WORDS) or _DATED_TITLE.search(candidate.title):
        return "notice"
    return "article"
