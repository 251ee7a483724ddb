"""Word an edition: what somebody found worth passing on, with nothing in it that is theirs alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipeline.edition_views import Beside, EditionView, LinkView, SharedItemView
from pipeline.model.digests import Candidate
from pipeline.model.ids import ArticleId
from pipeline.open_address import open_address
from pipeline.phrases import Phrases
from pipeline.plain import one_line, shorten
from pipeline.settings import Learner
from pipeline.skills import Lexicon
from pipeline.urns import urn_of
from pipeline.wording import LONGEST_NAME, LONGEST_SUMMARY, LONGEST_TITLE, author_of, minutes_text, own_text, topic_of

_LONGEST_NOTE = 600
#: What is shown of a page where somebody links to it: more is cut off there (ogp.me names no limit; networks show up to two lines).
_LONGEST_DESCRIPTION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What the editions of a person are worded with, and what lies beside them."""

    #: Whose editions they are; nothing but the name is taken, and the time zone by which items bear their dates.
    learner: Learner
    #: What tells their ids from everybody else's.
    installation: str
    #: The names of the topics.
    lexicon: Lexicon
    #: The words of the editions' language.
    phrases: Phrases
    beside: Beside


def present_edition(
    chosen: Iterable[Candidate], press: Press, *, notes: Mapping[ArticleId, str], day: date, now: datetime, name: str
) -> EditionView:
    """Return the edition of *day* made of what was *chosen*: of a public source, at an address that anybody may open.

    Args:
        chosen: what may be in it, in order.
        press: what it is worded with.
        notes: what the person says about an item, by its id.
        day: the day it bears.
        now: when it was made.
        name: what its files are called, without their endings.

    """
    phrases, beside = press.phrases, press.beside
    sharer = one_line(press.learner.name or "")
    by = own_text(sharer, "", phrases, LONGEST_NAME) if sharer else None
    public = {candidate.id: (candidate, url) for candidate in chosen if (url := open_address(candidate)) is not None}
    items = tuple(_item(candidate, url, notes.get(article, ""), press, day) for article, (candidate, url) in public.items())
    return EditionView(
        language=phrases.language,
        direction=phrases.direction,
        title=phrases.say("edition_title", day=phrases.full_day(day)),
        intro=phrases.line("edition_intro", name=by) if by else phrases.line("edition_intro_nameless"),
        description=_description(items, phrases),
        day_iso=day.isoformat(),
        updated_iso=_iso(now),
        by=by,
        items=items,
        id=urn_of("edition", press.installation, name),
        subscribe=phrases.say("edition_subscribe"),
        feeds=(
            LinkView(href=beside.atom, label="Atom", type="application/atom+xml"),
            LinkView(href=beside.json, label="JSON Feed", type="application/feed+json"),
        ),
        sources=_link(beside.opml, phrases.say("edition_sources"), "text/x-opml"),
        index=_link(beside.index, phrases.say("edition_all"), "text/html"),
        address=f"{beside.home}{name}.html" if beside.home else None,
        home=beside.home,
        footer=phrases.say("edition_footer"),
    )


def _description(items: tuple[SharedItemView, ...], phrases: Phrases) -> str:
    """Return how many items there are, and the first of their titles, as many as there is room for."""
    titles = " · ".join(item.title.text for item in items)
    return shorten(f"{phrases.say('items', n=len(items))} · {titles}", _LONGEST_DESCRIPTION) if items else phrases.say("nothing_today")


def _link(href: str | None, label: str, media_type: str) -> LinkView | None:
    return LinkView(href=href, label=label, type=media_type) if href else None


def _item(candidate: Candidate, url: str, note: str, press: Press, day: date) -> SharedItemView:
    phrases = press.phrases
    said = one_line(note)
    published = candidate.published
    return SharedItemView(
        title=own_text(candidate.title, candidate.language, phrases, LONGEST_TITLE),
        url=url,
        source=own_text(candidate.source_title, "", phrases, LONGEST_NAME),
        author=author_of(candidate, phrases),
        kind=candidate.kind,
        minutes_text=minutes_text(candidate, candidate.minutes, phrases),
        summary=own_text(candidate.summary, candidate.language, phrases, LONGEST_SUMMARY),
        topic=topic_of(candidate, press.lexicon, phrases),
        note=own_text(said, "", phrases, _LONGEST_NOTE) if said else None,
        published_iso=None if published is None else _iso(published),
        date_text=None if published is None else _date_text(published.astimezone(press.learner.timezone).date(), day, phrases),
        id=urn_of("entry", press.installation, candidate.id),
    )


def _date_text(published: date, day: date, phrases: Phrases) -> str:
    """Return a date that stays true: an edition is read on any day."""
    return phrases.day(published) if published.year == day.year else phrases.full_day(published)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
