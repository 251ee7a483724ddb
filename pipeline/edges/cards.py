"""Draw a card as a PNG with Pillow: its home.

Pillow is an extra (`pip install gapfeed[cards]`). Arabic is joined and ordered by its Raqm layout, without which nothing is drawn:
letters that stand apart and run backwards are worse than no picture.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.graphemes import graphemes
from pipeline.card_views import CardView
from pipeline.drawing.character_map import characters_of
from pipeline.drawing.drawable import drawable, is_seen
from pipeline.drawing.layout import HEIGHT, WIDTH, Colour, Face, Measure, Words, lay_out
from pipeline.drawing.visual_order import visual_order
from pipeline.errors import CannotDo
from pipeline.resources import packaged
from pipeline.script import Direction
from pipeline.views import Line, Text

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

MISSING = "cards are drawn with Pillow, which is missing: install Gapfeed with it, as gapfeed[cards]"
CANNOT_SHAPE = (
    "this Pillow has no Raqm layout, and without it Arabic would be drawn wrongly, so no card is made: install FriBiDi "
    "(Debian and Ubuntu: apt-get install libfribidi0; macOS: brew install fribidi)"
)
#: For each face the fonts in the order in which they are asked for a character; all of them have one weight.
_SEMIBOLD = ("IBMPlexSans_600SemiBold.ttf", "IBMPlexSansArabic_600SemiBold.ttf")
_REGULAR = ("IBMPlexSans_400Regular.ttf", "IBMPlexSansArabic_400Regular.ttf")
_FONTS: dict[Face, tuple[str, ...]] = {
    "title": ("SourceSerif4_600SemiBold.ttf", "NotoNaskhArabic_600SemiBold.ttf", *_SEMIBOLD),
    "quote": ("SourceSerif4_400Regular_Italic.ttf", "NotoNaskhArabic_400Regular.ttf", *_REGULAR),
    "plain": (*_REGULAR, "NotoNaskhArabic_400Regular.ttf"),
    "strong": (*_SEMIBOLD, "NotoNaskhArabic_600SemiBold.ttf"),
}
#: Those of templates/partials/base.css.j2 by day.
_COLOURS: dict[Colour, str] = {
    "paper": "#fbfaf6", "raised": "#f3f0e8", "rule": "#dcd6c8", "ink": "#1f1d1a", "soft": "#544e45", "accent": "#0b554f",
}  # fmt: skip
#: Line ends, which fonts have glyphs for and Raqm takes for ends, and a sentence in one glyph, larger than FreeType can draw it.
_NEVER_DRAWN = frozenset((0x0D, 0x2028, 0x2029, 0xFDFD))
#: Discs are drawn so many times larger and made smaller, which smooths their edges.
_FINER = 4
#: Shades of six colours, smoothed edges among them: more cannot be told apart, and the file would be twice as large.
_SHADES = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A piece of a line that one font draws."""

    text: str
    direction: Direction
    font: "FreeTypeFont"


def is_installed() -> bool:
    """Tell whether Pillow is there; it is not loaded for that."""
    return find_spec("PIL") is not None


def card_png(view: CardView) -> bytes:
    """Return the card *view* as a PNG of 1200 x 630 pixels: the same bytes for the same view with the same Pillow.

    What no shipped font can draw is left out; where nothing of a title is left, its source stands in its place.

    Raises:
        CannotDo: Pillow is missing, or cannot join Arabic letters; the sentence says what to install.
    """
    if not is_installed():
        raise CannotDo(MISSING)
    from PIL import features

    if not features.check("raqm"):
        raise CannotDo(CANNOT_SHAPE)
    return _drawn(_kept(view))


def _kept(view: CardView) -> CardView:
    """Return *view* with nothing in it that cannot be drawn."""
    title, source = _kept_of(view.title), _kept_of(view.source) if view.source else None
    if not title.text and source:
        title, source = source, None
    return replace(
        view,
        kicker=_kept_of(view.kicker) if view.kicker else None,
        title=title,
        source=source,
        author=_kept_of(view.author) if view.author else None,
        note=_kept_of(view.note) if view.note else None,
        contents=tuple(map(_kept_of, view.contents)),
        by=_kept_line(view.by),
        monogram=drawable(view.monogram, _known()),
    )


