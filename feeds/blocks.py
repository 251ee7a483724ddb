"""Lay out cleaned HTML as lines of plain text."""

import re
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["paragraph", "heading", "item", "row", "code"]

#: What begins with a tag, where it is more than a paragraph.
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "item",
    **dict.fromkeys(("tr", "dt", "dd"), "row"),
}
_CELLS = frozenset({"td", "th"})
_OTHERS = frozenset(
    "p div section article header footer main aside nav figure figcaption blockquote ul ol dl table caption hr pre details summary"
    " address form fieldset br".split()
)
#: These only end what is written: where nothing is, as between one paragraph and the next, they do nothing.
_PLAIN = _OTHERS - {"br", "pre"}
#: Tags that begin and end a line; `lines_of` must be given no others.
BLOCK_TAGS = _CELLS | _OTHERS | _KINDS.keys()
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)>")


@dataclass(slots=True)
class _Page:
    """What is laid out so far, and the block that is being written."""

    blocks: list[tuple[Kind, str]] = field(default_factory=list)
    kind: Kind = "paragraph"
    pieces: list[str] = field(default_factory=list)
    preformatted: int = 0

    def end_block(self, next_kind: Kind = "paragraph") -> None:
        if self.pieces:
            text = "".join(self.pieces)
            self.pieces.clear()
            if text and not text.isspace():
                self.blocks.append((self.kind, self._laid_out(text)))
        self.kind = "code" if self.preformatted else next_kind

    def _laid_out(self, text: str) -> str:
        if self.kind == "code":
            text = "\n".join(line.expandtabs(4).replace("\xa0", " ").rstrip() for line in text.strip("\n").split("\n"))
        elif "\n" in text:
            # At most one empty line of those that <br> makes.
            text = re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.split("\n"))).strip()
        else:
            text = " ".join(text.split())
        if self.kind == "heading":
            return "# " + text.replace("\n", " ").replace("  ", " ")
        return "- " + text if self.kind == "item" else without_false_headings(text)

    def add(self, text: str) -> None:
        if "&" in text:
            # html5ever escapes nothing else.
            text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        # What ends a line is <br>; blanks are folded when the block ends.
        self.pieces.append(text if self.preformatted else text.replace("\n", " "))


def lines_of(bare: str) -> str:
    """Return the text of HTML that has only `BLOCK_TAGS`, without attributes, as html5ever writes it.

    Blocks are separated by blank lines, items of a list and rows of a table by newlines; headings begin with "# ",
    items with "- ", and cells of a row have " | " between them.
    """
    page = _Page()
    texts = _TAG.split(bare)
    page.add(texts[0])
    for slash, name, following in zip(texts[1::3], texts[2::3], texts[3::3], strict=True):
        if page.pieces or page.kind != "paragraph" or name not in _PLAIN:
            _turn(page, name, begins=not slash)
        # Between two blocks stand the line ends of whoever wrote them.
        if following and (page.preformatted or page.pieces or not following.isspace()):
            page.add(following)
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


def _turn(page: _Page, name: str, *, begins: bool) -> None:
    if name == "br":
        page.pieces.append("\n")
    elif name in _CELLS:
        if begins and any(piece.strip() for piece in page.pieces):
            page.pieces.append(" | ")
    elif name == "pre":
        page.preformatted = max(0, page.preformatted + (1 if begins else -1))
        page.end_block()
    elif name in _KINDS:
        page.end_block(_KINDS[name] if begins else "paragraph")
    elif begins and page.kind in ("item", "row") and not any(piece.strip() for piece in page.pieces):
        # <li><p>text</p></li>: the paragraph begins where its item begins.
        page.pieces.clear()
    else:
        page.end_block()
