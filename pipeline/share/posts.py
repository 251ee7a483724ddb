"""Lane 3: pass on the best of it: a post in a network's own terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pipeline.circle_named import circle_named
from pipeline.edges.store import Store
from pipeline.edges.store.shares import NewShare
from pipeline.errors import CannotDo, UsageError
from pipeline.model.digests import Candidate
from pipeline.model.posts import Post, Sharing
from pipeline.names import item_named
from pipeline.phrases import Phrases, english_name, read_phrases
from pipeline.posting.checks import clean
from pipeline.posting.counting import Limits
from pipeline.posting.handing import Page, facets, page_for, unlinked_mentions
from pipeline.posting.rules import THREADED
from pipeline.posting.taming import tame_address
from pipeline.resources import packaged
from pipeline.settings import Circle, Network, Settings
from pipeline.skills import Lexicon
from pipeline.stages.post import MOST_QUOTED, NETWORKS, post_for, thread_for
from pipeline.stages.post_language import post_language
from pipeline.stages.question import question_for
from pipeline.stages.teaching import teaching
from pipeline.wording import subjects_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person wants of a post."""

    #: Their own sentence, "" for none.
    note: str = ""
    #: Where to; () for where the circle is reached, or everywhere without a circle.
    networks: tuple[Network, ...] = ()
    #: The name of a circle, None for nobody in particular.
    circle: str | None = None
    #: A two-letter code, None for the one that fits note, item and readers.
    language: str | None = None
    #: A thread where one post has no room for all.
    thread: bool = False
    #: The text is pasted by hand: without markup that only an interface reads.
    pasted: bool = False
    #: What the person's server at Mastodon takes; None for the usual.
    limits: Limits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Posts that are written and went nowhere yet, with all that they are made of."""

    candidate: Candidate
    #: None for nobody in particular.
    circle: Circle | None
    #: The language of question, hashtags and quotation marks.
    language: str
    sharing: Sharing
    #: The person's own words as they typed them, with their lines.
    typed: str
    #: Network by network; the posts of a thread follow each other.
    posts: tuple[Post, ...]


def prepare(store: Store, settings: Settings, lexicon: Lexicon, item: str, wish: Wish) -> Prepared:
    """Write the posts that pass *item* on as *wish* says; nothing is printed, kept or sent.

    Raises:
        UnknownItem, UsageError: no such item, circle, or language of posts.
        CannotDo: the item may not leave: it is of a private source, or has no address.

    """
    circle = None if wish.circle is None else circle_named(settings, wish.circle)
    candidate = item_named(store, item)
    if candidate.private:
        message = f"“{candidate.title}” comes from a private source; it is never shared"
        raise CannotDo(message)
    if candidate.url is None:
        message = f"“{candidate.title}” has no address that others could open"
        raise CannotDo(message)
    networks = wish.networks or (_networks_of(circle) if circle else ()) or NETWORKS
    phrases = read_phrases(packaged("phrases"), _language(settings, candidate, circle, wish))
    sharing = _sharing(candidate, clean(candidate.url), wish.note, settings, lexicon, phrases)
    write = thread_for if wish.thread else _alone
    posts = tuple(post for network in networks for post in write(sharing, network, wish.limits, pasted=wish.pasted))
    return Prepared(candidate=candidate, circle=circle, language=phrases.language, sharing=sharing, typed=wish.note, posts=posts)


def page_of(settings: Settings, prepared: Prepared, post: Post) -> Page | None:
    """Return the page of its network where *post* waits to be sent by the person; None where the network has none."""
    server = settings.mastodon.server if settings.mastodon else None
    return page_for(post.network, text=post.text, url=tame_address(prepared.sharing.url), subject=post.subject, server=server)


def facets_of(prepared: Prepared, post: Post) -> list[dict[str, Any]] | None:
    """Return the links and hashtags of *post* as Bluesky wants them, None for other networks."""
    return facets(post.text, tame_address(prepared.sharing.url)) if post.network == "bluesky" else None


def hints(prepared: Prepared, post: Post) -> tuple[str, ...]:
    """Return what could be better about *post*, in words and with what to do; what speaks against it is the gate's to say."""
    found = []
    circle, language = prepared.circle, prepared.candidate.language
    if circle and language != "und" and language not in circle.languages:
        read = " and ".join(map(english_name, circle.languages))
        found.append(f"{circle.name} reads {read}, and the article is in {english_name(language)}: say in your note what it says")
    if "note" in post.left_out and post.network in THREADED:
        found.append("a thread has room for all of your sentence: --thread")
    elif "teaches" in post.left_out and "note" not in post.left_out:
        found.append(
            f"there was no room for what it teaches: write a shorter note{', or have a thread with --thread' if post.network in THREADED else ''}"
        )
    if called := unlinked_mentions(post.network, prepared.sharing.note):
        found.append(
            f"{' and '.join(called)} can be called only from Bluesky's own page, where you paste this: sent directly it stays plain words"
        )
    return tuple(found)


