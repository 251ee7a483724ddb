import pytest

from pipeline.edges.render import MAIL_MOST_BYTES
from pipeline.edges.render_edition import render_letter
from pipeline.stages.contents import present_editions
from pipeline.stages.edition_letter import letter_for
from tests.builders import candidate
from tests.faces import LANGUAGES, PUBLIC, document, edition_of, phrases, text_of

LEAVE = "https://sam.example.org/leave?who=ola%40example.org"


def letter_of(edition, language="en"):
    return render_letter(edition, letter_for(edition, phrases(language), LEAVE))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["Sam", None])
def test_a_letter_says_whose_it_is_and_how_to_get_no_more_in_both_its_parts(language, name):
    edition = edition_of(candidate(), language=language, name=name, beside=PUBLIC)
    words, letter = letter_for(edition, phrases(language), LEAVE), letter_of(edition, language)
    shown = text_of(document(letter.html))

    assert (name or "Mina") not in words.because or name
    assert words.because in shown
    assert words.because.split()[0] in letter.text
    assert (document(letter.html).xpath(f"//a[.='{words.leave}']/@href"), LEAVE in letter.text) == ([LEAVE], True)
    for url in (edition.address, "https://sam.example.org/read/edition.atom"):
        assert url in letter.text
        assert url in letter.html


def test_without_a_public_address_a_letter_leads_nowhere_but_to_the_articles():
    letter = letter_of(edition_of(candidate()))

    assert document(letter.html).xpath("//a/@href") == ["https://example.org/a1", LEAVE]
    assert "edition.atom" not in letter.text


@pytest.mark.parametrize(("length", "items"), [(420, 150), (3, 900)])
def test_a_letter_is_short_enough_to_be_shown_whole_and_its_text_keeps_everything(length, items):
    many = [candidate(f"a{number}", title=f"Title {number}", summary="W " * (length // 2)) for number in range(items)]
    edition = edition_of(*many)
    letter = letter_of(edition)

    assert MAIL_MOST_BYTES - 4000 < len(letter.html.encode()) <= MAIL_MOST_BYTES
    assert phrases().say("mail_cut") in letter.html
    assert all(item.url in letter.text for item in edition.items)


def test_a_letter_that_is_shown_whole_says_nothing_of_cutting():
    assert phrases().say("mail_cut") not in letter_of(edition_of(candidate())).html


def test_the_list_of_editions_names_each_by_its_day_and_lets_strange_names_be():
    index = present_editions(("2026-03-04-team.html", "2026-99-99.html"), feeds=("edition-team.atom",), phrases=phrases())

    assert [(entry.href, entry.title, entry.month) for entry in index.entries] == [
        ("2026-03-04-team.html", "Wednesday 4 March", "March 2026"),
        ("2026-99-99.html", "2026-99-99", ""),
    ]
    assert (index.title, index.latest, index.feeds) == ("All editions", None, ("edition-team.atom",))
