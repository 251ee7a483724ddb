"""Make cards for tests, and read from a picture where something is drawn."""

from dataclasses import replace

from pipeline.card_views import CardView
from pipeline.script import direction_of
from pipeline.views import Text


def text(words: str) -> Text:
    """Return *words* with the direction of their letters."""
    return Text(text=words, language="", direction=direction_of(words))


def card(title: str = "Small multiples beat one crowded chart", **changes: object) -> CardView:
    """Return the card of an item in English; it begins on the side on which *title* does."""
    made = CardView(
        language="en", direction=text(title).direction, kicker=text("Data visualisation"), title=text(title), source=text("Plain Numbers"),
        author=text("Ines Hartwell"), note=text("Try the second example."), facts="6 min read", contents=(), more=None,
        by=("Shared by ", text("Sam")), monogram="S", alt="",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]
