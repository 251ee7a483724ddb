"""Write the post that passes an item on, in one network's own terms.

The post is made of the user's own sentence, a short quotation that says what the item teaches, what it is and who made it, its
address, an open question, and hashtags. What is least needed goes first when there is no room: the question, the quotation, the
hashtags; then the user's sentence is cut between graphemes. The address is never cut. Where a network has threads, one takes
what a single post has no room for.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from feeds.graphemes import cut
from pipeline.model.posts import Part, Post, Sharing
from pipeline.plain import one_line
from pipeline.posting.counting import MEASURES, Limits, Measure, measure_of
from pipeline.posting.directing import RIGHT_TO_LEFT_MARK, directed, mark
from pipeline.posting.entities import addresses, linked
from pipeline.posting.rules import THREADED, Rules, rules_for
from pipeline.posting.taming import tame_address, uncalling_all
from pipeline.posting.threading import parts
from pipeline.script import direction_of
from pipeline.settings import Network

#: A short quotation (graphemes): style guides set what has 40 words and more apart from running text, and English words have five letters.
MOST_QUOTED = 200
_MOST_TITLE, _MOST_NAME, _MOST_SUBJECT = 200, 60, 120
#: How much of the user's sentence, and of the title, may stay when room is short (graphemes): the most that fits is taken.
_NOTE_ROOMS, _TITLE_ROOMS = (*range(280, 0, -20), 0), (160, 100, 60, 20)
#: What goes, one after the other, when there is no room for all.
_LEFT_OUT: tuple[frozenset[Part], ...] = (
    frozenset(),
    frozenset({"question"}),
    frozenset({"teaches"}),
    frozenset({"question", "teaches"}),
    frozenset({"question", "teaches", "hashtags"}),
)
_WITH_NOTE_CUT: frozenset[Part] = _LEFT_OUT[-1] | frozenset[Part](("note",))
#: app.bsky.richtext.facet#tag has room for so many letters; longer ones nobody reads.
_LONGEST_HASHTAG = 64
#: Room that the user's sentence is to have in the first post of a thread, above what the item is.
_OPENING = "x" * 60


def post_for(sharing: Sharing, network: Network, limits: Limits | None = None, *, pasted: bool = False) -> Post:
    """Return the post that passes *sharing* on at *network*.

    Args:
        sharing: what is passed on.
        network: where to.
        limits: what the server takes, at Mastodon; the usual without them.
        pasted: the text is pasted by hand, so that it holds no markup that only the network's interface reads.

    """
    rules, measure = rules_for(network, pasted=pasted), measure_of(network, limits)
    # Tried one after the other: most posts fit whole, and nothing has to be cut for them.
    written = _parts(sharing, rules)
    choices = _choices(sharing, rules, written)
    text, left_out = next(
        (choice for choice in choices if measure.fits(choice[0])), (rules.address(tame_address(sharing.url)), _WITH_NOTE_CUT)
    )
    subject = cut(one_line(sharing.title), _MOST_SUBJECT) if network == "email" else None
    had = frozenset(part for part, words in written.items() if words)
    return Post(
        network=network, text=text, length=measure.length(text), limit=measure.limit, subject=subject, left_out=left_out & had
    )  # fmt: skip


def thread_for(sharing: Sharing, network: Network, limits: Limits | None = None, *, pasted: bool = False) -> tuple[Post, ...]:
    """Return *sharing* as a thread where one post would cut the user's sentence or drop what the item teaches; else as one post.

    The first post holds the address, the last one the question. Networks without threads get one post.
    """
    alone = post_for(sharing, network, limits, pasted=pasted)
    if network not in THREADED or not alone.left_out & {"note", "teaches"}:
        return (alone,)
    rules, measure = rules_for(network, pasted=pasted), measure_of(network, limits)
    written = _parts(sharing, rules)
    end = _joined([written["question"], written["hashtags"]])
    texts = parts([written["note"], written["teaches"], end], measure, ends_first=_opening_work(sharing, rules, measure))
    posts = (Post(network=network, text=text, length=measure.length(text), limit=measure.limit) for text in texts)
    thread = tuple(replace(post, place=place, places=len(texts)) for place, post in enumerate(posts, 1))
    # An address in the user's sentence may be longer than a whole post; one post leaves it out.
    return thread if all(measure.fits(post.text) for post in thread) else (alone,)


def _choices(sharing: Sharing, rules: Rules, written: Mapping[Part, str]) -> Iterator[tuple[str, frozenset[Part]]]:
    """Give the posts from the whole to the shortest, each with what is not in it."""
    for left_out in _LEFT_OUT:
        yield _joined([written[part] for part in rules.order if part not in left_out]), left_out
    note = _note(sharing)
    # A short text is the same in all rooms: each is tried once.
    notes = dict.fromkeys(_cut(note, room) if room else "" for room in _NOTE_ROOMS)
    works = dict.fromkeys(_work(sharing, rules, room) for room in _TITLE_ROOMS)
    for kept in notes:
        without = _LEFT_OUT[-1] if kept == note else _WITH_NOTE_CUT
        yield from ((_joined([directed(rules.plain(kept)), work, written["signature"]]), without) for work in works)


def _parts(sharing: Sharing, rules: Rules) -> Mapping[Part, str]:
    """Return each part of a post as it stands there, "" for what it has not."""
    return {
        "note": directed(rules.plain(_note(sharing))),
        "teaches": _quotation(sharing, rules),
        "work": _work(sharing, rules, _MOST_TITLE),
        "question": directed(rules.plain(one_line(sharing.question))),
        "hashtags": directed(" ".join(filter(None, dict.fromkeys(map(hashtag, sharing.skills[: rules.most_hashtags]))))),
        "signature": directed(rules.plain(one_line(sharing.signature))) if "signature" in rules.order else "",
    }


def _note(sharing: Sharing) -> str:
    return uncalling_all(one_line(sharing.note))


def _quotation(sharing: Sharing, rules: Rules) -> str:
    """Return what the item teaches as a quotation; "" where its title or the user says so already."""
    words = one_line(sharing.teaches)
    if not words or words.casefold() in one_line(sharing.title).casefold() or words in sharing.note:
        return ""
    quoted = _cut(words, MOST_QUOTED)
    if rules.quotes_with:
        return rules.quotes_with + directed(rules.tame(quoted))
    usual, other = sharing.quotations
    quotation = other if set(usual.replace("{words}", "")) & set(quoted) else usual
    return directed(quotation.replace("{words}", rules.tame(quoted)))


def _work(sharing: Sharing, rules: Rules, room: int) -> str:
    """Return what the item is: its title (at most *room* graphemes), who made it, and its address."""
    title, makers, url = _cut(one_line(sharing.title), room), _makers(sharing), tame_address(sharing.url)
    # Who made it stands as the title does. Where that runs from the right, Latin names on both sides of a dash would change places.
    turn = RIGHT_TO_LEFT_MARK if direction_of(title) == "rtl" else ""
    if rules.airy:
        lines = [directed(rules.tame(title)), makers and f"{turn}{rules.tame(makers)}", rules.address(url)]
        return "\n".join(filter(None, lines))
    dash = f" {turn}— "
    credit = f"{dash}{rules.tame(makers)}" if title and makers else rules.tame(makers)
    if rules.link is not None and _can_be_link(title, url):
        return f"{mark(title)}{rules.link(rules.tame(title), url)}{credit}"
    line = f"{mark(title)}{rules.tame(title)}{credit}"
    return f"{line}\n{rules.address(url)}" if line else rules.address(url)


def _can_be_link(title: str, url: str) -> bool:
    """Say whether *title* may stand before *url*: not where it looks like an address, or where the address would end the link."""
    return bool(title) and not addresses(title) and "://" not in title and not {"(", ")"} & set(url)


def _makers(sharing: Sharing) -> str:
    source, author = cut(one_line(sharing.source), _MOST_NAME), cut(one_line(sharing.author or ""), _MOST_NAME)
    names = [author, source] if author.casefold() != source.casefold() else [source]
    return ("، " if direction_of("".join(names)) == "rtl" else ", ").join(filter(None, names))


def _opening_work(sharing: Sharing, rules: Rules, measure: Measure) -> str:
    """Return what the item is as the first post of a thread has room for, beside the user's sentence."""
    works = (_work(sharing, rules, room) for room in (_MOST_TITLE, *_TITLE_ROOMS))
    return next((work for work in works if measure.fits(_joined([_OPENING, work]))), rules.address(tame_address(sharing.url)))


