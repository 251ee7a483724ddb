"""Say whether a later telling of a story that the person had is an update, and name what it has that is new.

A second telling that comes back as if it were news costs the person's time and trust; an update that is missed is one more article
left out. So every rule here keeps back where it cannot be sure.

New names and numbers alone prove nothing: each newspaper tells an event with other ones. Of the 422 tellings in ECB+ that are not the
first of their event, 326 have four or more that the first has not. So an update must also name a day that lies after the tellings the
person had and before its own publication. ECB+ does not say when a text was published; but of the 124 tellings that name days as the
first does, only 3 name two later than all of the first, one of which may be the day of publication.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import itemgetter

from pipeline.anchors import day_of_year, days_in, is_day, is_name, is_time, numbers_in
from pipeline.model.digests import Candidate, EventKind, History, Reason, ScoredArticle, SentPick, Update
from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.stories import StoryTraits
from pipeline.words import Pieces, fold, stem, taken_apart

#: An event is told by everybody within a day; what is published later than that may know more.
_LATER = timedelta(days=1)
#: A day alone may be a misprint: beside it an update has two more new things. On ECB+ any number up to eight comes to the same.
_LEAST_NEW = 3
#: By so much the day where an article was written may differ from that in UTC.
_ZONES = timedelta(hours=8)
#: Of the text, what story traits are made of, too (characters).
_COMPARED = 6_000
#: New things that the reason names.
_MOST_NAMED = 4
#: Who said this of a telling wants no more of its story.
_ENOUGH: frozenset[EventKind] = frozenset({"less", "too_easy", "too_hard"})
#: What belongs to a number beside its digits: "12.75", "2:15", "52-3".
_NUMBER = re.compile(r"\w+(?:[.,:/–-]\w+)*%?")
#: A year dates an event, and is no news of it.
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retelling:
    """An article whose story the person had from another source, with what is kept of it."""

    candidate: Candidate
    #: None where its story traits are not kept.
    traits: StoryTraits | None
    #: Empty where its text is not kept any more.
    text: str


def retold_in(candidates: Iterable[Candidate], history: History) -> tuple[tuple[Candidate, ...], tuple[ArticleId, ...]]:
    """Return those of *candidates* whose story stood in a digest while they did not, and the articles that told those stories there."""
    sent = {pick.article for pick in history.sent}
    stories = {pick.story for pick in history.sent}
    retold = tuple(one for one in candidates if one.story in stories and one.id not in sent)
    again = {one.story for one in retold}
    return retold, tuple(dict.fromkeys(pick.article for pick in history.sent if pick.story in again))


def updates_in(
    retellings: Iterable[Retelling], given: Mapping[ArticleId, StoryTraits], history: History
) -> Mapping[ArticleId, Update | str]:
    """Return of each retelling which update it is, or why it is none, in words that go on after "its story was in your digest".

    Args:
        retellings: articles whose story stood in an earlier digest.
        given: the traits of the articles that stood there, as far as they are kept.
        history: what was sent, and what the person said to it.

    """
    sent: dict[StoryId, list[SentPick]] = {}
    for pick in history.sent:
        sent.setdefault(pick.story, []).append(pick)
    enough = frozenset(event.article for event in history.events if event.kind in _ENOUGH)
    return {one.candidate.id: _update(one, sent[one.candidate.story], given, enough) for one in retellings}


def marked(scored: ScoredArticle, update: Update) -> ScoredArticle:
    """Return *scored* as the update that it is; that it is one stands among its reasons, and changes nothing in its score."""
    words = f"an update on a story you had on {update.day.isoformat()}: new are {', '.join(update.news)}"
    return replace(scored, update=update, reasons=(*scored.reasons, Reason(name="update", value=1.0, words=words)))


def _update(one: Retelling, sent: Sequence[SentPick], given: Mapping[ArticleId, StoryTraits], enough: frozenset[ArticleId]) -> Update | str:
    mine, published = one.traits, one.candidate.published
    theirs = [given[pick.article] for pick in sent if pick.article in given]
    if any(pick.article in enough for pick in sent):
        return "which you wanted no more of"
    if mine is None or len(theirs) < len(sent):
        return "and what it told there is not known any more"
    if published is None or any(published < telling.at + _LATER for telling in theirs):
        return "and this telling is not known to be a day later"
    if mine.url_key is not None and any(mine.url_key == telling.url_key for telling in theirs):
        return "and this is the same page"
    news = _news(one, mine, theirs)
    if len(news) < _LEAST_NEW:
        return f"and this telling adds too little that is new ({', '.join(news) or 'nothing'})"
    known = frozenset[str]().union(*(telling.anchors for telling in theirs))
    after, before = max(telling.at for telling in theirs) + _ZONES, published - _ZONES
    if not any(_between(anchor, after, before) for anchor in mine.anchors - known if is_day(anchor)):
        return f"and this telling names no day since then, whatever else is new ({', '.join(news[:_MOST_NAMED])})"
    return Update(day=max(pick.day for pick in sent), news=news[:_MOST_NAMED])


def _between(anchor: str, after: datetime, before: datetime) -> bool:
    """Say whether a day of the year is one that lies between two moments, and is neither's own."""
    for year in {after.year, before.year}:
        try:
            named = date.fromisoformat(f"{year}-{day_of_year(anchor)}")
        except ValueError:
            continue
        if after.date() < named < before.date():
            return True
    return False


