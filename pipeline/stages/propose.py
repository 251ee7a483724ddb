"""Choose what the person might pass on to a circle: what those people care about, can read, and have not had."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from math import prod

from pipeline.model.articles import SkillTag, Where
from pipeline.model.circles import Encounter, Proposal, Wait
from pipeline.model.digests import Candidate, Event, EventKind, Reason
from pipeline.model.ids import ArticleId, StoryId
from pipeline.open_address import open_address
from pipeline.plain import counted
from pipeline.scoring.freshness import freshness_of, kind_of_text
from pipeline.scoring.teaching import teaches
from pipeline.settings import SkillId
from pipeline.skills import Lexicon

#: Whoever said one of these of an article would not recommend it: it was not worth their time, or too hard to vouch for. One that was
#: too easy for them may suit others, but only they know whom: they can name it themselves.
_NOT_RECOMMENDED = frozenset[EventKind](("less", "fewer_from_source", "too_easy", "too_hard"))
#: What an article counts by what the person did with it, best first, and how that is said. What they have read and liked they can
#: recommend; what only stood in their digest they have yet to read.
_DONE_WITH_IT: tuple[tuple[EventKind, float, str], ...] = (
    ("more", 1.5, "you asked for more like it on {day}"),
    ("done", 1.4, "you read it on {day}"),
    ("shared", 1.4, "you passed it on to others on {day}"),
    ("save", 1.1, "you saved it for later on {day}"),
)
#: News and notes that count less than this by their age are no gift any more: news of eight days, a release of two weeks.
_STALE = 0.25
#: An article of so many words has room to teach something; what is shorter counts less.
_ROOM_TO_TEACH = 400
#: What the word that speaks most for a skill counts by where it stands. What an article is about, it says in its title or at its
#: beginning, if it is not spoken; of what it only says further down it is not a gift on that.
_PLACES: Mapping[Where, float] = {"title": 1.0, "heading": 0.9, "lead": 0.9, "transcript": 0.9, "tags": 0.8}
#: From so much interest on an article is a gift on the subject; what is below mentions it beside its own.
_LEAST_INTEREST = 0.75
#: A text that teaches less far than this tells of its writer, complains or only names things: no gift, whatever its title says. Of 102
#: English articles, by which it was chosen, it lets 51 of 62 through that teach, and 6 of 40 that do not; of 34 others, judged by reading
#: before they were measured, 21 of 23 and 1 of 11.
_LEAST_TEACHING = 0.4
#: From here on a text teaches as plainly as any.
_PLAINLY = 0.5
#: Below this score silence is better.
_LEAST = 0.25
#: What else it teaches is named where it teaches that nearly as much.
_NEARLY_AS_MUCH = 0.95
#: Each article of the same source in the list makes another count so much less, and each on the same skill. A list of one source is
#: that source's feed, and no gift: there are never more than two of one.
_SAME_SOURCE, _SAME_SKILL, _MOST_PER_SOURCE = 0.5, 0.75, 2
#: Skills that the reason names.
_MOST_NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What is there to choose from, and what it is judged by."""

    encounters: tuple[Encounter, ...]
    lexicon: Lexicon
    #: What the person learns: what a circle is taken to care about of which nothing is said.
    learnt: tuple[SkillId, ...]
    now: datetime
    #: The person's own, by which days are named.
    zone: tzinfo
    #: The text of an article, "" where it is not kept.
    text_of: Callable[[ArticleId], str]


def propose(wait: Wait, shelf: Shelf, has: AbstractSet[StoryId], most: int) -> tuple[Proposal, ...]:
    """Return up to *most* articles that the circle of *wait* may be glad to get, the best first.

    None is a text that teaches its readers nothing, or is private or without an address for everybody, in a language they do not read, on nothing they care about, stale news,
    something the person did not like, or of a story that they may have had: from the person, or, by *has*, from one of themselves.
    Of each story there is one article, and the list varies its sources and skills.
    """
    given = {share.story for share in wait.given} | has
    articles = {share.article for share in wait.given}
    wanted = shelf.lexicon.with_parts(wait.circle.cares_about or shelf.learnt)
    offered = [
        proposal
        for one in shelf.encounters
        if _may_be_given(one, wait.circle.languages)
        and one.candidate.story not in given
        and one.candidate.id not in articles
        and (proposal := _judged(one, wanted, shelf, is_said=bool(wait.circle.cares_about))) is not None
    ]
    return _varied(offered, most)


def _may_be_given(one: Encounter, languages: tuple[str, ...]) -> bool:
    candidate = one.candidate
    is_liked = not any(event.kind in _NOT_RECOMMENDED for event in one.events)
    return is_liked and candidate.language in languages and open_address(candidate) is not None


