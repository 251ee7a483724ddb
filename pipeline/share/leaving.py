"""Ask, before posts leave, what speaks against them: the gate, with all that it has to know."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.fetch import Web
from pipeline.circles import circle_has
from pipeline.edges.store import Store
from pipeline.edges.store.shares import NewShare, is_safe_to_repeat
from pipeline.model.digests import Candidate
from pipeline.model.looks import LinkLook
from pipeline.model.posts import Post
from pipeline.model.shares import Objection, Share
from pipeline.names import item_named
from pipeline.plain import one_line, shorten
from pipeline.posting.checks import address_findings
from pipeline.settings import Circle, Settings
from pipeline.share.look import look_at
from pipeline.share.posts import Prepared
from pipeline.skills import Lexicon
from pipeline.stages.gate import Draft, Past, gravest_first, objections, objections_to_note

_UNSEEN = LinkLook(outcome="open")
_LONGEST_TITLE = 60
#: What goes to a circle by several ways is one gift for so long.
_OCCASION = timedelta(days=1)


def objections_to(
    prepared: Prepared, posts: Iterable[Post], *, store: Store, web: Web | None, settings: Settings, lexicon: Lexicon, now: datetime,
    sending: Collection[NewShare] = (),
) -> tuple[Objection, ...]:  # fmt: skip
    """Return what speaks against letting *posts* of *prepared* leave, the gravest first and each once.

    The link is looked at now, where there is a *web* to look at it with. What is about to be sent directly is *sending*: what of it is
    sent again, and cannot appear twice, is no earlier share, for that is how a doubt about it ends. Nor is the same sentence by another
    way on the same day: a circle has several, and one of them may have failed.
    """
    circle = prepared.circle
    name = circle.name if circle else None
    keys, doors = {new.key for new in sending}, {(new.network, new.channel) for new in sending}
    shares = store.shares.all()
    earlier = tuple(
        share
        for share in shares
        if share.circle == name
        and not (share.key in keys and is_safe_to_repeat(share, now))
        and not _goes_on(share, prepared, sending, now)
    )
    there = tuple(share for share in shares if share.circle != name and (share.network, share.channel) in doors)
    own = circle_has(store, settings).get(name, frozenset()) if name else frozenset()
    past = Past(circle=name, shares=earlier, there=there, own=own)
    candidate, url = prepared.candidate, prepared.sharing.url
    # To open somebody's way out of a list, or an address of the inside, is to use it.
    is_secret = any(finding.risk == "secret" for finding in address_findings(url))
    look = _UNSEEN if web is None or is_secret else look_at(web, url)
    text, known = store.articles.text(candidate.id), _known(candidate, circle, settings, lexicon)
    zone = settings.learner.timezone
    drafts = (_draft(prepared, post) for post in posts)
    return gravest_first(
        one for draft in drafts for one in objections(candidate, text, draft, look=look, past=past, known=known, zone=zone)
    )


def _goes_on(share: Share, prepared: Prepared, sending: Collection[NewShare], now: datetime) -> bool:
    """Tell whether *share* is the same gift as *prepared*, and went another way, or the same way in the same words, which the ledger refuses."""
    note = prepared.sharing.note
    if not note or share.note != note or not timedelta(0) <= now - share.at < _OCCASION:
        return False
    if not sending:  # by hand: whatever is at that network already may be the same place
        return share.network not in {post.network for post in prepared.posts}
    there = [new for new in sending if new.network == share.network]
    here = [new for new in there if new.channel == share.channel]
    # At one network another way may lead to the same people: a variable that was renamed, a list with one address more.
    return not there or (bool(here) and all(new.text == share.text for new in here))


def objections_to_notes(notes: Mapping[str, str], *, store: Store, settings: Settings, lexicon: Lexicon) -> tuple[Objection, ...]:
    """Return what speaks against what the person says of items, by what they call them, in an edition or on a card.

    Only their own words are judged: what may not be in an edition or on a card is kept out of it anyway.

    Raises:
        UnknownItem: no such item.
    """
    found: list[Objection] = []
    for item, note in notes.items():
        candidate = item_named(store, item)
        judged = objections_to_note(candidate, store.articles.text(candidate.id), note, known=_known(candidate, None, settings, lexicon))
        about = f"on “{shorten(one_line(candidate.title), _LONGEST_TITLE)}”: "
        found += [replace(one, words=about + one.words) for one in judged]
    return gravest_first(found)


def _known(candidate: Candidate, circle: Circle | None, settings: Settings, lexicon: Lexicon) -> tuple[str, ...]:
    """Return what the person may name without the article."""
    skills = (name for tag in candidate.tags if tag.skill in lexicon.skills for name in lexicon.skills[tag.skill].names.values())
    people = (settings.learner.name, *((circle.name, circle.who) if circle else ()))
    return tuple(filter(None, (*people, *skills)))


def holds_back(objections: Iterable[Objection], *, anyway: bool) -> bool:
    """Tell whether a post has to stay: for a leak always, for a matter of taste unless the person wants it *anyway*."""
    return any(objection.weight == "leak" or (objection.weight == "taste" and not anyway) for objection in objections)


def _draft(prepared: Prepared, post: Post) -> Draft:
    sharing = prepared.sharing
    return Draft(
        note=prepared.typed, of_feed=(sharing.title, sharing.source, sharing.author or "", sharing.teaches), network=post.network,
        length=post.length, limit=post.limit, is_note_cut="note" in post.left_out,
    )  # fmt: skip
