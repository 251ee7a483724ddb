"""Lane 2: choose from what is stored, and deliver a digest for one slot of one day, once.

    candidates, history -> eligible -> score -> plan -> present -> render, syndicate -> outbox -> files, mail, chats -> receipts

The plan and everything that will be delivered are stored in one transaction before anything leaves.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.circles import waits_in
from pipeline.deliver import Postroom, deliver, parcels_for
from pipeline.edges.render import render_digest
from pipeline.edges.store import Store
from pipeline.edges.workers import WorkerLost, Workers
from pipeline.history import history_of, still_open
from pipeline.jobs import READ_SECONDS, describe_in_worker
from pipeline.links import NoKey, Room
from pipeline.model.articles import TaggedArticle
from pipeline.model.digests import Candidate, DigestPlan, History, LeftOut, Receipt, ScoredArticle, Update
from pipeline.model.ids import ArticleId, DigestId
from pipeline.phrases import Phrases
from pipeline.scoring.weight import given_before
from pipeline.settings import LEARNER, Gap, Settings
from pipeline.skills import Lexicon
from pipeline.slots import Slot, windows_for
from pipeline.stages.eligible import OLDEST, Today, why_not
from pipeline.stages.firsthand import known_firsthand
from pipeline.stages.plan import Frame, plan
from pipeline.stages.present import present
from pipeline.stages.progress import progress
from pipeline.stages.saved import saved
from pipeline.stages.score import Yardstick, score
from pipeline.stages.tag import fingerprint_of
from pipeline.stages.update import Retelling, marked, retold_in, updates_in
from pipeline.syndication import feed_files

#: What may still be picked is no older than this; older articles are explained, not chosen from.
_HORIZON = max(OLDEST.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the lane acts with."""

    store: Store
    workers: Workers
    lexicon: Lexicon
    phrases: Phrases
    postroom: Postroom
    #: Where the digest's links lead; None where nothing listens, so that it shows what to type. To ask may draw the key.
    room: Callable[[], Room | NoKey | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A digest was made: what it holds and what became of each delivery."""

    plan: DigestPlan
    receipts: tuple[Receipt, ...]
    #: Why it shows what to type although links were asked for; None where all is as it was asked for.
    without_links: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyPublished:
    """The digest of that slot was made before; only what was still to be delivered was."""

    id: DigestId
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToSay:
    """Nothing was worth the person's time, and the configuration asks for no digest then."""

    plan: DigestPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToRead:
    """No source could be read and nothing that is kept may be picked: the slot stays open."""

    plan: DigestPlan


PublishOutcome = Published | AlreadyPublished | NothingToSay | NothingToRead


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Every candidate with its score, or why it has none."""

    scored: tuple[ScoredArticle, ...]
    left_out: tuple[LeftOut, ...]


def publish(
    desk: Desk, settings: Settings, slot: Slot, now: datetime, *, notice: str | None = None, even_empty: bool = True
) -> PublishOutcome:
    """Make and deliver the digest of *slot*, unless that was done before.

    Args:
        desk: the store, the workers, what we know of skills and words, and the ways out.
        settings: gaps, windows, rules and recipients.
        slot: the day and time the digest is for.
        now: the moment of the run.
        notice: a line for the foot of the page, None for none.
        even_empty: False where an empty digest would only say that nothing could be read, as it is where nothing was ever read.

    """
    digest = slot.digest_id(LEARNER)
    if desk.store.digests.has(digest):
        return AlreadyPublished(id=digest, receipts=deliver(desk.store.outbox, desk.postroom, settings, now))
    retag(desk, settings.gaps, now)
    chosen = draft(desk, settings, slot, now)
    if not chosen.picks and not (even_empty and desk.store.articles.count()):
        return NothingToRead(plan=chosen)
    if not chosen.picks and settings.digest.when_empty == "skip":
        with desk.store.writing():
            desk.store.digests.save(chosen, now)
        return NothingToSay(plan=chosen)
    deeds = desk.store.person.deeds()
    room = desk.room()
    view = present(
        chosen, settings=settings, lexicon=desk.lexicon, phrases=desk.phrases, progress=progress(settings.gaps, deeds, now),
        trouble=desk.store.sources.trouble(), now=now, notice=notice, room=room if isinstance(room, Room) else None, saved=saved(deeds),
        waits=waits_in(desk.store, settings, now),
    )  # fmt: skip
    # They lie in folders alone: whoever has only mail does not wait for them.
    feeds = feed_files(desk.store, settings, desk.lexicon, desk.phrases, chosen) if settings.digest.folders else {}
    parcels = parcels_for(chosen, view, render_digest(view), feeds, settings, now, installation=desk.store.installation)
    with desk.store.writing():
        desk.store.digests.save(chosen, now)
        desk.store.outbox.put(parcels, now)
    receipts = deliver(desk.store.outbox, desk.postroom, settings, now)
    return Published(plan=chosen, receipts=receipts, without_links=room.why if isinstance(room, NoKey) else None)


def draft(desk: Desk, settings: Settings, slot: Slot, now: datetime) -> DigestPlan:
    """Return what the digest of *slot* would hold; stores nothing."""
    history = history_of(desk.store, settings, slot.day)
    judged = judge(desk, desk.store.articles.candidates(since=now - _HORIZON), settings, history, slot.day, now)
    frame = Frame(
        id=slot.digest_id(LEARNER), day=slot.day, slot=slot.name, windows=windows_for(slot.day, settings),
        most_per_source=settings.digest.most_per_source, most_per_skill=settings.digest.most_per_skill, still_open=still_open(history),
        given=given_before(slot.digest_id(LEARNER), slot.day, history.given),
    )  # fmt: skip
    return plan(judged.scored, judged.left_out, frame)


def judge(desk: Desk, candidates: tuple[Candidate, ...], settings: Settings, history: History, day: date, now: datetime) -> Judged:
    """Score every candidate that may be picked for a digest of *day*, and say of each other one why not."""
    retold = _retold(desk.store, candidates, history)
    today = Today(now=now, settings=settings, history=history, retold=retold)
    yardstick = Yardstick(now=now, today=day, gaps=settings.gaps, lexicon=desk.lexicon, history=history)
    firsthand = known_firsthand(candidates)
    scored, left_out = [], []
    for candidate in candidates:
        outcome = firsthand.get(candidate.id) or why_not(candidate, today) or score(candidate, yardstick)
        if isinstance(outcome, LeftOut):
            left_out.append(outcome)
        else:
            update = retold.get(candidate.id)
            scored.append(marked(outcome, update) if isinstance(update, Update) else outcome)
    return Judged(scored=tuple(scored), left_out=tuple(left_out))


def _retold(store: Store, candidates: tuple[Candidate, ...], history: History) -> Mapping[ArticleId, Update | str]:
    """Return of every candidate whose story the person had from another source which update it is, or why it is none."""
    retold, given = retold_in(candidates, history)
    if not retold:
        return {}
    traits = store.stories.traits([*given, *(one.id for one in retold)])
    tellings = (Retelling(candidate=one, traits=traits.get(one.id), text=store.articles.text(one.id)) for one in retold)
    return updates_in(tellings, traits, history)


def score_of(
    candidate: Candidate, settings: Settings, lexicon: Lexicon, history: History, day: date, now: datetime
) -> ScoredArticle | LeftOut:  # fmt: skip
    """Return how *candidate* scores now, whether it may be picked or not; for explaining."""
    return score(candidate, Yardstick(now=now, today=day, gaps=settings.gaps, lexicon=lexicon, history=history))


def retag(desk: Desk, gaps: tuple[Gap, ...], now: datetime, *, within: timedelta = _HORIZON) -> int:
    """Describe anew the articles that an older lexicon or tagger described, and return how many; nothing is fetched."""
    own = tuple(gap for gap in gaps if gap.has_own_words)
    stale = desk.store.articles.stale(fingerprint_of(desk.lexicon), since=now - within)
    futures = [desk.workers.run(describe_in_worker, article, own, timeout=READ_SECONDS) for article in stale]
    retagged = [tagged for future in futures if (tagged := _described(future)) is not None]
    desk.store.articles.retagged(retagged)
    return len(retagged)


def _described(future: "Future[TaggedArticle]") -> TaggedArticle | None:
    """Return the article described anew, None where its worker was lost: it keeps its older tags."""
    try:
        return future.result()
    except WorkerLost:
        return None
