"""Write an edition as a thread: an opening post, one for each item, a closing one, each as long as its network takes."""

from collections.abc import Iterator

from pipeline.edition_views import EditionView, SharedItemView
from pipeline.phrases import Phrases
from pipeline.posting.counting import MEASURES, Measure
from pipeline.posting.credit import credited, makers, turn
from pipeline.posting.directing import LEFT_TO_RIGHT_MARK, mark
from pipeline.posting.taming import TAME, tame_address, uncalling_all
from pipeline.posting.threading import parts
from pipeline.settings import Network

_GAP = "\n\n"
#: Subjects that the opening names: more of them nobody reads.
_MOST_TOPICS = 5
#: No thread has so many posts that its numbers are longer.
_WIDEST_NUMBER = f"{_GAP}999/999"


def thread_of(edition: EditionView, network: Network, phrases: Phrases) -> tuple[str, ...]:
    """Return *edition* as the posts of a thread at *network*, numbered at their ends; an item too long for one post gets several."""
    measure = MEASURES[network]
    # Each post is numbered within the whole thread: room for that is kept.
    most_bytes = None if measure.most_bytes is None else measure.most_bytes - len(_WIDEST_NUMBER)
    within = Measure(measure.limit, lambda text: measure.length(text + _WIDEST_NUMBER), most_bytes)
    blocks = (_opening(edition, phrases), *(_item(item, network) for item in edition.items), _closing(edition, phrases))
    posts = [post for block in blocks for post in _posts(block, within)]
    return tuple(f"{post}{_GAP}{number}/{len(posts)}" for number, post in enumerate(posts, 1))


def _posts(block: str, measure: Measure) -> Iterator[str]:
    cut = parts([block], measure)
    # What was parted bears numbers of its own, which say nothing within a thread.
    yield from cut if len(cut) == 1 else (post.rpartition(_GAP)[0] for post in cut)


def _opening(edition: EditionView, phrases: Phrases) -> str:
    topics = dict.fromkeys(item.topic.text for item in edition.items if item.topic)
    listed = "".join(map(str, phrases.listed(list(topics)[:_MOST_TOPICS])))
    count = phrases.say("items", n=len(edition.items))
    return _GAP.join((edition.title, f"{count}: {listed}" if listed else count))


def _item(item: SharedItemView, network: Network) -> str:
    names = makers(item.source.text, item.author.text if item.author else None)
    line = credited(item.title.text, names, TAME[network])
    # In a thread a line runs as most of its letters do: where many names would turn the title round, its own way is said.
    way = (turn(item.title.text) or LEFT_TO_RIGHT_MARK) if mark(line) else ""
    note = uncalling_all(item.note.text) if item.note else ""
    return _GAP.join(filter(None, (note, f"{way}{line}", tame_address(item.url))))


def _closing(edition: EditionView, phrases: Phrases) -> str:
    where = f"{phrases.say('thread_closing')} {edition.address}" if edition.address else ""
    return _GAP.join(filter(None, (phrases.say("question"), where)))