def _kept_of(text: Text) -> Text:
    return replace(text, text=drawable(text.text, _known()))


def _kept_line(line: Line) -> Line:
    """Return *line* without the names that cannot be drawn; () where one cannot, for it would say nothing then."""
    kept = tuple(part if isinstance(part, str) else _kept_of(part) for part in line)
    return kept if all(isinstance(part, str) or part.text for part in kept) else ()


def _drawn(view: CardView) -> bytes:
    from PIL import Image, ImageDraw

    measure = _measure_for(view.language)
    layout = lay_out(view, measure)
    image = Image.new("RGB", (WIDTH, HEIGHT), _COLOURS["paper"])
    draw = ImageDraw.Draw(image)
    for shape in layout.shapes:
        left = WIDTH - shape.start - shape.width if view.direction == "rtl" else shape.start
        if shape.kind == "rectangle":
            draw.rectangle((left, shape.top, left + shape.width - 1, shape.top + shape.height - 1), fill=_COLOURS[shape.colour])
        else:
            disc = Image.new("L", (shape.width * _FINER, shape.height * _FINER))
            ImageDraw.Draw(disc).ellipse((0, 0, disc.width - 1, disc.height - 1), fill=255)
            image.paste(_COLOURS[shape.colour], (left, shape.top), disc.resize((shape.width, shape.height), Image.Resampling.BOX))
    for words in layout.words:
        _write(draw, words, WIDTH - words.start - words.width if view.direction == "rtl" else words.start, view.language)
    file = BytesIO()
    image.quantize(_SHADES, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _write(draw: "ImageDraw", words: Words, left: float, language: str) -> None:
    for run in _runs(words.text, words.direction, words.face, words.size):
        draw.text(
            (left, words.baseline), run.text, fill=_COLOURS[words.colour], font=run.font, anchor="ls", direction=run.direction,
            language=language,
        )  # fmt: skip
        left += run.font.getlength(run.text, direction=run.direction, language=language)


def _measure_for(language: str) -> Measure:
    @cache
    def measure(text: str, direction: Direction, face: Face, size: int) -> float:
        runs = _runs(text, direction, face, size)
        return sum(run.font.getlength(run.text, direction=run.direction, language=language) for run in runs)

    return measure


def _runs(text: str, direction: Direction, face: Face, size: int) -> list[_Run]:
    """Return the pieces of *text* from left to right."""
    runs = []
    for stretch in visual_order(text, direction):
        pieces = [_Run(text=piece, direction=stretch.direction, font=_font(name, size)) for name, piece in _by_font(stretch.text, face)]
        runs += pieces[:: -1 if stretch.direction == "rtl" else 1]
    return runs


def _by_font(text: str, face: Face) -> list[tuple[str, str]]:
    """Return *text* in pieces, each with the name of the font that has all of it: blanks and signs go with the letters before them."""
    pieces = list[tuple[str, str]]()
    letters = graphemes(text)
    first = next((letter for letter in letters if letter[0].isalpha()), None)
    current = _font_for(first, face) if first else _FONTS[face][0]
    for letter in letters:
        if letter[0].isalpha() or not _has(current, letter):
            current = _font_for(letter, face)
        if pieces and pieces[-1][0] == current:
            pieces[-1] = (current, pieces[-1][1] + letter)
        else:
            pieces.append((current, letter))
    return pieces


def _font_for(letter: str, face: Face) -> str:
    return next((name for name in _FONTS[face] if _has(name, letter)), _FONTS[face][0])


def _has(name: str, letter: str) -> bool:
    """Say whether the font *name* can draw *letter*; what is not drawn itself, any font can."""
    return all(ord(character) in _characters(name) or not is_seen(character) for character in letter)


@lru_cache
def _known() -> frozenset[int]:
    """Return the characters that every face can draw."""
    return frozenset.intersection(*(frozenset.union(*map(_characters, names)) for names in _FONTS.values()))


@lru_cache
def _characters(name: str) -> frozenset[int]:
    return characters_of(_file(name).read_bytes()) - _NEVER_DRAWN


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(_file(name), size, layout_engine=ImageFont.Layout.RAQM)


def _file(name: str) -> Path:
    return packaged("vendor") / "fonts" / name
