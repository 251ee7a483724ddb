"""Lane 3, for anybody: an edition of what is worth passing on, as files that can be put on any web space.

picks, circle -> fitting_circle -> present_edition, feed_of_editions -> render -> files
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from feeds.model.lists import Outline
from feeds.opml import write_opml
from pipeline.edges.cards import card_png
from pipeline.edges.cards import is_installed as can_draw_cards
from pipeline.edges.files import edition_pages, write_bytes
from pipeline.edges.mail import build_letter
from pipeline.edges.render import render_index
from pipeline.edges.render_edition import render_article, render_edition_feeds, render_letter, render_page
from pipeline.edges.store import Store
from pipeline.edges.store.editions import StoredEdition
from pipeline.edition_views import Beside, EditionFeedView, EditionView, ImageView
from pipeline.errors import CannotDo
from pipeline.model.digests import Candidate
from pipeline.open_address import public_address
from pipeline.phrases import Phrases, read_phrases
from pipeline.resources import packaged
from pipeline.settings import Circle, Network, Settings
from pipeline.share.edition_choice import Choice, EditionWish, articles_of, choose
from pipeline.skills import Lexicon
from pipeline.slugs import slugs
from pipeline.stages.card import card_for_edition
from pipeline.stages.contents import present_editions
from pipeline.stages.edition import Press, present_edition
from pipeline.stages.edition_feed import feed_of_editions
from pipeline.stages.edition_letter import letter_for
from pipeline.stages.edition_thread import thread_of

#: Where threads are read.
_THREADS: tuple[Network, ...] = ("x", "mastodon", "bluesky")
#: Stands in the mail that lies in the folder, which may be put on the web: nobody's address belongs there.
_NOBODY = "edition@localhost.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEdition:
    """An edition that was written."""

    view: EditionView
    choice: Choice
    phrases: Phrases
    files: tuple[Path, ...]
    #: Whether a picture stands for it where somebody links to it.
    has_picture: bool

    @property
    def items(self) -> int:
        """How many items it passes on."""
        return len(self.view.items)


@dataclass(frozen=True, slots=True)
class _Names:
    """What the files of one edition, and of all editions for the same people, are called."""

    #: "2026-03-04", or "2026-03-04-team" for a circle.
    edition: str
    #: "edition", or "edition-team".
    feed: str
    #: "" or "-team".
    series: str

    @property
    def page(self) -> str:
        return f"{self.edition}.html"

    @property
    def index(self) -> str:
        return f"index{self.series}.html"


def write_edition(store: Store, settings: Settings, lexicon: Lexicon, folder: Path, now: datetime, wish: EditionWish) -> WrittenEdition:
    """Write an edition to *folder*: a page, a mail, Markdown, a thread, feeds and a list of sources; nothing private is in it.

    Raises:
        UsageError: a number is not in the latest digest, or there is no such circle.
        CannotDo: there is no digest yet, or nothing in it may be passed on, or nothing fits the circle.
    """
    choice = choose(store, settings, lexicon, wish)
    phrases = read_phrases(packaged("phrases"), *(choice.circle.languages if choice.circle else settings.learner.languages))
    names = _names(choice.day, choice.circle, settings)
    pages = edition_pages(folder, names.series)
    sources = _public_sources(store, (*choice.fitting.chosen, *articles_of(store, choice.past)))
    beside = Beside(
        atom=f"{names.feed}.atom", json=f"{names.feed}.json", opml=f"{names.feed}.opml" if sources else None,
        index=names.index if {*pages} - {names.page} else None, home=settings.edition_url,
    )  # fmt: skip
    press = Press(learner=settings.learner, installation=store.installation, lexicon=lexicon, phrases=phrases, beside=beside)
    view = present_edition(choice.fitting.chosen, press, notes=choice.notes, day=choice.day, now=now, name=names.edition)
    earlier = tuple(
        present_edition(
            articles_of(store, [one]),
            press,
            notes=one.notes,
            day=one.day,
            now=one.at,
            name=_names(one.day, choice.circle, settings).edition,
        )
        for one in choice.past
    )
    feed = feed_of_editions([view, *earlier], circle=wish.circle, installation=store.installation, beside=beside, phrases=phrases)
    files = _files(view, feed, names, phrases, now)
    if sources:
        files[f"{names.feed}.opml"] = write_opml(sources, feed.title).encode()
    if beside.index:
        newest_first = sorted({*pages, names.page}, reverse=True)
        index = present_editions(newest_first, feeds=(beside.atom, beside.json), phrases=phrases)
        files[names.index] = render_index(index).encode()
    for name, content in files.items():
        write_bytes(folder / name, content)
    with store.writing():
        store.editions.save(StoredEdition(circle=wish.circle, day=choice.day, at=now, notes=choice.notes))
    return WrittenEdition(
        view=view, choice=choice, phrases=phrases, files=tuple(folder / name for name in files), has_picture=f"{names.edition}.png" in files
    )


def _files(view: EditionView, feed: EditionFeedView, names: _Names, phrases: Phrases, now: datetime) -> dict[str, bytes]:
    """Return the forms of an edition by the names of their files."""
    image, card = _card(view, phrases, names.edition)
    atom, json = render_edition_feeds(feed)
    texts = {
        names.page: render_page(view, image),
        f"{names.edition}.md": render_article(view),
        f"{names.edition}-thread.txt": _threads(view, phrases),
        f"{names.edition}.eml": _draft(view, phrases, now),
        feed.atom: atom,
        feed.json: json,
    }
    return {name: text.encode() for name, text in texts.items()} | ({f"{names.edition}.png": card} if card else {})


def edition_folder(settings: Settings) -> Path:
    """Return where editions go without another wish: a folder beside the configuration."""
    return (settings.file.parent if settings.file else Path()) / "edition"


def _names(day: date, circle: Circle | None, settings: Settings) -> _Names:
    known = {name: slug for slug, name in slugs((one.name for one in settings.circles), "circle").items()}
    series = f"-{known[circle.name]}" if circle else ""
    return _Names(f"{day.isoformat()}{series}", f"edition{series}", series)


def _public_sources(store: Store, candidates: Iterable[Candidate]) -> tuple[Outline, ...]:
    """Return the sources of *candidates* that anybody may follow: never a private one, or one whose address may hold a key."""
    behind = {candidate.source for candidate in candidates}
    sources = (one.subscription.source for one in store.sources.health())
    return tuple(
        sorted(
            (
                Outline(url=url, title=source.title, site=source.site and public_address(source.site))
                for source in sources
                if source.id in behind
                and not source.private
                and source.kind != "circle"
                and (url := public_address(source.url)) is not None
            ),
            key=lambda outline: outline.url,
        )
    )


def _card(view: EditionView, phrases: Phrases, name: str) -> tuple[ImageView | None, bytes | None]:
    """Return the picture that stands for *view* where somebody links to it, and its bytes; None where none can be drawn here."""
    if not can_draw_cards():
        return None, None
    card = card_for_edition(view, phrases)
    try:
        drawn = card_png(card)
    except CannotDo:  # nothing that could join its letters is installed
        return None, None
    return ImageView(href=f"{view.home or ''}{name}.png", alt=card.alt), drawn


def _threads(view: EditionView, phrases: Phrases) -> str:
    threads = (f"── {network}\n\n" + "\n\n────\n\n".join(thread_of(view, network, phrases)) for network in _THREADS)
    return "\n\n\n".join(threads) + "\n"


def _draft(view: EditionView, phrases: Phrases, now: datetime) -> str:
    """Return the newsletter as a mail that is from nobody and to nobody."""
    letter = render_letter(view, letter_for(view, phrases, f"mailto:{_NOBODY}?subject=unsubscribe"))
    mail = build_letter(
        subject=view.title, text=letter.text, html=letter.html, language=view.language, sender=_NOBODY, recipient=_NOBODY,
        message_id=f"<{view.id.removeprefix('urn:uuid:')}@localhost.invalid>", date=now, from_name=view.by.text if view.by else "Gapfeed",
        list_id="edition",
    )  # fmt: skip
    return mail.decode("utf-8")
