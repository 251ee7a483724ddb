"""Write the post that passes an item on, in one network's own terms.

The post is made of the user's own sentence, a short quotation that says what the item teaches, what it is and who made it, its
address, an open question, and hashtags. What is least needed goes first when there is no room: the question or the hashtags, as the
network is, and the quotation; then the title is shortened, and in the end the user's sentence is cut to what fits. The address is
never cut. Where a network has threads, one takes what a single post has no room for.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from feeds.graphemes import cut, graphemes
from pipeline.model.posts import Part, Post, Sharing
from pipeline.plain import one_line
from pipeline.posting.counting import MEASURES, Limits, Measure, measure_of
from pipeline.posting.credit import credit, credited, makers, turn
from pipeline.posting.directing import directed, mark
from pipeline.posting.entities import addresses, linked
from pipeline.posting.rules import THREADED, Rules, rules_for
from pipeline.posting.taming import tame_address, uncalling_all
from pipeline.posting.threading import parts
from pipeline.settings import Network

#: A short quotation (graphemes): style guides set what has 40 words and more apart from running text, and English words have five letters.
MOST_QUOTED = 200
_MOST_TITLE, _MOST_SUBJECT = 200, 120
#: How much of the title may stay when room is short (graphemes): the most that fits is taken.
_TITLE_ROOMS = (160, 100, 60, 20)
#: The title is shortened further where less than this of a sentence of the user's would be left beside it (characters).
_LEAST_NOTE = 100
#: All that goes before the user's sentence is cut.
_NEEDED_LEAST: frozenset[Part] = frozenset({"question", "teaches", "hashtags"})
_WITH_NOTE_CUT: frozenset[Part] = _NEEDED_LEAST | frozenset[Part](("note",))
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
    choices = _choices(sharing, rules, written, measure)
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


def _choices(sharing: Sharing, rules: Rules, written: Mapping[Part, str], measure: Measure) -> Iterator[tuple[str, frozenset[Part]]]:
    """Give the posts from the whole to the shortest, each with what is not in it."""
    first = rules.gives_up_first
    left_outs: tuple[set[Part], ...] = (set(), {first}, {"teaches"}, {first, "teaches"})
    for left_out in (*map(frozenset, left_outs), _NEEDED_LEAST):
        yield _joined([written[part] for part in rules.order if part not in left_out]), left_out
    # A short title is the same in all rooms: each is tried once.
    works = tuple(dict.fromkeys(_work(sharing, rules, room) for room in (_MOST_TITLE, *_TITLE_ROOMS)))
    endings = [[work, written["signature"]] for work in works]
    for ending in endings:
        yield _joined([written["note"], *ending]), _NEEDED_LEAST
    for ending in endings:
        kept = _longest_note(_note(sharing), ending, rules, measure)
        if len(kept) >= _LEAST_NOTE or ending == endings[-1]:
            yield _joined([kept, *ending]), _WITH_NOTE_CUT


def _longest_note(note: str, ending: Sequence[str], rules: Rules, measure: Measure) -> str:
    """Return as much of *note*, as it stands in a post, as there is room for before *ending*; "" where there is none."""

    def beginning(room: int) -> str:
        return directed(rules.plain(_cut(note, room)))

    rooms = range(1, len(graphemes(note)))
    # What is longer rarely fits where what is shorter does not; the place that is found is one that was seen to fit.
    count = bisect_left(rooms, x=True, key=lambda room: not measure.fits(_joined([beginning(room), *ending])))
    return beginning(rooms[count - 1]) if count else ""


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
    title, names, url = _cut(one_line(sharing.title), room), makers(sharing.source, sharing.author), tame_address(sharing.url)
    if rules.airy:
        lines = [directed(rules.tame(title)), names and f"{turn(title)}{rules.tame(names)}", rules.address(url)]
        return "\n".join(filter(None, lines))
    if rules.link is not None and _can_be_link(title, url):
        return f"{mark(title)}{rules.link(rules.tame(title), url)}{credit(title, names, rules.tame)}"
    line = credited(title, names, rules.tame)
    return f"{line}\n{rules.address(url)}" if line else rules.address(url)


def _can_be_link(title: str, url: str) -> bool:
    """Say whether *title* may stand before *url*: not where it looks like an address, or where the address would end the link."""
    return bool(title) and not addresses(title) and "://" not in title and not {"(", ")"} & set(url)


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


def _joined(paragraphs: Sequence[str]) -> str:
    return "\n\n".join(filter(None, paragraphs))


#: The networks posts are written for.
NETWORKS: tuple[Network, ...] = tuple(MEASURES)
