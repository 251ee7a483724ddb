"""Say why an article cannot be in today's digest at all, or that it can."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.model.sources import SourceKind
from pipeline.heard import speaks_of
from pipeline.model.digests import Candidate, Event, EventKind, History, LeftOut, SentPick, Update
from pipeline.model.ids import ArticleId
from pipeline.settings import Settings

#: How long an item stays worth giving: news ages in days, a guide or a conversation in months.
OLDEST: Mapping[SourceKind, timedelta] = {
    "news": timedelta(days=21),
    "blog": timedelta(days=120),
    "podcast": timedelta(days=180),
    "circle": timedelta(days=120),
}
#: Clocks differ: an item from the near future is taken as of now.
_CLOCK_SLACK = timedelta(hours=2)

#: What a person says of an item that ends its chances, in words.
_DEALT_WITH: Mapping[EventKind, str] = {"done": "done", "less": "less like this", "too_easy": "too easy", "too_hard": "too hard"}

#: Addresses of pages that every site has and that teach nothing, in the languages we serve; and of lists of articles. Only
#: at the root of a site, of one of its languages or of its blog: deeper, an article may well be called "search".
#: What stands around the path is that of any address (RFC 3986, appendix B).
_STANDING_PAGES = re.compile(
    r"(?:[^:/?#]+:)?(?://[^/?#]*)?"
    r"/(?:(?:[a-z]{2}(?:-[a-z]{2})?|index\.php|pages?|blog|site|info)/)?"
    r"(?:contacts?|contact-(?:us|me)|about(?:-us|-me)?|chat|impressum|imprint|privacy(?:-policy)?|terms(?:-[a-z]+){0,3}|faq|search|tags|categories|archives?"
    r"|kontakt|o-mnie|o-nas|polityka-prywatnosci|regulamin|kontakti|za-nas|za-men|404|(?:tags?|category|categories|authors?)/[^/?#]+)"
    r"(?:/index)?(?:\.(?:html?|php))?/?"
    r"(?:[?#].*)?",
    re.IGNORECASE,
)  # fmt: skip
_STANDING_TITLES = frozenset(
    title.strip()
    for title in """contact|contacts|contact us|contact me|about|about us|about me|chat|faq|privacy policy|terms and conditions|terms & conditions|terms of service
    |imprint|impressum|kontakt|o mnie|o nas|polityka prywatności|regulamin|контакт|контакти|за нас|за мен|политика за поверителност|общи условия|чат
    |често задавани въпроси|اتصل بنا|تواصل معنا|اتصل بي|تواصل معي|من نحن|من أنا|عني|حول|عن الموقع|سياسة الخصوصية|الشروط والأحكام|دردشة|الأسئلة الشائعة""".split("|")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What eligibility is judged against: the moment, the rules, and what was sent and done before."""

    now: datetime
    settings: Settings
    history: History
    #: Of each article whose story stood in a digest before: which update it is, or why it is none.
    retold: Mapping[ArticleId, Update | str] = field(default_factory=dict)
    #: The last pick by article and by story, and the last word on an article that ends its chances, looked up in the history once.
    _sent: Mapping[str, SentPick] = field(init=False, repr=False, compare=False)
    _dealt: Mapping[ArticleId, Event] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sent = self.history.sent
        # An article that was sent itself says so, rather than that another told its story.
        object.__setattr__(self, "_sent", {pick.story: pick for pick in sent} | {pick.article: pick for pick in sent})
        object.__setattr__(self, "_dealt", {event.article: event for event in self.history.events if event.kind in _DEALT_WITH})

    def sent_before(self, candidate: Candidate) -> SentPick | None:
        """Return where *candidate*, or else another article of its story, was picked last."""
        return self._sent.get(candidate.id) or self._sent.get(candidate.story)

    def dealt_with(self, candidate: Candidate) -> Event | None:
        """Return what the person said of *candidate* that ends its chances."""
        return self._dealt.get(candidate.id)


def why_not(candidate: Candidate, today: Today) -> LeftOut | None:
    """Return why *candidate* cannot be in a digest made at that moment, None where it can."""
    for rule in (_held_back, _muted, _not_my_language, _standing_page, _dealt_with, _sent_before, _from_the_future, _too_old):
        left = rule(candidate, today)
        if left is not None:
            return left
    return None


def _held_back(candidate: Candidate, _: Today) -> LeftOut | None:
    return None if candidate.held is None else LeftOut(candidate=candidate, why=candidate.held)


def _muted(candidate: Candidate, today: Today) -> LeftOut | None:
    word = next((word for word in today.settings.sources.muted_words if speaks_of(candidate.title, word, candidate.language)), None)
    if word is None:
        return None
    return LeftOut(
        candidate=candidate, why=f"its title holds “{word}”, which you muted", would_help="take the word out of sources.mute.words"
    )


def _not_my_language(candidate: Candidate, today: Today) -> LeftOut | None:
    if candidate.language in today.settings.learner.languages or candidate.language == "und":
        return None
    return LeftOut(
        candidate=candidate,
        why=f"it is written in a language you do not list ({candidate.language})",
        would_help=f"add {candidate.language} to learner.languages",
    )


def _standing_page(candidate: Candidate, _: Today) -> LeftOut | None:
    title = " ".join(candidate.title.casefold().strip(" .!?-|").split())
    if title not in _STANDING_TITLES and not _STANDING_PAGES.fullmatch(candidate.url or ""):
        return None
    return LeftOut(candidate=candidate, why="it is a standing page of the site (contact, about, terms and the like), not an article")


def _dealt_with(candidate: Candidate, today: Today) -> LeftOut | None:
    event = today.dealt_with(candidate)
    if event is None:
        return None
    return LeftOut(
        candidate=candidate,
        why=f"you marked it as {_DEALT_WITH[event.kind]} on {event.at:%Y-%m-%d}",
        would_help="gapfeed undo takes that back",
    )


def _sent_before(candidate: Candidate, today: Today) -> LeftOut | None:
    sent, retold = today.sent_before(candidate), today.retold.get(candidate.id)
    if sent is None or isinstance(retold, Update):
        return None
    return LeftOut(candidate=candidate, why=_sent_words(candidate, sent, retold))


def _sent_words(candidate: Candidate, sent: SentPick, why_no_update: str | None) -> str:
    if sent.article == candidate.id:
        return f"it was in your digest of {sent.day.isoformat()}"
    told = f"its story was in your digest of {sent.day.isoformat()}, told by another source"
    return f"{told}, {why_no_update}" if why_no_update else told


def _from_the_future(candidate: Candidate, today: Today) -> LeftOut | None:
    if candidate.published is None or candidate.published <= today.now + _CLOCK_SLACK:
        return None
    return LeftOut(candidate=candidate, why=f"it was published later than this digest ({candidate.published:%Y-%m-%d})")


def _too_old(candidate: Candidate, today: Today) -> LeftOut | None:
    oldest = OLDEST[candidate.source_kind]
    age = today.now - (candidate.published or candidate.first_seen)
    if age <= oldest:
        return None
    when = (candidate.published or candidate.first_seen).date().isoformat()
    return LeftOut(
        candidate=candidate,
        why=f"it is too old: of {when}, {_age_words(age)} before this digest; a {candidate.source_kind} item stays in play for {oldest.days} days",
    )


def _age_words(age: timedelta) -> str:
    years = age.days / 365.25
    return f"{years:.1f} years" if years >= 1 else f"{age.days} days"
