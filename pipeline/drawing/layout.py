"""Say what stands where on a card: which text, how large, on how many lines; how wide a text is, it has to be told.

All places are counted from the side on which the card begins: whoever draws one that runs from the right draws its mirror image.
The picture is 1200 x 630 pixels, 1.91 to 1, which is what networks show; some cut a square out of its middle for a small one,
so a title is first tried within that square.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.card_views import CardView
from pipeline.drawing.line_breaks import Width, balanced, broken, cut_to, first_lines, has_room
from pipeline.script import RIGHT_TO_LEFT_LANGUAGES, Direction, direction_of
from pipeline.views import Text

WIDTH, HEIGHT = 1200, 630
#: Nothing that is read comes nearer to an edge (pixels, as all that follow).
MARGIN = 60

Face = Literal["title", "quote", "plain", "strong"]
Colour = Literal["paper", "raised", "rule", "ink", "soft", "accent"]
Measure = Callable[[str, Direction, Face, int], float]
"""How wide a text is that runs in a direction, in a face of a size."""

#: The strip at the side on which the card begins, and the line that parts it from the column with the title.
_PANEL, _LINE = 228, 6
_PANEL_ROOM = _PANEL - 44
_COLUMN = 286
_WIDE = WIDTH - MARGIN - _COLUMN
#: To where a square in the middle reaches.
_SQUARE = (WIDTH + HEIGHT) // 2 - 4 - _COLUMN
#: Where the column ends, and below it the rule and the line that says whose card it is.
_BOTTOM, _RULE, _FOOT = 498, 521, 566
_SMALL = 26
_KICKER_HEIGHT, _CREDIT_HEIGHT = 46, 54
_NOTE_SIZE, _NOTE_GAP, _INDENT, _MOST_NOTE_LINES = 31, 30, 28, 3
_BAR = 4
_ENTRY_SIZE, _ENTRY_GAP, _ENTRY_HEIGHT, _MARK = 29, 22, 48, 9
_DISC, _MONOGRAM_SIZE = 112, 58
_FACTS_SIZE, _FACTS_LEADING, _MOST_FACTS_LINES = 24, 34, 3
#: Sizes of a title, and how wide it may be in each: the first that holds it is taken, and the last cuts it.
_TITLE_STEPS = (
    *((size, _SQUARE) for size in (80, 72, 64, 58, 52)),
    *((size, _WIDE) for size in (64, 58, 52, 46, 42)),
)
#: From one baseline to the next, in sizes: Arabic reaches higher and lower.
_TITLE_LEADING: dict[Direction, float] = {"ltr": 1.16, "rtl": 1.4}
_NOTE_LEADING: dict[Direction, float] = {"ltr": 1.36, "rtl": 1.6}
#: How far below the middle of its line a text stands, in sizes; an Arabic letter alone stands lower than a line of them.
_DROP, _LETTER_DROP = 0.32, {"ltr": 0.34, "rtl": 0.14}
#: How much of the room that is left over stands above the column's texts.
_ABOVE = 0.46
#: How much of the line the source may take where an author is named too.
_SOURCE_SHARE = 0.6
_DOT = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text that stands on one line."""

    text: str
    direction: Direction
    face: Face
    size: int
    colour: Colour
    #: From the side on which the card begins, whichever way the text itself runs.
    start: float
    width: float
    baseline: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A coloured rectangle, or the disc that fills it."""

    kind: Literal["rectangle", "disc"] = "rectangle"
    colour: Colour
    start: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All that is drawn on a card: the shapes, and over them the words."""

    shapes: tuple[Shape, ...]
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """What stands together; its places are counted from its own top."""

    height: int = 0
    shapes: tuple[Shape, ...] = ()
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """How a text is set."""

    face: Face
    size: int
    colour: Colour


_KICKER = _Setting(face="strong", size=_SMALL, colour="accent")
_STRONG = _Setting(face="strong", size=_SMALL, colour="ink")
_PLAIN = _Setting(face="plain", size=_SMALL, colour="soft")
_NOTE = _Setting(face="quote", size=_NOTE_SIZE, colour="ink")
_ENTRY = _Setting(face="title", size=_ENTRY_SIZE, colour="ink")
_FACTS = _Setting(face="plain", size=_FACTS_SIZE, colour="soft")
_MONOGRAM = _Setting(face="title", size=_MONOGRAM_SIZE, colour="paper")


