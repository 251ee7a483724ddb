"""Concepts of ESCO: the official file, ids, and which labels speak of a concept."""

import io

import pytest

from pipeline.edges.knowledge import lexicon
from pipeline.esco import Concept, Esco, address_of, ambiguous_in, new_ids, words_and_hints
from pipeline.esco_file import EscoEntry, NotEsco, entries_in, language_in

HEADER = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description"
ADDRESS = "http://data.europa.eu/esco/skill/{}"
BEES = ADDRESS.format("11111111-aaaa-4bbb-8ccc-000000000001")
SQL = ADDRESS.format("598de5b0-5b58-4ea7-8058-a4bc4d18c742")


def entries(text: str) -> list[EscoEntry]:
    return list(entries_in(io.StringIO(text, newline="")))


def row(
    name: str = "tend bees", *, kind: str = "KnowledgeSkillCompetence", address: str = BEES, others: str = "", status: str = "released"
):
    return f'{kind},{address},knowledge,,{name},"{others}",,{status},,,,,About bees\n'


def test_a_row_of_the_official_file_is_a_skill_with_its_labels():
    assert entries(HEADER + "\n" + row(others="bee keeping\r\nlook after bees\ntend bees")) == [
        EscoEntry(address=BEES, labels=("tend bees", "bee keeping", "look after bees"), about="About bees")
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"preferredLabel,conceptUri\ntend bees,{BEES}\n", id="two columns, the other way round"),
        pytest.param(f"PreferredLabel ,conceptURI,new\ntend bees,{BEES},x\n", id="other capitals, and a column of tomorrow"),
        pytest.param(
            f"conceptUri,preferredLabel\n\n{BEES.upper().replace('HTTP', 'https')}/,tend bees\n\n", id="empty lines, and an https address"
        ),
        pytest.param(f'conceptUri,preferredLabel\r\n{BEES},"  tend\u202e\n bees\x00 "\r\n', id="signs that no label needs"),
    ],
)
def test_columns_and_lines_may_differ(text):
    assert [(entry.address, entry.labels) for entry in entries(text)] == [(BEES, ("tend bees",))]


def test_labels_of_a_collection_stand_between_bars():
    assert entries(f"conceptUri,preferredLabel,altLabels\n{BEES},tend bees,bee keeping | apiary\n")[0].labels == (
        "tend bees",
        "bee keeping",
        "apiary",
    )


def test_what_is_no_skill_was_withdrawn_or_has_no_name_is_passed_over():
    others = (
        row(kind="SkillGroup")
        + row(status="obsolete")
        + row("")
        + row(address="http://data.europa.eu/esco/occupation/1")
        + row(others="x" * 301)
    )

    assert entries(f"{HEADER}\n{others}") == [EscoEntry(address=BEES, labels=("tend bees",), about="About bees")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "it is empty", id="nothing"),
        pytest.param("name,price\nbread,3\n", "does not name the columns", id="another table"),
        pytest.param("<!DOCTYPE html><p>Sign in, please", "does not name the columns", id="a web page"),
        pytest.param(f"{HEADER}\n", "it holds no skills", id="a header alone"),
        pytest.param(f"{HEADER}\n{row(kind='Occupation')}", "no skills but concepts of the kind Occupation", id="the file of occupations"),
        pytest.param(
            f"{HEADER}\n{row()}KnowledgeSkillCompetence,http://data.eur", r"line 3: 2 columns where .* 13", id="cut off in a line"
        ),
        pytest.param(f'{HEADER}\n{row()}KnowledgeSkillCompetence,"http://da', "line 3: unexpected end of data", id="cut off in quotes"),
        pytest.param(f"{HEADER}\n{row('b' * 301)}", "line 2: a name of 301 letters", id="a name without end"),
        pytest.param(f"{HEADER}\n{row('b' * 200_000)}", "line 2: a cell of more than 131,072 characters", id="a cell without end"),
    ],
)
def test_another_or_a_damaged_file_is_refused_with_its_reason(text, why):
    with pytest.raises(NotEsco, match=why):
        entries(text)


@pytest.mark.parametrize(
    ("name", "language"),
    [("skills_ar.csv", "ar"), ("skills_BG.CSV", "bg"), ("skills_pl (1).csv", "pl"), ("skills.csv", None), ("skills_english.csv", None)],
)
def test_the_name_of_a_file_says_its_language(name, language):
    assert language_in(name) == language


def test_ids_are_names_and_tell_apart_what_is_called_the_same():
    names = {
        ADDRESS.format(f"{number}abc-def0"): name
        for number, name in enumerate(["Fold paper", "fold paper", "C++", "C#", "sql", "؟", "x" * 90])
    }

    assert list(new_ids(names, taken={"sql"}).values()) == [
        "fold-paper-0abc", "fold-paper-1abc", "c-plus-plus", "c-sharp", "sql-4abc", "skill-5abc", "x" * 60,
    ]  # fmt: skip


def test_ids_hold_a_letter_so_that_yaml_takes_none_for_a_number():
    names = {
        "http://data.europa.eu/esco/skill/0000aaaa": "🎉🎉",
        "http://data.europa.eu/esco/skill/1111bbbb": "2024",
        "a/": "5S",
        "b/": "—",
    }

    assert list(new_ids(names, taken=()).values()) == ["5s", "skill-2", "skill-0000", "skill-2024"]


