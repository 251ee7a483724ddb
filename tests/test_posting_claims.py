"""Numbers and names in a note that the article does not have, measured on notes in four languages about the articles of the demo."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from feeds.model.answers import Fetched
from pipeline.model.articles import ReadableText
from pipeline.posting.claims import Unsaid, unsaid_in
from pipeline.posting.figures import figures_in, figures_of
from pipeline.stages.extract import extract
from tests.builders import feed_item

NOTES = Path(__file__).parent / "notes" / "notes.jsonl"
SITES = Path(__file__).parent.parent / "pipeline" / "demo" / "sites"
LANGUAGES = {"warsztat": "pl", "spokojnapraca": "pl", "zanayat": "bg", "glasat": "bg", "midad": "ar", "raqam": "ar"}
#: Of honest notes at most one in twenty may be called in question, of those with something invented nine in ten must be.
MOST_FLAGGED, LEAST_CAUGHT = 0.05, 0.9


@cache
def article(page: str) -> ReadableText:
    body = (SITES / page).read_bytes()
    read = extract(
        Fetched(url=f"http://{page}", final_url=f"http://{page}", status=200, body=body, content_type="text/html"),
        feed_item(title="", author=None, published=None, summary_text="", content_text=""),
    )
    assert isinstance(read, ReadableText)
    return read


def unsaid(note: str, page: str) -> Unsaid:
    read = article(page)
    published = read.published.date().isoformat() if read.published else ""
    facts = (read.text, read.title or "", read.author or "", read.site_name or "", published, "Гласът на екипа")
    return unsaid_in(note, facts, language=LANGUAGES.get(page.partition(".")[0], "en"))


def test_honest_notes_pass_and_invented_numbers_and_names_are_named():
    rows = [json.loads(line) for line in NOTES.read_text(encoding="utf-8").splitlines()]
    counts: Counter[str] = Counter()
    for row in rows:
        found = unsaid(row["note"], row["page"])
        named = (*found.numbers, *found.names)
        if row["invented"] is None:
            counts["honest"] += 1
            counts["flagged"] += bool(named)
        else:
            counts["invented"] += 1
            counts["caught"] += any(row["invented"] in one or one in row["invented"] for one in named)
    print(f"honest notes flagged: {counts['flagged']} of {counts['honest']}; invented caught: {counts['caught']} of {counts['invented']}")  # noqa: T201 - the figures, for whoever asks with -s

    assert counts["honest"] + counts["invented"] >= 80
    assert {row["language"] for row in rows} == {"en", "pl", "bg", "ar"}
    assert counts["flagged"] <= MOST_FLAGGED * counts["honest"]
    assert counts["caught"] >= LEAST_CAUGHT * counts["invented"]


TEXT = (
    "Ola Nowak of Katz-Moreau read 1,234 pages in 40 days with Power BI, says the report. Twenty-seven requests came, and ten per cent failed. "
    "The chance is 0.31. It began in 2024 with two hundred people, and cost 1.5 million."
)


@pytest.mark.parametrize(
    ("note", "numbers", "names"),
    [
        pytest.param("I read 1234 pages, or 1 234, or ١٢٣٤.", (), (), id="a number however it is written"),
        pytest.param("Some 1,200 pages!", (), (), id="a number that is rounded"),
        pytest.param("Some 1,500 pages!", ("1,500",), (), id="a number that is rounded too far"),
        pytest.param("27 requests, 10% of them failed, 200 people, 1.5M", (), (), id="numbers in words"),
        pytest.param("It was 31 % likely.", (), (), id="a share of one"),
        pytest.param("40 % of the days", ("40 %",), (), id="a number that is no share"),
        pytest.param("It was in 2020.", ("2020",), (), id="a year is not rounded"),
        pytest.param("My 3 ideas, 5 minutes", (), (), id="what the writer counts"),
        pytest.param("100% true, 24/7 and 10/10; listen from 12:45 on. COVID-19!", (), (), id="manners of speaking"),
        pytest.param("It costs €5, or 2.5 each.", ("€5", "2.5"), (), id="a price and a decimal"),
        pytest.param("Read by Sunniva Katz-Moreau", (), (), id="a first name before one that is known"),
        pytest.param("Well done by Ola Kowalska and Ewa Lis", (), ("Ola Kowalska", "Ewa Lis"), id="another surname"),
        pytest.param("It works in PowerBI.", (), (), id="two words as one"),
        pytest.param("Dla Oli Nowak z PowerBI-a i Google'a", (), ("Google",), id="Polish endings"),
        pytest.param("W Krakowianinie pisze o tym.", (), ("Krakowianinie",), id="a Polish name"),
        pytest.param("THIS IS BRILLIANT and READABLE", (), (), id="shouting"),
        pytest.param("Five Great Ideas About Clever Working Habits", (), (), id="a headline"),
        pytest.param("Hi Marek, thanks Ania! See you on Monday in March.", (), (), id="greetings and days"),
        pytest.param("Ask @Marek at me@Example.org, https://Figma.com #DataViz", (), (), id="no words of a sentence"),
        pytest.param("The lesson: Measure first – Then cut. “Small is good”", (), (), id="what begins anew"),
        pytest.param("Gartner says so. Nobody says no.", (), ("Gartner",), id="who says something"),
        pytest.param("Das Beste für Marketing und Vertrieb, und die Zahlen sind nicht von mir.", (), (), id="German nouns"),
        pytest.param("Тук Дружеството на Меркурий е споменато.", (), (), id="names in the note's own script"),
        pytest.param("Тук Figma е спомената.", (), ("Figma",), id="names in another script"),
        pytest.param("«جوجل» و Figma و«ما قلت أنا عن كل هذا اليوم»", (), ("Figma",), id="an Arabic note on an English article"),
        pytest.param("", (), (), id="no note"),
    ],
)
def test_what_the_article_does_not_say_is_named_as_it_stands_in_the_note(note, numbers, names):
    assert unsaid_in(note, (TEXT,), language="en") == Unsaid(numbers=numbers, names=names)


def test_names_in_quotation_marks_count_where_there_are_no_capitals():
    text = "يشرح المقال أداة «باور» للجميع"

    assert unsaid_in("جربت «باور» ثم «جوجل»", (text,), language="ar").names == ("جوجل",)


def test_an_ending_of_a_case_that_no_stemmer_knows_is_no_other_name():
    text = "Hanna Brzozowiec, Bydgoszcz."

    assert unsaid_in("To jest tekst pani Brzozowca i nie tylko.", (text,), language="pl").names == ()
    assert unsaid_in("This is the text of Brzozowca and others.", (text,), language="en").names == ("Brzozowca",)
    assert unsaid_in("To nie jest z Bydgoszczycach.", (text,), language="pl").names == ("Bydgoszczycach",)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("1.234,5", {1234.5}, id="German and Polish"),
        pytest.param("1,234.5", {1234.5}, id="English"),
        pytest.param("1.234", {1234.0, 1.234}, id="either"),
        pytest.param("12 000 000", {12e6}, id="blanks"),
        pytest.param("1,234,567", {1234567.0}, id="several groups"),
        pytest.param("2 mln", {2e6}, id="Polish millions"),
        pytest.param("٣ ملايين", {3e6}, id="Arabic millions"),
        pytest.param("40k", {40e3}, id="thousands"),
    ],
)
def test_a_number_means_what_it_may_mean(text, values):
    (figure,) = figures_in(text)

    assert figure.values == values
    assert figure.words == text


def test_a_number_beside_letters_is_part_of_a_name():
    assert figures_in("GPT40 and H264") == ()
    assert figures_of(["سبعة وعشرون"]).values >= {27.0}
