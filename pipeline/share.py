"""Lane 3: pass on the best of it: a post in a network's own terms, or an edition for anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.edges.files import write_file
from pipeline.edges.render import render_edition
from pipeline.edges.store import Store
from pipeline.edges.store.digests import StoredDigest
from pipeline.errors import CannotDo, UsageError
from pipeline.model.digests import Candidate
from pipeline.names import item_named
from pipeline.phrases import Phrases, read_phrases
from pipeline.recollect import picks_of
from pipeline.resources import packaged
from pipeline.settings import Circle, Network, Settings
from pipeline.skills import Lexicon
from pipeline.stages.edition import present_edition
from pipeline.stages.post import NETWORKS, Post, Sharing, post_for
from pipeline.words import sentences

#: From the first day of a week to its last.
_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEdition:
    """The files of an edition, and how many items they pass on."""

    files: tuple[Path, ...]
    items: int
    #: Picks that are not in it because their source is private or they have no public address.
    kept_back: int


def posts_for(
    store: Store, settings: Settings, lexicon: Lexicon, item: str, *, note: str, networks: tuple[Network, ...], circle: str | None
) -> tuple[Post, ...]:
    """Return the post that passes *item* on, for each of *networks*, or for those of *circle*, or for all.

    Raises:
        UnknownItem, UsageError: no such item or circle.
        CannotDo: the item may not leave: it is of a private source, or has no address.
    """
    candidate = item_named(store, item)
    if candidate.private:
        message = f"“{candidate.title}” comes from a private source; it is never shared"
        raise CannotDo(message)
    if candidate.url is None:
        message = f"“{candidate.title}” has no address that others could open"
        raise CannotDo(message)
    addressed = None if circle is None else _circle(settings, circle)
    wanted = networks or (_networks_of(addressed) if addressed else ()) or NETWORKS
    sharing = _sharing(candidate, candidate.url, note, lexicon, _phrases_for(candidate))
    return tuple(post_for(sharing, network) for network in wanted)


def write_edition(
    store: Store, settings: Settings, lexicon: Lexicon, folder: Path, now: datetime, *, week: bool, items: tuple[int, ...], notes: Mapping[int, str]
) -> WrittenEdition:  # fmt: skip
    """Write the shareable digest to *folder* as a page, Markdown and an Atom feed; nothing private is in it.

    Args:
        store: where the digests are.
        settings: whose edition it is.
        lexicon: the names of the topics.
        folder: where the files go.
        now: the moment it is made.
        week: the picks of the last seven days; otherwise those of the latest digest.
        items: numbers of the latest digest to pass on; all without any.
        notes: what the person says of an item, by its number in the latest digest.

    Raises:
        UsageError: a number is not in the latest digest.
        CannotDo: there is no digest yet, or nothing in it may be passed on.
    """
    latest = store.digests.latest()
    if latest is None:
        message = "there is no digest yet to make an edition of: `gapfeed run` makes the first"
        raise CannotDo(message)
    _check_numbers(latest, (*items, *notes))
    chosen = [pick for digest in store.digests.since(latest.day - _WEEK) for pick in digest.picks] if week else list(latest.picks)
    if items:
        chosen = [pick for pick in latest.picks if pick.number in items]
    picks = picks_of(store, chosen)
    spoken = {pick.article: notes[pick.number] for pick in latest.picks if pick.number in notes}
    phrases = read_phrases(packaged("phrases"), *settings.learner.languages)
    view = present_edition(picks, notes=spoken, settings=settings, lexicon=lexicon, phrases=phrases, day=latest.day, now=now)
    if not view.items:
        message = "nothing in that digest may be passed on: its items are of private sources or have no address"
        raise CannotDo(message)
    rendered = render_edition(view)
    name = latest.day.isoformat()
    files = {f"{name}.html": rendered.html, f"{name}.md": rendered.markdown, "edition.atom": rendered.atom}
    for file, text in files.items():
        write_file(folder / file, text)
    return WrittenEdition(files=tuple(folder / file for file in files), items=len(view.items), kept_back=len(picks) - len(view.items))


def edition_folder(settings: Settings) -> Path:
    """Return where editions go without another wish: a folder beside the configuration."""
    return (settings.file.parent if settings.file else Path()) / "edition"


def _check_numbers(latest: StoredDigest, numbers: tuple[int, ...]) -> None:
    known = {pick.number for pick in latest.picks}
    wrong = sorted(set(numbers) - known)
    if wrong:
        message = f"the digest of {latest.day.isoformat()} has no item {wrong[0]}; it has {len(known)}"
        raise UsageError(message)


def _sharing(candidate: Candidate, url: str, note: str, lexicon: Lexicon, phrases: Phrases) -> Sharing:
    strongest = next((tag for tag in candidate.tags if tag.is_present), None)
    skill = lexicon.skills[strongest.skill].name(phrases.language) if strongest and strongest.skill in lexicon.skills else ""
    return Sharing(
        url=url, title=candidate.title, source=candidate.source_title, author=candidate.author, teaches=next(iter(sentences(candidate.summary)), ""),
        skills=(skill,), note=" ".join(note.split()), question=phrases.say("question"),
    )  # fmt: skip


def _phrases_for(candidate: Candidate) -> Phrases:
    return read_phrases(packaged("phrases"), candidate.language)


def _circle(settings: Settings, name: str) -> Circle:
    circle = next((circle for circle in settings.circles if circle.name == name), None)
    if circle is None:
        names = ", ".join(circle.name for circle in settings.circles) or "none yet; add one under network: in config.yaml"
        message = f"there is no circle {name!r}; there is {names}"
        raise UsageError(message)
    return circle


def _networks_of(circle: Circle) -> tuple[Network, ...]:
    """Return the networks that *circle* is reached by, each once."""
    return tuple(dict.fromkeys(channel.network for channel in circle.via))
