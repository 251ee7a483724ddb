"""What a card may show: texts ready to be drawn, and nothing that is the person's alone.

As with `EditionView`, there is no field that could hold a level, a gap, a score or a recipient.
"""

from dataclasses import dataclass

from pipeline.script import Direction
from pipeline.views import Line, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """The picture that stands for one item, or for an edition, where its link is shown."""

    #: Two-letter code of the words that are Gapfeed's own.
    language: str
    #: The way of the title: a card that runs from the right is the mirror image of one that runs from the left.
    direction: Direction
    #: What it is about; None where that is not known.
    kicker: Text | None
    title: Text
    #: None on the card of an edition, which has many.
    source: Text | None
    #: None where nobody is named.
    author: Text | None
    #: What the person says of it; None where they say nothing.
    note: Text | None
    #: "6 min read", or how much an edition holds.
    facts: str
    #: The first titles of an edition; empty on the card of an item.
    contents: tuple[Text, ...]
    #: "4 more": what an edition holds besides; None where that is all.
    more: str | None
    #: "Shared by Sam"; empty where the person gave no name.
    by: Line
    #: The first letter of their name; "" without a name.
    monogram: str
    #: All of it in words, for those who do not see the picture: one line.
    alt: str
