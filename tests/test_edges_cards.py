"""Cards as pictures: shaped, mirrored, inside their margins, and the same every time."""

import json
from io import BytesIO

import pytest

from pipeline.drawing.visual_order import visual_order
from pipeline.edges import cards
from pipeline.edges.cards import CANNOT_SHAPE, MISSING, card_png
from pipeline.errors import CannotDo
from tests.drawn import card, text

Image = pytest.importorskip("PIL.Image", reason="Pillow is an extra: pip install gapfeed[cards]")
from PIL import ImageChops, ImageColor, ImageDraw, ImageFont, features  # noqa: E402  # only where there is Pillow

pytestmark = pytest.mark.skipif(not features.check("raqm"), reason="this Pillow has no Raqm layout: FriBiDi is missing")

PAPER = ImageColor.getrgb("#fbfaf6")
#: What is drawn on the column with the title, when the card begins at the left: the rest is the panel.
COLUMN = (240, 0, 1200, 630)
MIRRORED = (0, 0, 960, 630)
ONLY_TITLE = {"kicker": None, "source": None, "author": None, "note": None, "by": (), "monogram": "", "facts": ""}


def picture(view):
    return Image.open(BytesIO(card_png(view))).convert("RGB")


def ink(image, part=COLUMN):
    """Return the box of all in *part* that is not paper: left, top, right, bottom within the whole."""
    piece = image.crop(part)
    box = (
        ImageChops.difference(piece, Image.new("RGB", piece.size, PAPER))
        .convert("L")
        .point(lambda shade: 255 if shade > 24 else 0)
        .getbbox()
    )
    return None if box is None else (box[0] + part[0], box[1] + part[1], box[2] + part[0], box[3] + part[1])


def font(name="NotoNaskhArabic_600SemiBold.ttf", size=64, layout=ImageFont.Layout.RAQM):
    return ImageFont.truetype(cards._file(name), size, layout_engine=layout)


def line_drawn(draw_it):
    image = Image.new("L", (1600, 160), 0)
    draw_it(ImageDraw.Draw(image))
    return image


def test_a_card_is_of_the_size_that_networks_show_and_small():
    png = card_png(card())

    assert Image.open(BytesIO(png)).size == (1200, 630)
    assert len(png) < 120_000


def test_the_same_card_has_the_same_bytes():
    assert card_png(card()) == card_png(card())


def test_nothing_of_the_machine_or_the_hour_is_in_the_file():
    assert Image.open(BytesIO(card_png(card()))).info.keys() <= {"transparency"}


def test_arabic_letters_are_joined():
    shaped, apart = font(), font(layout=ImageFont.Layout.BASIC)

    # lam and alef become one glyph, and letters within a word are narrower than at its end.
    assert shaped.getlength("لا", direction="rtl") < 0.8 * apart.getlength("لا")
    assert cards._measure_for("ar")("لا", "rtl", "title", 64) == shaped.getlength("لا", direction="rtl")
    assert cards._measure_for("ar")("ببب", "rtl", "title", 64) < 0.8 * apart.getlength("ببب")


@pytest.mark.parametrize(
    ("line", "direction"),
    [
        ("شرح مبسط Git 2 للمبتدئين", "rtl"),
        ("Docker: شرح (2024) مبسط، الجزء 3", "rtl"),
        ("The word سلام (عليكم) means peace", "ltr"),
        ("من 3,5 إلى 10% (PostgreSQL 16)", "rtl"),
        ("كتاب A (B) ج", "rtl"),
        ("(Docker) شرح", "rtl"),
    ],
)
def test_a_line_in_pieces_looks_like_the_line_that_fribidi_orders(line, direction):
    naskh = font()

    def in_pieces(draw):
        left = 20.0
        for stretch in visual_order(line, direction):
            draw.text((left, 110), stretch.text, font=naskh, fill=255, anchor="ls", direction=stretch.direction)
            left += naskh.getlength(stretch.text, direction=stretch.direction)

    whole = line_drawn(lambda draw: draw.text((20, 110), line, font=naskh, fill=255, anchor="ls", direction=direction))
    difference = ImageChops.difference(whole, line_drawn(in_pieces))

    # Kerning with a blank across a border may move a piece by a pixel or two; a wrong order changes most of it.
    assert sum(difference.histogram()[128:]) < 0.2 * sum(whole.histogram()[128:])


def test_an_arabic_card_is_the_mirror_of_an_english_one():
    english, arabic = picture(card("Git", **ONLY_TITLE)), picture(card("دليل", **ONLY_TITLE))

    assert english.getpixel((10, 300)) == arabic.getpixel((1190, 300)) != english.getpixel((1190, 300))
    assert english.getpixel((1190, 300)) == arabic.getpixel((10, 300))
    assert 280 <= ink(english)[0] <= 292
    assert 1200 - 292 <= ink(arabic, MIRRORED)[2] <= 1200 - 280


