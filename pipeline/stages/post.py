"""Write the post that passes an item on, in one network's own terms.

The post is made of the user's own sentence, what the item is, a sentence of what it teaches, an open question, the
address, and hashtags. What is least needed goes first when there is no room: the question, the teaching sentence, the
hashtags; then the user's sentence is cut between graphemes. The address is never cut.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from feeds.graphemes import cut
from pipeline.plain import one_line
from pipeline.posting.counting import MEASURES, Measure
from pipeline.posting.entities import addresses, hashtags, mentions
from pipeline.posting.taming import TAME, escaped_for_slack, tame_address, uncalling_all
from pipeline.script import direction_of
from pipeline.settings import Network

_RIGHT_TO_LEFT_MARK, _LEFT_TO_RIGHT_MARK = "\u200f", "\u200e"
#: More hashtags read like advertising.
_MOST_HASHTAGS = 3
#: How much of the user's sentence, and of what the item is, may stay when room is short (graphemes): the most that fits is taken.
_NOTE_ROOMS, _CREDIT_ROOMS = (*range(280, 0, -20), 0), (160, 100, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """An item on its way to others, and what the user says of it; nothing in it is private."""

    url: str
    title: str
    source: str
    author: str | None
    #: One sentence of the item's own.
    teaches: str
    #: The names of its skills in the post's language, the strongest first; they become hashtags.
    skills: tuple[str, ...]
    #: The user's own sentence, "" for none.
    note: str = ""
    #: "What would you add?" in the post's language, "" for none.
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as it should be pasted, counted by the network's own rules."""

    network: Network
    text: str
    length: int
    limit: int
    #: The subject line, for e-mail only.
    subject: str | None = None

    @property
    def fits(self) -> bool:
        """Whether the network takes it whole."""
        return self.length <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What one network asks of a post."""

    measure: Measure
    hashtags: bool
    #: Makes text of the user's own readable there.
    plain: Callable[[str], str]
    #: Makes text of feeds harmless there: no pings, no markup.
    tame: Callable[[str], str]
    #: Writes an address so that it is a link there.
    address: Callable[[str], str]


def post_for(sharing: Sharing, network: Network) -> Post:
    """Return the post that passes *sharing* on at *network*."""
    rules = _RULES[network]
    note, credit, url = uncalling_all(one_line(sharing.note)), _credit(sharing), rules.address(tame_address(sharing.url))
    lead = [_directed(rules.plain(note)), _directed(rules.tame(credit))]
    teaches, question = _directed(rules.tame(one_line(sharing.teaches))), _directed(rules.plain(one_line(sharing.question)))
    tag = _directed(_hashtags(sharing.skills) if rules.hashtags else "")
    whole = ([*lead, teaches, question, url, tag], [*lead, teaches, url, tag], [*lead, url, tag], [*lead, url])
    # Tried one after the other: most posts fit whole, and nothing has to be cut for them.
    choices = chain(map(_joined, whole), _shortened(note, credit, url, rules))
    text = next(filter(rules.measure.fits, choices), url)
    subject = cut(one_line(sharing.title), 120) if network == "email" else None
    return Post(network=network, text=text, length=rules.measure.length(text), limit=rules.measure.limit, subject=subject)


def _shortened(note: str, credit: str, url: str, rules: _Rules) -> Iterator[str]:
    """Give the posts of note, credit and address alone, the longest note first, each with the longest credit first."""
    # A short text is the same in all rooms: each is tried once.
    note_lines = dict.fromkeys(_directed(rules.plain(_cut(note, room) if room else "")) for room in _NOTE_ROOMS)
    credit_lines = dict.fromkeys(_directed(rules.tame(_cut(credit, room))) for room in _CREDIT_ROOMS)
    yield from (_joined([note_kept, credit_kept, url]) for note_kept in note_lines for credit_kept in credit_lines)


def _cut(text: str, most: int) -> str:
    """Cut *text* like `cut`, but never through an address, a mention or a hashtag: half of one leads elsewhere."""
    kept = cut(text, most)
    if kept == text:
        return text
    place = len(kept) - len("…")
    inside = [found.start for found in (*addresses(text), *mentions(text), *hashtags(text)) if found.start < place < found.end]
    return text[: min(inside)].rstrip() + "…" if inside else kept


def _credit(sharing: Sharing) -> str:
    title, source, author = one_line(sharing.title), one_line(sharing.source), one_line(sharing.author or "")
    return f"{title} — {source}" + (f", {author}" if author and author.casefold() != source.casefold() else "")


def _hashtags(skills: tuple[str, ...]) -> str:
    tags = dict.fromkeys(hashtag(skill) for skill in skills[:_MOST_HASHTAGS])
    return " ".join(filter(None, tags))


def hashtag(skill: str) -> str:
    """Return the hashtag of a skill's name: words joined with capitals, or with underscores in scripts that have none.

    >>> hashtag("Data visualisation"), hashtag("تصور البيانات")
    ('#DataVisualisation', '#تصور_البيانات')
    """
    # Marks belong to the letters before them: in Hindi or vocalised Arabic a word is full of them.
    words = "".join(character if unicodedata.category(character)[0] in "LMN" else " " for character in skill).split()
    if not any(map(str.isalpha, "".join(words))):
        return ""  # no network takes a number for a hashtag
    uncased = any(word[0].isalpha() and word[0].upper() == word[0].lower() for word in words)
    return "#" + ("_".join(words) if uncased else "".join(word[0].upper() + word[1:] for word in words))


def _joined(parts: list[str]) -> str:
    return "\n\n".join(filter(None, parts))


def _directed(part: str) -> str:
    """Begin a paragraph that runs from the right, but starts with a Latin word, with a mark that says so; and the other way round."""
    first = next(
        (unicodedata.bidirectional(character) for character in part if unicodedata.bidirectional(character) in {"L", "R", "AL"}), ""
    )
    runs = direction_of(part)
    if runs == "rtl" and first == "L" and not part.startswith("http"):
        return _RIGHT_TO_LEFT_MARK + part
    return _LEFT_TO_RIGHT_MARK + part if runs == "ltr" and first in {"R", "AL"} else part


_PLAIN: Mapping[Network, Callable[[str], str]] = {"slack": escaped_for_slack}
_ADDRESS: Mapping[Network, Callable[[str], str]] = {"markdown": "<{}>".format}
#: Chats and letters have no hashtags; the signs would be noise there.
_WITHOUT_HASHTAGS = frozenset[Network](("slack", "teams", "discord", "email", "markdown"))
_RULES: Mapping[Network, _Rules] = {
    network: _Rules(
        measure=measure,
        hashtags=network not in _WITHOUT_HASHTAGS,
        plain=_PLAIN.get(network, str),
        tame=TAME[network],
        address=_ADDRESS.get(network, str),
    )
    for network, measure in MEASURES.items()
}

#: The networks posts are written for.
NETWORKS: tuple[Network, ...] = tuple(_RULES)
