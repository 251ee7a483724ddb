"""Say why an article cannot be in today's digest at all, or that it can."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import SourceKind
from pipeline.model import Candidate, History, LeftOut, SentPick
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

#: Last part of the address of pages that every site has and that teach nothing, in the languages we serve.
_STANDING_PAGES = re.compile(
    r"/(?:contacts?|contact-us|about|about-us|about-me|chat|impressum|imprint|privacy|privacy-policy|terms|terms-[a-z]+|faq|search|tags?|categories|archive"
    r"|kontakt|o-mnie|o-nas|polityka-prywatnosci|regulamin|kontakti|za-nas|za-men|404)(?:/index)?(?:\.html?)?/?$",
    re.IGNORECASE,
)  # fmt: skip
_STANDING_TITLES = frozenset(
    """contact|contacts|contact us|about|about us|about me|chat|faq|privacy policy|terms and conditions|terms & conditions|imprint|impressum
    |kontakt|o mnie|o nas|polityka prywatności|regulamin|контакт|контакти|за нас|за мен|политика за поверителност|общи условия|чат|често задавани въпроси
    |اتصل بنا|تواصل معنا|اتصل بي|تواصل معي|من نحن|من أنا|عني|حول|عن الموقع|سياسة الخصوصية|الشروط والأحكام|دردشة|الأسئلة الشائعة""".replace("\n", "").split("|")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What eligibility is judged against: the moment, the rules, and what was sent and done before."""

    now: datetime
    settings: Settings
    history: History


def why_not(candidate: Candidate, today: Today) -> LeftOut | None:
    """Return why *candidate* cannot be in a digest made at that moment, None where it can."""
    for rule in (_muted, _not_my_language, _standing_page, _dealt_with, _sent_before, _from_the_future, _too_old):
        left = rule(candidate, today)
        if left is not None:
            return left
    return None


def _muted(candidate: Candidate, today: Today) -> LeftOut | None:
    title = candidate.title.casefold()
    word = next((word for word in today.settings.sources.muted_words if word.casefold() in title), None)
    if word is None:
        return None
    return LeftOut(candidate=candidate, why=f"its title holds {word!r}, which you muted", would_help="take the word out of sources.mute.words")


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
    if title not in _STANDING_TITLES and not _STANDING_PAGES.search(candidate.url or ""):
        return None
    return LeftOut(candidate=candidate, why="it is a standing page of the site (contact, about, terms and the like), not an article")


def _dealt_with(candidate: Candidate, today: Today) -> LeftOut | None:
    event = next((event for event in reversed(today.history.events) if event.article == candidate.id and event.kind in {"done", "less"}), None)
    if event is None:
        return None
    said = "done" if event.kind == "done" else "less like this"
    return LeftOut(candidate=candidate, why=f"you marked it as {said} on {event.at:%Y-%m-%d}", would_help="gapfeed undo takes that back")


def _sent_before(candidate: Candidate, today: Today) -> LeftOut | None:
    sent = next((pick for pick in reversed(today.history.sent) if candidate.id == pick.article or candidate.story == pick.story), None)
    if sent is None:
        return None
    return LeftOut(candidate=candidate, why=_sent_words(candidate, sent))


def _sent_words(candidate: Candidate, sent: SentPick) -> str:
    if sent.article == candidate.id:
        return f"it was in your digest of {sent.day.isoformat()}"
    return f"its story was in your digest of {sent.day.isoformat()}, told by another source"


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