def test_each_script_of_a_line_has_its_own_face_and_signs_go_with_the_letters_before_them():
    runs = cards._runs("شرح، Git: нов (3)", "rtl", "title", 60)

    assert [(run.text, run.direction, run.font.getname()[0]) for run in runs] == [
        ("Git: нов (3)", "ltr", "Source Serif 4"),
        ("شرح، ", "rtl", "Noto Naskh Arabic"),
    ]


def test_what_an_arabic_face_has_not_stands_where_it_is_read():
    runs = cards._runs("قبل → بعد", "rtl", "title", 60)

    assert [(run.text, run.font.getname()[0]) for run in runs] == [
        ("بعد", "Noto Naskh Arabic"),
        ("→ ", "Source Serif 4"),
        ("قبل ", "Noto Naskh Arabic"),
    ]


def test_bulgarian_is_drawn_with_bulgarian_letters():
    word = {"title": "вгдзикптцщ", **ONLY_TITLE}

    assert ImageChops.difference(picture(card(**word, language="bg")), picture(card(**word, language="en"))).getbbox()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_no_font_has_is_left_out_without_a_trace(direction):
    title = "Rust guide" if direction == "ltr" else "دليل المبتدئين"
    first, _, last = title.partition(" ")

    assert card_png(card(f"🎉 {first} 日本 {last} 👩‍👩‍👧", **ONLY_TITLE)) == card_png(card(title, **ONLY_TITLE))


def test_where_nothing_of_a_title_can_be_drawn_its_source_stands_there():
    assert card_png(card("日本語", source=text("Plain Numbers"))) == card_png(card("Plain Numbers", source=None))


def test_a_name_that_cannot_be_drawn_takes_its_sentence_with_it():
    assert card_png(card(by=("Shared by ", text("日本")), monogram="日")) == card_png(card(by=(), monogram=""))


def test_colours_can_be_told_apart():
    def brightness(colour):
        parts = [part / 255 for part in ImageColor.getrgb(colour)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one, other):
        darker, lighter = sorted((brightness(cards._COLOURS[one]), brightness(cards._COLOURS[other])))
        return (lighter + 0.05) / (darker + 0.05)

    # WCAG 2.2, 1.4.3
    for front, back in [("ink", "paper"), ("soft", "paper"), ("accent", "paper"), ("soft", "raised"), ("paper", "accent")]:
        assert contrast(front, back) >= 4.5, (front, back)


@pytest.mark.parametrize(
    "title",
    [
        "Git",
        "WWW" * 40,
        "internationalisation " * 20,
        "مستشفى " * 40,
        "ﷺ ﷽ " * 10,
        "Ż" + "\u0301" * 40 + "ółć " * 30,
        "fjord ÅÇĘŃ Ở " * 9,
        "يُسْتَعْمَلُ ٱللَّٰهِ " * 9,
    ],
)
def test_no_ink_is_outside_the_margins(title):
    view = card(title, note=text(title), author=text(title), source=text(title), kicker=text(title), by=("Shared by ", text(title)))

    left, top, right, bottom = ink(picture(view), MIRRORED if view.direction == "rtl" else COLUMN)

    assert (left >= 48, top >= 40, right <= 1152, bottom <= 600) == (True, True, True, True)


@pytest.mark.shared_data
def test_every_naughty_string_is_drawn_within_the_margins(shared_data):
    naughty = json.loads((shared_data / "hostile" / "blns.json").read_text(encoding="utf-8"))
    from pipeline.plain import one_line, shorten

    lines = [shorten(one_line(one), 220) for one in naughty]
    assert len(lines) > 500

    for line in lines:
        view = card(
            line, note=text(line), author=text(line), source=text(line), kicker=text(line), by=("Shared by ", text(line)), monogram=line[:1]
        )
        image = picture(view)
        box = ink(image, MIRRORED if view.direction == "rtl" else COLUMN)
        # Of some of them nothing can be drawn: then there is the panel, and nothing beside it.
        assert box is None or (box[0] >= 48 and box[1] >= 40 and box[2] <= 1152 and box[3] <= 600), (line, box)


def test_without_pillow_a_person_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(cards, "find_spec", lambda _name: None)

    with pytest.raises(CannotDo, match=r"gapfeed\[cards\]") as error:
        card_png(card())
    assert str(error.value) == MISSING


def test_without_raqm_nothing_is_drawn_wrongly(monkeypatch):
    monkeypatch.setattr(features, "check", lambda feature: feature != "raqm")

    with pytest.raises(CannotDo) as error:
        card_png(card())
    assert str(error.value) == CANNOT_SHAPE
