"""Ask, before posts leave, what speaks against them: the gate, with all that it has to know."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from feeds.fetch import Web
from pipeline.circles import circle_has
from pipeline.edges.store import Store
from pipeline.edges.store.shares import is_safe_to_repeat
from pipeline.model.digests import Candidate
from pipeline.model.looks import LinkLook
from pipeline.model.posts import Post
from pipeline.model.shares import Objection
from pipeline.plain import one_line, shorten
from pipeline.settings import Settings
from pipeline.share.look import look_at
from pipeline.share.posts import Prepared
from pipeline.skills import Lexicon
from pipeline.stages.gate import Draft, Past, objections

#: What a note itself may be objected to for.
_OF_NOTES = frozenset({"quotation", "claim", "smuggled"})
_UNSEEN = LinkLook(outcome="open")
_LONGEST_TITLE = 60


def objections_to(
    prepared: Prepared, posts: Iterable[Post], *, store: Store, web: Web | None, settings: Settings, lexicon: Lexicon, now: datetime
) -> tuple[Objection, ...]:
    """Return what speaks against letting *posts* of *prepared* leave, the gravest first and each once.

    The link is looked at now, where there is a *web* to look at it with. What may be sent again without appearing twice is no earlier
    share: sending it again is how a doubt about it ends.
    """
    circle = prepared.circle
    name = circle.name if circle else None
    earlier = (share for share in store.shares.all() if share.circle == name and not is_safe_to_repeat(share, now))
    past = Past(circle=name, shares=tuple(earlier), own=circle_has(store, settings).get(name, frozenset()) if name else frozenset())
    look = _UNSEEN if web is None else look_at(web, prepared.sharing.url)
    drafts = [_draft(prepared, post) for post in posts]
    return _objections(prepared.candidate, drafts, look, past, store, settings, lexicon)


def objections_to_notes(notes: Mapping[int, str], *, store: Store, settings: Settings, lexicon: Lexicon) -> tuple[Objection, ...]:
    """Return what speaks against what the person says of items of the latest digest, by their numbers, in an edition.

    Only their own words are judged: what may not be in an edition is kept out of it anyway.
    """
    latest = store.digests.latest()
    noted = {pick.article: notes[pick.number] for pick in (latest.picks if latest else ()) if pick.number in notes}
    found: list[Objection] = []
    for candidate in store.articles.by_ids(list(noted)):
        note = noted[candidate.id]
        draft = Draft(note=note, of_feed=(candidate.title, candidate.source_title), network="markdown", length=0, limit=1)
        judged = _objections(candidate, [draft], _UNSEEN, Past(), store, settings, lexicon)
        about = f"on “{shorten(one_line(candidate.title), _LONGEST_TITLE)}”: "
        found += [replace(one, words=about + one.words) for one in judged if one.kind in _OF_NOTES]
    return tuple(found)


def _objections(
    candidate: Candidate, drafts: Iterable[Draft], look: LinkLook, past: Past, store: Store, settings: Settings, lexicon: Lexicon
) -> tuple[Objection, ...]:
    skills = (name for tag in candidate.tags if tag.skill in lexicon.skills for name in lexicon.skills[tag.skill].names.values())
    people = (
        settings.learner.name,
        *(word for circle in settings.circles if circle.name == past.circle for word in (circle.name, circle.who)),
    )
    known = tuple(filter(None, (*people, *skills)))
    text = store.articles.text(candidate.id)
    zone = settings.learner.timezone
    found = (one for draft in drafts for one in objections(candidate, text, draft, look=look, past=past, known=known, zone=zone))
    order = ("leak", "taste", "hint")
    return tuple(sorted(dict.fromkeys(found), key=lambda objection: order.index(objection.weight)))


def holds_back(objections: Iterable[Objection], *, anyway: bool) -> bool:
    """Tell whether a post has to stay: for a leak always, for a matter of taste unless the person wants it *anyway*."""
    return any(objection.weight == "leak" or (objection.weight == "taste" and not anyway) for objection in objections)


def _draft(prepared: Prepared, post: Post) -> Draft:
    sharing = prepared.sharing
    return Draft(
        note=prepared.typed, of_feed=(sharing.title, sharing.source, sharing.author or "", sharing.teaches), network=post.network,
        length=post.length, limit=post.limit, is_note_cut="note" in post.left_out,
    )  # fmt: skip