def _cut(text: str, most: int) -> str:
    """Cut *text* like `cut`, at a word where there is one, but never through an address, a mention or a hashtag: half leads elsewhere."""
    kept = cut(text, most)
    if kept == text:
        return text
    place = len(kept) - len("…")
    blank = text.rfind(" ", 0, place + 1)
    if blank > place // 2:
        place = blank
    inside = [found.start for found in linked(text) if found.start < place < found.end]
    shortened = text[: min([place, *inside])].rstrip(" ,;:-–—")
    return f"{shortened}…" if shortened else ""


def hashtag(skill: str) -> str:
    """Return the hashtag of a skill's name: words joined with capitals, or with underscores in scripts that have none.

    >>> hashtag("Data visualisation"), hashtag("تصور البيانات")
    ('#DataVisualisation', '#تصور_البيانات')
    """
    # Marks belong to the letters before them: in Hindi or vocalised Arabic a word is full of them.
    words = "".join(character if unicodedata.category(character)[0] in "LMN" else " " for character in skill).split()
    if not any(map(str.isalpha, "".join(words))):
        return ""  # no network takes a number for a hashtag
    if len("".join(words)) > _LONGEST_HASHTAG:
        return ""
    uncased = any(word[0].isalpha() and word[0].upper() == word[0].lower() for word in words)
    return "#" + ("_".join(words) if uncased else "".join(word[0].upper() + word[1:] for word in words))


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(filter(None, paragraphs))


#: The networks posts are written for.
NETWORKS: tuple[Network, ...] = tuple(MEASURES)