def _news(one: Retelling, mine: StoryTraits, theirs: Sequence[StoryTraits]) -> tuple[str, ...]:
    """Return the names, numbers and days that nobody of *theirs* has, each once, as they stand in the article, in its order."""
    known = frozenset[str]().union(*(telling.anchors for telling in theirs))
    # The same name is written differently in another language: across languages only numbers and days tell.
    one_language = all(telling.language == mine.language for telling in theirs)
    familiar = _familiar(theirs)
    found: list[str] = []
    said: set[str] = set()
    for text in (one.candidate.title, one.text):
        pieces = taken_apart(text[: 2 * _COMPARED]).until(_COMPARED)
        places = [*_new_numbers(text, pieces, known)]
        if one_language:
            places.extend(_new_names(pieces, mine, familiar))
        for start, end, signs in sorted(places, key=itemgetter(0)):
            # Whoever was named in full is not somebody else by the surname alone.
            if not signs <= said:
                found.append(" ".join(text[start:end].split()).removesuffix("'s").removesuffix("’s"))
                said |= signs
    return tuple(found)


def _familiar(theirs: Sequence[StoryTraits]) -> frozenset[str]:
    """Return the stems of all words that *theirs* tell with: a name may stand in a headline or begin a sentence there."""
    return frozenset(
        word
        for telling in theirs
        for words in (
            telling.title_lemmas,
            (lemma for lemma, _ in telling.lemmas),
            (stem(name, telling.language) for name in telling.anchors),
        )
        for word in words
    )


def _new_names(pieces: Pieces, mine: StoryTraits, familiar: frozenset[str]) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield where the names stand of which no word is familiar, each with the stems of its words; the words of one name belong together."""
    began, ended = -1, -1
    stems: set[str] = set()
    for (start, end), word in zip(pieces.spans, pieces.surfaces, strict=True):
        name = fold(word).removesuffix("'s").removesuffix("’s")
        if not (word and word[0].isupper() and name in mine.anchors and is_name(name) and not is_time(name)):
            continue
        if start != ended + 1:
            if stems and not stems & familiar:
                yield began, ended, frozenset(stems)
            began, stems = start, set()
        ended = end
        stems.add(stem(name, mine.language))
    if stems and not stems & familiar:
        yield began, ended, frozenset(stems)


def _new_numbers(text: str, pieces: Pieces, known: frozenset[str]) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield where the days and numbers stand that are not *known*, with those; a number with all that belongs to it."""
    in_days: set[int] = set()
    for day, start, end in days_in(pieces):
        in_days.update(range(start, end))
        if day not in known:
            yield start, end, frozenset((day,))
    wholes: dict[tuple[int, int], set[str]] = {}
    began, ended = -1, -1
    for number, start, end in numbers_in(pieces):
        if start in in_days or _YEAR.fullmatch(number):
            continue
        if start >= ended:
            whole = _NUMBER.match(text, start)
            began, ended = start, max(end, whole.end() if whole else end)
        wholes.setdefault((began, ended), set()).add(number)
    yield from ((start, end, frozenset(numbers)) for (start, end), numbers in wholes.items() if not numbers & known)