def lay_out(view: CardView, measure: Measure) -> Layout:
    """Return where everything on the card *view* stands.

    Args:
        view: what it shows: texts of which every character can be drawn; of empty ones nothing is shown.
        measure: how wide a text is, in pixels.

    """
    kicker = _kicker(view.kicker, measure)
    credit = _credit(view, measure)
    below = _note(view.note, measure) if view.note else _contents(view, measure)
    title = _title(view.title, _BOTTOM - MARGIN - kicker.height - credit.height - below.height, measure)
    column = (kicker, title, credit, below)
    top = MARGIN + round((_BOTTOM - MARGIN - sum(block.height for block in column)) * _ABOVE)
    blocks = [_panel(view, measure), _foot(view, measure)]
    for block in column:
        blocks.append(_moved(block, top))
        top += block.height
    return Layout(
        shapes=tuple(shape for block in blocks for shape in block.shapes),
        words=tuple(words for block in blocks for words in block.words),
    )


def _kicker(kicker: Text | None, measure: Measure) -> _Block:
    if kicker is None or not kicker.text:
        return _Block()
    return _Block(height=_KICKER_HEIGHT, words=_in_a_row(((kicker, _KICKER),), _COLUMN, _WIDE, _SMALL, measure))


def _title(title: Text, room: int, measure: Measure) -> _Block:
    """Return *title* as large as *room* lets it be, its lines as even as they get."""
    leading = _TITLE_LEADING[title.direction]
    for size, most in _TITLE_STEPS:
        width = _width_in(title, "title", size, measure)
        if has_room(title.text, most, width) and len(broken(title.text, most, width)) * size * leading <= room:
            return _paragraph(balanced(title.text, most, width), title.direction, _title_of(size), leading, _COLUMN, measure)
    size, most = _TITLE_STEPS[-1]
    lines = first_lines(title.text, int(room / (size * leading)), most, _width_in(title, "title", size, measure))
    return _paragraph(lines, title.direction, _title_of(size), leading, _COLUMN, measure)


def _title_of(size: int) -> _Setting:
    return _Setting(face="title", size=size, colour="ink")


