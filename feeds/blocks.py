"""Lay out cleaned HTML as lines of plain text."""

import html as entities
import re
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["paragraph", "heading", "item", "row", "code"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROWS = frozenset({"tr", "dt", "dd"})
_CELLS = frozenset({"td", "th"})
_OTHERS = frozenset(
    "p div section article header footer main aside nav figure figcaption blockquote ul ol dl table caption hr pre details summary"
    " address form fieldset li br".split()
)
#: Tags that begin and end a line; `lines_of` must be given no others.
BLOCK_TAGS = _HEADINGS | _ROWS | _CELLS | _OTHERS
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)>")


@dataclass(slots=True)
class _Page:
    """What is laid out so far, and the block that is being written."""

    blocks: list[tuple[Kind, str]] = field(default_factory=list)
    kind: Kind = "paragraph"
    pieces: list[str] = field(default_factory=list)
    preformatted: int = 0

    def end_block(self, next_kind: Kind = "paragraph") -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        if not text or text.isspace():
            self.kind = "code" if self.preformatted else next_kind
            return
        if self.kind == "code":
            text = "\n".join(line.expandtabs(4).replace("\xa0", " ").rstrip() for line in text.strip("\n").split("\n"))
        elif "\n" in text:
            # At most one empty line of those that <br> makes.
            text = re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.split("\n"))).strip()
        else:
            text = " ".join(text.split())
        if self.kind == "heading":
            text = "# " + " ".join(text.split())
        elif self.kind == "item":
            text = "- " + text
        else:
            text = without_false_headings(text)
        self.blocks.append((self.kind, text))
        self.kind = "code" if self.preformatted else next_kind

    def add(self, text: str) -> None:
        if not text:
            return
        if "&" in text:
            text = entities.unescape(text)
        self.pieces.append(text if self.preformatted else _folded(text))


def lines_of(bare: str) -> str:
    """Return the text of HTML that has only `BLOCK_TAGS`, without attributes, as html5ever writes it.

    Blocks are separated by blank lines, items of a list and rows of a table by newlines; headings begin with "# ",
    items with "- ", and cells of a row have " | " between them.
    """
    page = _Page()
    position = 0
    for tag in _TAG.finditer(bare):
        page.add(bare[position : tag.start()])
        position = tag.end()
        _turn(page, tag[2], begins=not tag[1])
    page.add(bare[position:])
    page.end_block()
    text: list[str] = []
    previous: Kind | None = None
    for kind, block in page.blocks:
        if previous is not None:
            text.append("\n" if kind == previous and kind in ("item", "row") else "\n\n")
        text.append(block)
        previous = kind
    return "".join(text)


def without_false_headings(text: str) -> str:
    """Return text in which lines that begin with "# " without being headings, such as comments in code, stand one blank further."""
    return re.sub(r"(?m)^(?=# )", " ", text) if "# " in text else text


def _folded(text: str) -> str:
    """Return the text with every run of blanks as one, those at its ends included: they part words from the next piece."""
    words = " ".join(text.split())
    if not words:
        return " "
    return (" " if text[0].isspace() else "") + words + (" " if text[-1].isspace() else "")


def _turn(page: _Page, name: str, *, begins: bool) -> None:
    if name == "br":
        page.pieces.append("\n")
    elif name in _CELLS:
        if begins and any(piece.strip() for piece in page.pieces):
            page.pieces.append(" | ")
    elif name == "pre":
        page.preformatted = max(0, page.preformatted + (1 if begins else -1))
        page.end_block()
    elif name in _HEADINGS:
        page.end_block("heading" if begins else "paragraph")
    elif name == "li":
        page.end_block("item" if begins else "paragraph")
    elif name in _ROWS:
        page.end_block("row" if begins else "paragraph")
    elif begins and page.kind in ("item", "row") and not any(piece.strip() for piece in page.pieces):
        # <li><p>text</p></li>: the paragraph begins where its item begins.
        page.pieces.clear()
    else:
        page.end_block()
