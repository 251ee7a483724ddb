"""Word an edition: what somebody found worth passing on, with nothing in it that is theirs alone."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from urllib.parse import urlsplit

from pipeline.model.digests import Candidate, Pick
from pipeline.model.ids import ArticleId
from pipeline.phrases import Phrases
from pipeline.plain import one_line
from pipeline.settings import Settings
from pipeline.skills import Lexicon
from pipeline.urns import urn_of
from pipeline.views import EditionView, Line, SharedItemView, Text
from pipeline.wording import LONGEST_NAME, LONGEST_SUMMARY, LONGEST_TITLE, author_of, minutes_text, own_text, skill_name, web_address

_LONGEST_NOTE = 600


def present_edition(
    picks: Iterable[Pick],
    *,
    notes: Mapping[ArticleId, str],
    settings: Settings,
    lexicon: Lexicon,
    phrases: Phrases,
    day: date,
    now: datetime,
) -> EditionView:
    """Return the edition of *day* made of *picks*: those of a public source that have an address anybody may open.

    Args:
        picks: what may be in it, in order; any other type's gaps, levels and scores are left behind here.
        notes: what the person says about an item, by its id.
        settings: whose edition it is; nothing but the name is taken.
        lexicon: the names of the topics.
        phrases: the words of the edition's language.
        day: the day it bears.
        now: when it was made.

    """
    name = one_line(settings.learner.name or "")
    by = own_text(name, "", phrases, LONGEST_NAME) if name else None
    zone = settings.learner.timezone
    public = {pick.scored.candidate.id: pick for pick in picks if _is_public(pick.scored.candidate)}
    items = tuple(_item(pick, notes.get(article, ""), name, lexicon, phrases, day, zone) for article, pick in public.items())
    return EditionView(
        language=phrases.language,
        direction=phrases.direction,
        title=phrases.say("edition_title", day=phrases.full_day(day)),
        intro=_intro(by, phrases),
        day_iso=day.isoformat(),
        updated_iso=_iso(now),
        by=by,
        items=items,
        id=urn_of("edition", name, day.isoformat(), *(item.id for item in items)),
        footer=phrases.say("edition_footer"),
    )


def _is_public(candidate: Candidate) -> bool:
    """Say whether *candidate* may be shown to anybody: of a public source, with an address that holds no password."""
    address = web_address(candidate.url)
    return not candidate.private and address is not None and "@" not in urlsplit(address).netloc


def _intro(by: Text | None, phrases: Phrases) -> Line:
    return phrases.line("edition_intro", name=by) if by else phrases.line("edition_intro_nameless")


def _item(pick: Pick, note: str, name: str, lexicon: Lexicon, phrases: Phrases, day: date, zone: tzinfo) -> SharedItemView:
    candidate = pick.scored.candidate
    said = one_line(note)
    published = candidate.published
    return SharedItemView(
        title=own_text(candidate.title, candidate.language, phrases, LONGEST_TITLE),
        url=candidate.url or "",
        source=own_text(candidate.source_title, "", phrases, LONGEST_NAME),
        author=author_of(candidate, phrases),
        kind=candidate.kind,
        minutes_text=minutes_text(candidate, candidate.minutes, phrases),
        summary=own_text(candidate.summary, candidate.language, phrases, LONGEST_SUMMARY),
        topic=_topic(candidate, lexicon, phrases),
        note=own_text(said, "", phrases, _LONGEST_NOTE) if said else None,
        published_iso=None if published is None else _iso(published),
        date_text=None if published is None else _date_text(published.astimezone(zone).date(), day, phrases),
        id=urn_of("entry", name, candidate.id),
    )


def _topic(candidate: Candidate, lexicon: Lexicon, phrases: Phrases) -> Text | None:
    """Return what the article itself is about: its strongest skill, not the gap it was picked for."""
    present = [tag for tag in candidate.tags if tag.is_present]
    strongest = max(present, key=lambda tag: (tag.strength, tag.skill), default=None)
    return None if strongest is None else skill_name(strongest.skill, lexicon, phrases)


def _date_text(published: date, day: date, phrases: Phrases) -> str:
    """Return a date that stays true: an edition is read on any day."""
    return phrases.day(published) if published.year == day.year else phrases.full_day(published)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