def test_names_that_no_text_can_hold_are_none():
    bees, party = row(others="hives\n🎉\n—"), row("🎉🎉", address=BEES.replace("1111", "2222"))
    [entry] = entries(f"{HEADER}\n{bees}{party}")

    assert entry.labels == ("tend bees", "hives")


def test_ids_may_be_of_any_script():
    assert list(new_ids({"a/1": "zarządzać budżetem", "a/2": "إِدارة الميزانية"}, taken=()).values()) == [
        "zarządzać-budżetem",
        "اداره-الميزانيه",
    ]


@pytest.mark.parametrize(
    ("labels", "words", "hints"),
    [
        pytest.param(("manage budgets", "budget management"), {"manage budgets", "budget management"}, set(), id="phrases that share a word"),
        pytest.param(("mentor individuals", "help people"), {"mentor individuals"}, {"help people"}, id="a phrase that shares none"),
        pytest.param(("lead others", "lead"), {"lead others"}, {"lead"}, id="one common word"),
        pytest.param(
            ("use spreadsheets", "MS Excel", "Google Sheets", "GPS", "MySQL", "BI", "Calc"),
            {"use spreadsheets", "MS Excel", "Google Sheets", "GPS", "MySQL"}, {"BI", "Calc"}, id="names, initials and what may be anything",
        ),
        pytest.param(("Absorb (learning systems)", "absorb"), {"Absorb"}, {"learning systems"}, id="a name with its field in brackets"),
        pytest.param(("plan", "plan activities"), {"plan activities"}, {"plan"}, id="a name that may be anything, beside a phrase"),
        pytest.param(("plan",), {"plan"}, set(), id="a name that may be anything, alone"),
        pytest.param(("welding", "torch work"), {"welding"}, {"torch work"}, id="a name of one word"),
        pytest.param(("R", "R software"), {"R software"}, {"R"}, id="one letter"),
        pytest.param(("the", "…"), {"the"}, {"…"}, id="no word worth the name"),
        pytest.param(("study law", "internationalisation"), {"study law", "internationalisation"}, set(), id="a long word"),
    ],
)  # fmt: skip
def test_labels_speak_alone_or_beside_others(labels, words, hints):
    assert tuple(map(set, words_and_hints(labels, "en", frozenset({"plan"})))) == (words, hints)


def test_german_writes_every_noun_like_a_name():
    assert words_and_hints(("Bienen halten", "gute Sachen"), "de", frozenset()) == (("Bienen halten",), ("gute Sachen",))


def test_the_lexicon_says_what_is_ambiguous():
    assert {"layout", "grid"} <= ambiguous_in(lexicon(), "en")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (BEES, BEES),
        (f" {BEES.upper().replace('HTTP', 'https')}/ ", BEES),
        ("tend-bees", None),
        ("http://data.europa.eu/esco/occupation/1", None),
    ],
)
def test_an_address_is_known_however_it_is_written(name, address):
    assert address_of(name) == address


class Box:
    """A shelf with one concept, or none."""

    def __init__(self, *concepts: Concept) -> None:
        self.concepts = concepts

    def is_empty(self) -> bool:
        return not self.concepts

    def concept(self, name: str) -> Concept | None:
        return next((one for one in self.concepts if name in {one.id, one.address}), None)


TENDING = Concept(
    address=BEES, id="tend-bees", labels={"en": ("tend bees",), "pl": ("opiekować się pszczołami",)}, abouts={"pl": "O pszczołach"}
)
ASKING = Concept(address=SQL, id="sql-598d", labels={"en": ("SQL", "ask tables"), "de": ("SQL", "SQL-Abfrage", "Abfrage")}, abouts={})


def test_a_concept_that_the_lexicon_knows_is_the_lexicons_skill():
    esco = Esco(lexicon=lexicon(), shelf=Box(ASKING))

    assert [esco.id_of(name) for name in (SQL, "sql-598d", "tend-bees")] == ["sql", "sql", None]
    assert Esco(lexicon=lexicon(), shelf=Box()).id_of(SQL) == "sql"


def test_what_the_lexicon_knows_is_joined_in_languages_that_it_has_no_words_in():
    imported = Esco(lexicon=lexicon(), shelf=Box(ASKING)).imported("sql")

    assert (imported.id, imported.names, imported.words, imported.hints) == (
        "sql", (("de", "SQL"),), (("de", ("SQL", "SQL-Abfrage")),), (("de", ("Abfrage",)),),
    )  # fmt: skip


def test_what_the_lexicon_knows_is_not_joined_in_its_own_languages():
    box = Box(Concept(address=SQL, id="sql-598d", labels={"en": ("SQL", "ask tables")}, abouts={}))

    assert Esco(lexicon=lexicon(), shelf=box).imported("sql") is None
    assert Esco(lexicon=lexicon(), shelf=Box()).imported("python") is None
    assert Esco(lexicon=lexicon(), shelf=Box()).imported("habits") is None
    assert Esco(lexicon=lexicon(), shelf=Box()).imported("nothing-of-the-kind") is None


def test_a_concept_is_named_and_described_in_the_language_that_is_asked_for_or_another():
    assert [TENDING.name("pl"), TENDING.name("bg"), TENDING.about("en"), ASKING.about("en")] == [
        "opiekować się pszczołami", "tend bees", "O pszczołach", "",
    ]  # fmt: skip