def _credit(view: CardView, measure: Measure) -> _Block:
    """Return the line that names the source and the author."""
    named = [(text, setting) for text, setting in ((view.source, _STRONG), (view.author, _PLAIN)) if text and text.text]
    if not named:
        return _Block()
    if len(named) > 1:
        source, setting = named[0]
        width = _width_in(source, setting.face, setting.size, measure)
        named[0] = (replace(source, text=cut_to(source.text, _WIDE * _SOURCE_SHARE, width)), setting)
        named.insert(1, (Text(text=_DOT, language=view.language, direction=view.direction), _PLAIN))
    return _Block(height=_CREDIT_HEIGHT, words=_in_a_row(named, _COLUMN, _WIDE, _CREDIT_HEIGHT - _SMALL // 2, measure))


def _note(note: Text, measure: Measure) -> _Block:
    """Return what the person says as a quotation: a bar beside it, as on the page of an edition."""
    if not note.text:
        return _Block()
    width = _width_in(note, _NOTE.face, _NOTE.size, measure)
    lines = balanced(note.text, _WIDE - _INDENT, width)
    if len(lines) > _MOST_NOTE_LINES:
        lines = first_lines(note.text, _MOST_NOTE_LINES, _WIDE - _INDENT, width)
    said = _paragraph(lines, note.direction, _NOTE, _NOTE_LEADING[note.direction], _COLUMN + _INDENT, measure)
    bar = Shape(colour="accent", start=_COLUMN, top=0, width=_BAR, height=said.height)
    moved = _moved(replace(said, shapes=(bar,)), _NOTE_GAP)
    return replace(moved, height=said.height + _NOTE_GAP)


def _contents(view: CardView, measure: Measure) -> _Block:
    """Return the titles of an edition, one on each line."""
    shapes, words = [], list[Words]()
    top = _ENTRY_GAP
    for entry in filter(None, (*(title if title.text else None for title in view.contents), _more(view))):
        setting = _PLAIN if entry.text == view.more else _ENTRY
        baseline = top + _ENTRY_HEIGHT // 2 + round(setting.size * _DROP)
        if setting is _ENTRY:
            shapes.append(
                Shape(kind="disc", colour="accent", start=_COLUMN, top=top + (_ENTRY_HEIGHT - _MARK) // 2, width=_MARK, height=_MARK)
            )
        words += _in_a_row(((entry, setting),), _COLUMN + _INDENT, _WIDE - _INDENT, baseline, measure)
        top += _ENTRY_HEIGHT
    return _Block(height=top, shapes=tuple(shapes), words=tuple(words)) if words else _Block()


def _more(view: CardView) -> Text | None:
    return Text(text=view.more, language=view.language, direction=_own_direction(view)) if view.more else None


def _panel(view: CardView, measure: Measure) -> _Block:
    """Return the strip at the side: the person's first letter above, how long it takes below."""
    shapes = [
        Shape(colour="raised", start=0, top=0, width=_PANEL, height=HEIGHT),
        Shape(colour="accent", start=_PANEL, top=0, width=_LINE, height=HEIGHT),
    ]
    words = list[Words]()
    if view.monogram:
        shapes.append(Shape(kind="disc", colour="accent", start=(_PANEL - _DISC) // 2, top=MARGIN, width=_DISC, height=_DISC))
        way = direction_of(view.monogram)
        words.append(_centred(view.monogram, way, _MONOGRAM, MARGIN + _DISC // 2 + round(_MONOGRAM_SIZE * _LETTER_DROP[way]), measure))
    facts = Text(text=view.facts, language=view.language, direction=_own_direction(view))
    lines = first_lines(view.facts, _MOST_FACTS_LINES, _PANEL_ROOM, _width_in(facts, _FACTS.face, _FACTS.size, measure))
    for number, line in enumerate(reversed(lines)):
        words.append(_centred(line, facts.direction, _FACTS, _FOOT - number * _FACTS_LEADING, measure))
    return _Block(shapes=tuple(shapes), words=tuple(words))


def _foot(view: CardView, measure: Measure) -> _Block:
    """Return the line that says whose card it is."""
    if not view.by:
        return _Block()
    own = _own_direction(view)
    rule = Shape(colour="rule", start=_COLUMN, top=_RULE, width=_WIDE, height=2)
    pieces = [
        (part, _STRONG) if isinstance(part, Text) else (Text(text=part, language=view.language, direction=own), _PLAIN) for part in view.by
    ]
    # A sentence that runs the other way than the card is read from its other end.
    ordered = pieces if own == view.direction else pieces[::-1]
    return _Block(shapes=(rule,), words=_in_a_row(ordered, _COLUMN, _WIDE, _FOOT, measure))


def _own_direction(view: CardView) -> Direction:
    """Return which way Gapfeed's own words run, whichever way the title does."""
    return "rtl" if view.language in RIGHT_TO_LEFT_LANGUAGES else "ltr"


def _in_a_row(pieces: Iterable[tuple[Text, _Setting]], start: float, most: float, baseline: int, measure: Measure) -> tuple[Words, ...]:
    """Return *pieces* one behind the other, each in its own direction, cut where the room of *most* ends."""
    row, end = list[Words](), start + most
    for text, setting in pieces:
        width = _width_in(text, setting.face, setting.size, measure)
        shown = cut_to(text.text, end - start, width)
        if shown:
            row.append(_words(shown, text.direction, setting, start, baseline, measure))
            start += row[-1].width
    return tuple(row)


def _paragraph(lines: Iterable[str], direction: Direction, setting: _Setting, leading: float, start: float, measure: Measure) -> _Block:
    """Return *lines* one below the other."""
    step = setting.size * leading
    words = tuple(
        _words(line, direction, setting, start, round(step * (number + 0.5) + setting.size * _DROP), measure)
        for number, line in enumerate(lines)
    )
    return _Block(height=round(step * len(words)), words=words)


def _centred(text: str, direction: Direction, setting: _Setting, baseline: int, measure: Measure) -> Words:
    """Return *text* in the middle of the panel."""
    words = _words(text, direction, setting, 0, baseline, measure)
    return replace(words, start=(_PANEL - words.width) / 2)


def _words(text: str, direction: Direction, setting: _Setting, start: float, baseline: int, measure: Measure) -> Words:
    return Words(
        text=text, direction=direction, face=setting.face, size=setting.size, colour=setting.colour, start=start,
        width=measure(text, direction, setting.face, setting.size), baseline=baseline,
    )  # fmt: skip


def _width_in(text: Text, face: Face, size: int, measure: Measure) -> Width:
    return lambda part: measure(part, text.direction, face, size)


def _moved(block: _Block, down: int) -> _Block:
    """Return *block* that many pixels further down."""
    return replace(
        block,
        shapes=tuple(replace(shape, top=shape.top + down) for shape in block.shapes),
        words=tuple(replace(words, baseline=words.baseline + down) for words in block.words),
    )
