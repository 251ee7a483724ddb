"""Lane 3, in pictures: the card of an item, drawn on this machine.

item -> card_for_item -> card_png -> file
"""

from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.cards import card_png
from pipeline.edges.files import write_bytes
from pipeline.edges.store import Store
from pipeline.errors import CannotDo
from pipeline.names import item_named
from pipeline.open_address import open_address
from pipeline.phrases import read_phrases
from pipeline.resources import packaged
from pipeline.settings import Settings
from pipeline.skills import Lexicon
from pipeline.stages.card import card_for_item


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCard:
    """The file of a card, and what it shows in words, to be given beside it."""

    file: Path
    alt: str


def write_card(store: Store, settings: Settings, lexicon: Lexicon, item: str, file: Path | None, *, note: str) -> WrittenCard:
    """Write the card of *item* to *file*, without one to the folder cards/ beside the configuration.

    Raises:
        UnknownItem: no such item.
        CannotDo: the item may not be shown to anybody, or no card can be drawn here; the sentence says why.
    """
    candidate = item_named(store, item)
    if open_address(candidate) is None:
        why = "comes from a private source" if candidate.private else "has no address that anybody may open"
        message = f"“{candidate.title}” {why}; no card is made of it, as it is not for others to see"
        raise CannotDo(message)
    phrases = read_phrases(packaged("phrases"), candidate.language)
    card = card_for_item(candidate, note=note, name=settings.learner.name or "", lexicon=lexicon, phrases=phrases)
    path = file or cards_folder(settings) / f"{candidate.id}.png"
    write_bytes(path, card_png(card))
    return WrittenCard(file=path, alt=card.alt)


def cards_folder(settings: Settings) -> Path:
    """Return where cards go without another wish: a folder beside the configuration."""
    return (settings.file.parent if settings.file else Path()) / "cards"
