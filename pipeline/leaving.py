"""Ask, before posts leave, what speaks against them: the gate, with all that it has to know."""

from collections.abc import Iterable
from datetime import datetime

from feeds.fetch import Web
from pipeline.circles import circle_has
from pipeline.edges.store import Store
from pipeline.edges.store.shares import is_safe_to_repeat
from pipeline.look import look_at
from pipeline.model.looks import LinkLook
from pipeline.model.posts import Post
from pipeline.model.shares import Objection
from pipeline.settings import Settings
from pipeline.share import Prepared
from pipeline.skills import Lexicon
from pipeline.stages.gate import Draft, Past, objections


def objections_to(
    prepared: Prepared, posts: Iterable[Post], *, store: Store, web: Web | None, settings: Settings, lexicon: Lexicon, now: datetime
) -> tuple[Objection, ...]:
    """Return what speaks against letting *posts* of *prepared* leave, the gravest first and each once.

    The link is looked at now, where there is a *web* to look at it with. What may be sent again without appearing twice is no earlier share: sending it again is how a doubt about it ends.
    """
    candidate, sharing, circle = prepared.candidate, prepared.sharing, prepared.circle
    name = circle.name if circle else None
    earlier = (share for share in store.shares.all() if share.circle == name and not is_safe_to_repeat(share, now))
    past = Past(circle=name, shares=tuple(earlier), own=circle_has(store, settings).get(name, frozenset()) if name else frozenset())
    look = LinkLook(outcome="open") if web is None else look_at(web, sharing.url)
    skills = (lexicon.skills[tag.skill].name(prepared.language) for tag in candidate.tags if tag.skill in lexicon.skills)
    known = tuple(filter(None, (settings.learner.name, name, circle.who if circle else None, *skills)))
    text = store.articles.text(candidate.id)
    found = [
        objection
        for post in posts
        for objection in objections(
            candidate, text, _draft(prepared, post), look=look, past=past, known=known, zone=settings.learner.timezone
        )
    ]
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
