"""Turn the text of a post into the HTML of a mail."""

from dataclasses import dataclass

from pipeline.edges.render import render_template
from pipeline.script import RIGHT_TO_LEFT_LANGUAGES, Direction, direction_of
from pipeline.views import Piece

_LINKS = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class _PostView:
    subject: str
    language: str
    direction: Direction
    lines: tuple[Piece, ...]


def render_post(text: str, *, subject: str, language: str) -> str:
    """Return *text* as a page: a paragraph for each of its lines, and an address that stands alone as a link.

    Args:
        text: the post, as it stands in the plain text of the same mail.
        subject: the title of the page.
        language: of the text, as a two-letter code; "" where it is not known.

    """
    direction: Direction = "rtl" if language in RIGHT_TO_LEFT_LANGUAGES else "ltr" if language else direction_of(text)
    lines = tuple(_piece(line.strip(), language, direction) for line in text.splitlines() if line.strip())
    post = _PostView(subject=subject, language=language, direction=direction, lines=lines)
    return render_template("html", "share/post.html.j2", direction, post=post)


def _piece(line: str, language: str, around: Direction) -> Piece:
    """Return *line* with the direction of its own letters; an address stands on the side where the whole text begins."""
    if line.startswith(_LINKS) and len(line.split()) == 1:
        return Piece(text=line, language="", direction=around, url=line)
    return Piece(text=line, language=language, direction=direction_of(line))