def hints_by_network(prepared: Prepared) -> Mapping[str, tuple[Network, ...]]:
    """Return the hints of all posts, each with the networks it is about."""
    found: dict[str, dict[Network, None]] = {}
    for post in prepared.posts:
        for hint in hints(prepared, post):
            found.setdefault(hint, {})[post.network] = None
    return {hint: tuple(networks) for hint, networks in found.items()}


def share_of(store: Store, prepared: Prepared, network: Network, through: str, *, batch: bool = False, keyed: bool = False) -> NewShare:
    """Return the posts of *prepared* for *network* as the ledger is told of them, known by a key that is the same for every try.

    Args:
        store: the ledger's.
        prepared: what is passed on.
        network: whose posts.
        through: an account, a webhook's variable, addresses; "" for what is pasted by hand.
        batch: it goes as mails of the outbox, which are known by the same key.
        keyed: whoever takes it knows a second try by the key.

    """
    candidate, sharing = prepared.candidate, prepared.sharing
    texts = [post.text for post in prepared.posts if post.network == network]
    circle = prepared.circle.name if prepared.circle else None
    marks = (store.installation, circle or "", network, through, candidate.story, *texts)
    key = sha256("\0".join(marks).encode("utf-8", "replace")).hexdigest()[:40]
    return NewShare(
        key=key, circle=circle, network=network, channel=through, article=candidate.id, story=candidate.story, title=candidate.title,
        url=sharing.url, text="\n\n".join(texts), note=sharing.note, batch=key if batch else None, keyed=keyed,
    )  # fmt: skip


def _sharing(candidate: Candidate, url: str, note: str, settings: Settings, lexicon: Lexicon, phrases: Phrases) -> Sharing:
    skills = tuple(lexicon.skills[skill].name(phrases.language) for skill in subjects_of(candidate) if skill in lexicon.skills)
    return Sharing(
        url=url, title=candidate.title, source=candidate.source_title, author=candidate.author, teaches=teaching(candidate.summary, candidate.language, MOST_QUOTED), skills=skills,
        note=" ".join(note.split()), question=question_for(phrases, url, next(iter(skills), "")), quotations=(phrases.say("quoted", words="{words}"), phrases.say("quoted_within", words="{words}")),
        signature=settings.learner.name or "",
    )  # fmt: skip


def _language(settings: Settings, candidate: Candidate, circle: Circle | None, wish: Wish) -> str:
    speaks = sorted(path.stem for path in packaged("phrases").glob("*.yaml"))
    if wish.language is not None:
        if wish.language not in speaks:
            message = f"there are no words for a post in {wish.language!r}: choose {', '.join(speaks[:-1])} or {speaks[-1]}"
            raise UsageError(message)
        return wish.language
    readers = circle.languages if circle else None
    return post_language(wish.note, candidate.language, readers, settings.learner.languages, speaks)


def _alone(sharing: Sharing, network: Network, limits: Limits | None, *, pasted: bool) -> tuple[Post, ...]:
    return (post_for(sharing, network, limits, pasted=pasted),)


def _networks_of(circle: Circle) -> tuple[Network, ...]:
    """Return the networks that *circle* is reached by, each once."""
    return tuple(dict.fromkeys(channel.network for channel in circle.via))
