"""Mail programs cut off what is longer than some 100 KB: a large digest is shortened by us, from its end, and says so."""

import pytest

from pipeline.edges.render import MAIL_MOST_BYTES, RenderedDigest, render_digest
from pipeline.views import DigestView
from tests.builders import candidate, window
from tests.faces import LANGUAGES, document, phrases, pick, plan, text_of, view_of


def digest_of(picks: int, language: str = "en", *, web: str | None = None) -> tuple[DigestView, RenderedDigest]:
    """Return a digest of so many long items in two windows."""
    items = tuple(
        pick(
            number,
            candidate(
                f"a{number}", title=f"Title {number} " + "عنوان " * 30, summary=f"Summary {number} " + "ملخص " * 100, author="اسم " * 10,
                source_title="مصدر " * 20, text_from="title",
            ),
        )
        for number in range(1, picks + 1)
    )  # fmt: skip
    half = picks // 2
    view = view_of(plan((window("commute", 600), items[:half]), (window("evening", 600, "any"), items[half:])), language, web=web)
    return view, render_digest(view)


def shown(html: str, what: str, picks: int) -> list[int]:
    """Return the numbers of the items whose title or summary stands in the mail."""
    text = text_of(document(html))
    return [number for number in range(1, picks + 1) if f"{what} {number} " in text]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("picks", "web"), [(40, None), (40, "https://read.example.org"), (300, None), (300, "https://read.example.org")])
def test_the_largest_digest_is_a_mail_that_is_shown_whole_and_its_text_keeps_everything(language, picks, web):
    _, rendered = digest_of(picks, language, web=web)

    assert MAIL_MOST_BYTES * 0.9 < len(rendered.mail_html.encode()) <= MAIL_MOST_BYTES
    assert all(f"Summary {number} " in rendered.text and f"Title {number} " in rendered.text for number in range(1, picks + 1))


def test_a_mail_of_ordinary_length_says_nothing_of_its_length():
    view, rendered = digest_of(8)

    assert shown(rendered.mail_html, "Summary", 8) == list(range(1, 9))
    assert view.words["mail_shortened"] not in rendered.mail_html
    assert view.words["mail_cut"] not in rendered.mail_html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_summaries_go_first_and_the_place_where_says_so(language):
    view, rendered = digest_of(30, language)
    kept = shown(rendered.mail_html, "Summary", 30)
    text = text_of(document(rendered.mail_html))
    line = phrases(language).say("mail_shortened")

    assert shown(rendered.mail_html, "Title", 30) == list(range(1, 31))
    assert 0 < len(kept) < 30
    assert kept == list(range(1, len(kept) + 1))
    assert text.count(line) == 1
    assert text.index(f"Title {len(kept)} ") < text.index(line) < text.index(f"Title {len(kept) + 1} ")
    assert view.words["mail_cut"] not in rendered.mail_html


def test_then_the_last_items_go_and_the_end_says_so():
    view, rendered = digest_of(200)
    kept = shown(rendered.mail_html, "Title", 200)
    text = text_of(document(rendered.mail_html))

    assert shown(rendered.mail_html, "Summary", 200) == []
    assert kept == list(range(1, len(kept) + 1))
    assert 20 < len(kept) < 200
    assert text.index(f"Title {kept[-1]} ") < text.index(view.words["mail_cut"]) < text.index(view.footer)
    assert "Title 200 " in rendered.html