def _judged(one: Encounter, wanted: Mapping[SkillId, SkillId], shelf: Shelf, *, is_said: bool) -> Proposal | None:
    """Return *one* with its score; None where it teaches nothing they want, or not enough of it, or is stale."""
    candidate = one.candidate
    teaches = [tag for tag in candidate.tags if tag.is_present]
    main = max((tag.strength for tag in teaches), default=0.0)
    interests = sorted(
        ((_interest(tag, main), wanted[tag.skill]) for tag in teaches if tag.skill in wanted), key=_least_first, reverse=True
    )
    freshness = freshness_of(candidate, shelf.now)
    if not interests or (freshness.value < _STALE and kind_of_text(candidate) in {"news", "notice"}):
        return None
    best = interests[0][0]
    if best.value < _LEAST_INTEREST:
        return None
    lesson = _lesson(candidate, shelf)
    reasons = (best, lesson, _substance(candidate), freshness, _use(one, shelf))
    score = prod(reason.value for reason in reasons)
    if score < _LEAST:
        return None
    skills = tuple(dict.fromkeys(skill for interest, skill in interests if interest.value >= _NEARLY_AS_MUCH * best.value))
    why = "; ".join([reasons[-1].words, _teaches(skills, shelf.lexicon, is_said=is_said), *_age(candidate, shelf.now)])
    return Proposal(candidate=candidate, item=one.item, skills=skills, score=round(score, 4), reasons=reasons, why=why)


def _least_first(interest: tuple[Reason, SkillId]) -> tuple[float, SkillId]:
    return interest[0].value, interest[1]


def _interest(tag: SkillTag, main: float) -> Reason:
    """Return how much of an article is about the skill of *tag*; *main* is how strongly it teaches its main subject."""
    where = next((_PLACES.get(piece.where, 0.0) for piece in tag.evidence), 0.0)
    words = f"it teaches {tag.skill} ({tag.strength:.2f}), " + (
        "its main subject" if tag.strength == main else f"and something else more ({main:.2f})"
    )
    return Reason(name="interest", value=round(tag.strength * (tag.strength / main) ** 2 * where, 4), words=words)


def _lesson(candidate: Candidate, shelf: Shelf) -> Reason:
    """Return what it counts how far an article teaches: nothing where it does not.

    Speech is not measured: who talks says "I" whatever they teach, and there are no headings.
    """
    far = None if candidate.kind == "episode" else teaches(shelf.text_of(candidate.id), candidate.language)
    if far is None:
        return Reason(
            name="lesson", value=1.0, words="how far it teaches is not measured: it is spoken, or in a language whose words are not known"
        )
    value = min(1.0, far / _PLAINLY) if far >= _LEAST_TEACHING else 0.0
    return Reason(name="lesson", value=round(value, 4), words=f"how far it teaches whoever reads it: {far:.2f}")


def _substance(candidate: Candidate) -> Reason:
    if candidate.kind == "episode":
        return Reason(name="substance", value=1.0, words=f"an episode of {counted(candidate.minutes, 'minute')}")
    value = min(1.0, candidate.words / _ROOM_TO_TEACH)
    return Reason(name="substance", value=round(value, 4), words=f"a text of {counted(candidate.words, 'word')}")


def _use(one: Encounter, shelf: Shelf) -> Reason:
    """Return what it counts that the person did something with an article, the best of it."""
    events = {event.kind: event for event in one.events}
    for kind, value, words in _DONE_WITH_IT:
        if kind in events:
            return Reason(name="yours", value=value, words=words.format(day=_event_day(events[kind], shelf)))
    words = f"it stood in your digest of {_day(one.given_on, shelf)}" if one.given_on else "you told Gapfeed of it"
    return Reason(name="yours", value=1.0, words=words)


def _event_day(event: Event, shelf: Shelf) -> str:
    return _day(event.at.astimezone(shelf.zone).date(), shelf)


def _day(day: date, shelf: Shelf) -> str:
    year = "" if day.year == shelf.now.astimezone(shelf.zone).year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def _age(candidate: Candidate, now: datetime) -> tuple[str, ...]:
    """Return how old it is in words, where that is known."""
    if candidate.published is None:
        return ()
    days = max(0, (now - candidate.published).days)
    return (f"{counted(days, 'day')} old" if days else "of today",)


def _teaches(skills: tuple[SkillId, ...], lexicon: Lexicon, *, is_said: bool) -> str:
    names = " and ".join(f"“{lexicon.skills[skill].name('en') if skill in lexicon.skills else skill}”" for skill in skills[:_MOST_NAMED])
    return f"it teaches {names}, which {'they care about' if is_said else 'you learn'}"


def _varied(offered: Iterable[Proposal], most: int) -> tuple[Proposal, ...]:
    """Return the best of *offered*, one of each story, where each one from a source or on a skill makes the next one count less."""
    left = {proposal.candidate.id: proposal for proposal in offered}
    chosen: list[Proposal] = []
    sources: Counter[str] = Counter()
    skills: Counter[SkillId] = Counter()
    while left and len(chosen) < most:
        best = max(
            left.values(),
            key=lambda one: (
                one.score * _SAME_SOURCE ** sources[one.candidate.source_title] * _SAME_SKILL ** skills[one.skills[0]],
                one.candidate.id,
            ),
        )
        chosen.append(best)
        sources[best.candidate.source_title] += 1
        skills[best.skills[0]] += 1
        left = {
            article: one
            for article, one in left.items()
            if one.candidate.story != best.candidate.story and sources[one.candidate.source_title] < _MOST_PER_SOURCE
        }
    return tuple(chosen)
