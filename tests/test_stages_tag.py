from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.skill_quality import f1, labelled, present, score, score_ideas, tag_items, total, with_entries
from feeds.model.entries import TimedLine, Transcript
from pipeline.leanings import NOTHING, Leanings, Learned, joined, learned, weights_of
from pipeline.matcher import Matcher, table_of, with_skills
from pipeline.model.articles import PRESENT, Evidence
from pipeline.settings import SkillId
from pipeline.skills import Group, Lexicon, Skill
from pipeline.stages.tag import Tagger, fingerprint_of, tag
from pipeline.understand import tagger_for
from pipeline.words import stems_of
from tests.builders import article, feed_item, gap


def skill(name, group="g", **changes):
    made = Skill(id=SkillId(name), group=group, names={"en": name}, about="", words={})
    return replace(made, **changes)


def knowing(*skills):
    groups = {one.group: Group(id=one.group, names={"en": one.group}) for one in skills}
    return Lexicon(groups=groups, skills={one.id: one for one in skills}, fingerprint="f")


SQL = skill("sql", "databases", words={"en": ("SQL", "window function"), "pl": ("funkcja okna",)}, hints={"en": ("table", "row")})
PYTHON = skill("python", "software", words={"en": ("Python",)}, lookalikes={"en": ("Monty Python",)})
FEEDBACK = skill("feedback", "communication", words={
    "en": ("feedback", "give feedback"), "pl": ("informacja zwrotna",), "bg": ("обратна връзка",), "ar": ("تغذية راجعة",),
})  # fmt: skip
ML = skill(
    "ml",
    "ai",
    words={"en": ("machine learning",), "pl": ("uczenie maszynowe",), "bg": ("машинно обучение",), "ar": ("تعلم آلي", "التعلم الآلي")},
)
KAFKA = skill("kafka", "software", words={"en": ("Kafka",)})
LEARNING = skill("learning", "productivity", words={"en": ("learning",)})
TAGGER = Tagger(knowing(SQL, PYTHON, FEEDBACK, ML, LEARNING, KAFKA))


def found(text, language="en", title="", tagger=TAGGER, **changes):
    made = article(title=title, text=text, language=language, words=len(text.split()), item=feed_item(title=title), **changes)
    return tag(made, tagger)


def mentioned(text, language="en", tagger=TAGGER):
    return {match.phrase.skill for match in tagger.matcher.matches(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "skill"),
    [
        ("en", "Window functions rank rows", "sql"),
        ("pl", "O funkcjach okna w pracy", "sql"),
        ("pl", "Bez informacji zwrotnej zespół nie rośnie", "feedback"),
        ("pl", "Kurs uczenia maszynowego", "ml"),
        ("bg", "За обратната връзка в екипа", "feedback"),
        ("bg", "Машинното обучение на практика", "ml"),
        ("ar", "كيف تعطي التغذية الراجعة", "feedback"),
        ("ar", "والتعلم الآلي في العمل", "ml"),
        ("pl", "Piszę w Pythonie i w SQL-u", "python"),
        ("pl", "O Kafce i o kolejkach Kafki", "kafka"),
        ("bg", "Заявки на SQL и machine learning", "ml"),
        ("ar", "تعلم SQL من الصفر", "sql"),
        ("de", "Ein Kurs über machine learning", "ml"),
    ],
)
def test_words_are_found_in_any_form_and_english_ones_everywhere(language, text, skill):
    assert skill in mentioned(text, language)


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        pytest.param("a python escaped from the zoo", "python", id="a word with a capital needs it"),
        pytest.param("PYTHON", "python", id="and no others"),
        pytest.param("the sql of it", "sql", id="an abbreviation needs all its capitals"),
        pytest.param("a Monty Python evening", "python", id="a lookalike explains the word away"),
        pytest.param("he learns, she learned", "learning", id="a subject in -ing is not its verb"),
        pytest.param("a window. Function follows form", "sql", id="no phrase reaches across a full stop"),
        pytest.param("see https://example.org/Python/SQL", "python", id="an address is no text"),
    ],
)
def test_what_only_looks_like_a_skill_is_not_one(text, skill):
    assert skill not in mentioned(text)


def test_the_longer_phrase_wins_over_the_words_inside_it():
    assert mentioned("machine learning") == {"ml"}
    assert mentioned("machine learning and learning") == {"ml", "learning"}


def test_a_lookalike_with_the_stem_of_the_word_explains_only_its_own_form():
    model = skill("modelling", words={"pl": ("model",)}, lookalikes={"pl": ("modeli",)})
    matcher = Matcher(knowing(model))

    assert [match.start for match in matcher.matches("model i modeli", "pl")] == [0]


@pytest.mark.parametrize("language", ["de", "es", "fr", "ru", "xx"])
def test_in_a_language_that_the_lexicon_does_not_speak_english_words_are_found_as_english_words(language):
    sales = skill("sales", words={"en": ("sales", "GenAI")})
    tagger = Tagger(knowing(SQL, sales))

    assert mentioned("Window functions y ventas: salir, salen. Les gens.", language, tagger) == {"sql"}
    assert mentioned("Un taller de sales", language, tagger) == {"sales"}


def test_ones_own_words_may_be_of_a_language_that_the_lexicon_does_not_speak():
    tagger = Tagger(knowing(SQL, skill("own", words={"de": ("Datenbank",)})))

    assert mentioned("Window functions in Datenbanken", "de", tagger) == {"sql", "own"}
    assert mentioned("Window functions in Datenbanken", "fr", tagger) == {"sql"}


@pytest.mark.parametrize("language", ["en", "pl", "de"])
@pytest.mark.parametrize(
    "own",
    [
        (skill("own", words={"en": ("window", "plan, do, check"), "pl": ("okno",), "de": ("Fenster",)}),),
        (skill("sql", words={"en": ("query", "window function")}),),
        (skill("own", words={"en": ("window functions", "Monty Python")}), skill("python", words={"en": ("snake",)})),
    ],
    ids=["beside it", "in its place", "both"],
)
def test_skills_added_to_a_table_are_found_as_if_it_had_been_made_with_them(language, own):
    shipped = knowing(SQL, PYTHON, FEEDBACK, ML)
    whole = replace(shipped, skills=dict(shipped.skills) | {one.id: one for one in own})
    made = Matcher(whole, lambda language: with_skills(table_of(shipped.skills.values(), language), own, language))
    text = "Window functions, Monty Python, a snake and Python: plan, do, check a query. Funkcje okna, okno. Fenster. Machine learning."

    def seen(matcher):
        return sorted(matcher.matches(text, language), key=lambda match: (match.start, match.end, match.phrase.skill))

    assert seen(made) == seen(Matcher(whole))
    assert seen(made)


def test_a_page_of_text_is_no_phrase():
    page = " ".join(f"word{number}" for number in range(2_000))
    table = table_of((skill("own", words={"en": (page, "Kafka")}),), "en")

    assert set(table) == {"kafka"}


def test_evidence_stands_word_for_word_and_says_where():
    (tagged,) = found("# Ranking\n\nFirst some window functions.", title="Learn SQL today")

    assert tagged.strength >= 0.5
    assert tagged.evidence == (Evidence(words="SQL", where="title"), Evidence(words="window functions", where="lead"))


def test_headings_and_the_sources_own_tags_are_evidence_too():
    made = article(title="Notes", text="# SQL\n\nText.", words=2, item=feed_item(categories=("window function",)))
    (tagged,) = tag(made, TAGGER)

    assert {(one.words, one.where) for one in tagged.evidence} == {("SQL", "heading"), ("window function", "tags")}


def test_of_an_episode_the_evidence_has_its_second():
    lines = tuple(
        TimedLine(start_seconds=at, end_seconds=at + 5, text=text)
        for at, text in ((0, "Hello there."), (61, "SQL and"), (66, "window functions."))
    )
    talk = Transcript(language="en", lines=lines)
    made = article(title="Talk", text="Hello there. SQL and window functions.", words=6, text_from="transcript", transcript=talk)
    (tagged,) = tag(made, TAGGER)

    assert {(one.words, one.where, one.at_seconds) for one in tagged.evidence} == {
        ("SQL", "transcript", 61),
        ("window functions", "transcript", 66),
    }


def test_a_passing_mention_is_not_a_lesson():
    (passing,) = found("We walked along the sea. " * 60 + "Somebody spoke of SQL. " + "Then it rained. " * 60, title="A walk")

    assert passing.strength < 0.5


def test_a_hint_alone_says_nothing_and_beside_its_word_something():
    alone = found("A table by the window.")
    beside = found("SQL. A table. A row.")

    assert not alone
    assert beside[0].strength > found("SQL.")[0].strength


def knowing_words(language="en", rarity=None):
    """Return a tagger that has learned which words lean to SQL, to Python or to nothing."""
    examples = {"databases": ("sql", "join column query index plan rows"), "software": ("python", "loop function module decorator import")}
    texts = [(group, weights_of([], stems_of(words, language))) for group, (_, words) in examples.items()]
    nothing = (NOTHING, weights_of([], stems_of("zoo keeper park night snake neighbour car garden", language)))
    skills = {
        "databases": (("sql", "join column"), ("indexes", "index plan")),
        "software": (("python", "decorator import"), ("kafka", "topic partition")),
    }
    within = joined(
        learned([(one, weights_of([], stems_of(words, language))) for one, words in some], 0.1) for _, some in sorted(skills.items())
    )
    known = Learned(fields=learned([*texts, nothing], 0.1), skills=within, rarity=rarity or {})
    indexes = skill("indexes", "databases", hints={"en": ("table",)})
    snake = replace(PYTHON, ambiguous={"en": ("Python",)})
    return Tagger(knowing(SQL, indexes, snake, KAFKA), leanings_for=lambda asked: known if asked == language else None)


LESSON = "A loop, a function and a module; then a decorator and an import, line by line, with a plan at the end."
ESCAPE = "The keeper of the zoo searched the park all night: the snake slept in the garden, beside the car of a neighbour."


@pytest.mark.parametrize("title", ["Python", "Python escapes", "What Python is not"])
def test_an_ambiguous_word_in_the_title_counts_only_where_the_text_is_of_its_field(title):
    tagger = knowing_words()
    taught = found(LESSON, title=title, tagger=tagger)
    passing = found(ESCAPE, title=title, tagger=tagger)

    assert (taught[0].skill, taught[0].strength >= PRESENT) == ("python", True)
    assert not present(passing)


def test_an_ambiguous_word_is_no_support_for_itself():
    assert not present(found("Python, Python and Python. " + ESCAPE, title="Python", tagger=knowing_words()))


def test_another_word_of_the_group_supports_an_ambiguous_one():
    assert present(found(f"{ESCAPE} Its name was Kafka.", title="Python", tagger=knowing_words())) == {"software"}


def test_ones_own_word_is_believed_though_the_lexicon_calls_it_ambiguous():
    made = knowing_words()
    own = knowing(replace(PYTHON, ambiguous={"en": ("Python",)}), skill("snakes", "own", words={"en": ("Python",)}))
    tagger = Tagger(own, leanings_for=made.leanings_for)

    assert present(found(ESCAPE, title="Python and Python", tagger=tagger)) == {"own"}


def test_in_a_language_of_which_nothing_was_learned_an_ambiguous_word_is_believed():
    assert present(found("Der Tierpark suchte die ganze Nacht.", "de", title="Python", tagger=knowing_words())) == {"software"}


def test_where_no_word_names_a_skill_the_everyday_words_choose_it():
    text = "The plan that an index gives, a column, a query, rows; and again the index and its plan."
    (tagged,) = found(text, title="Of plans", tagger=knowing_words())

    assert (tagged.skill, tagged.group) == ("indexes", "databases")
    assert [(one.words, one.where) for one in tagged.evidence[:2]] == [("plans", "title"), ("index", "lead")]


def test_hints_alone_do_not_choose_the_skill():
    text = "A row and an index, the plan of the index, a column, a query, and again the plan of an index."
    (tagged, *_) = found(text, tagger=knowing_words())

    assert tagged.skill == "indexes"


def test_a_field_of_which_no_skill_was_learned_is_shown_by_its_first():
    tagger = knowing_words()
    known = tagger.leanings_for("en")
    unskilled = replace(known, skills=Leanings(otherwise={}, by_stem={}))
    (tagged,) = found("A join, a column, a query, an index.", tagger=Tagger(knowing(SQL, KAFKA), leanings_for=lambda _: unskilled))

    assert tagged.skill == "sql"


def test_a_rare_phrase_says_more_than_a_common_one():
    common, rare = (found("SQL.", tagger=knowing_words(rarity={("sql",): weight})) for weight in (0.6, 1.3))

    assert common[0].strength < rare[0].strength


def test_the_strongest_comes_first_and_repetition_saturates():
    once = found("Some filler here. Feedback matters. " + "Words. " * 30)
    often = found("Feedback. " * 50 + "SQL.")

    assert [one.skill for one in often] == ["feedback", "sql"]
    assert once[0].strength < often[0].strength < 1


def test_other_skills_of_the_group_support_a_skill():
    joins = skill("joins", "databases", words={"en": ("outer join",)})
    together = found("SQL and an outer join.", tagger=Tagger(knowing(SQL, joins)))
    apart = found("SQL and an outer join.", tagger=Tagger(knowing(SQL, replace(joins, group="other"))))

    assert together[0].strength > apart[0].strength


def test_only_the_title_counts_once_where_it_is_all_the_text():
    made = article(title="Learn SQL", text="Learn SQL", words=2, text_from="title")
    (tagged,) = tag(made, TAGGER)

    assert tagged.evidence == (Evidence(words="SQL", where="title"),)


@pytest.mark.parametrize(
    "words",
    [("(a+)+$",), ("C++", ".*"), ("[",), ("plan, do, check",), ("",), ("😀",), (), ("\\",), ("a" * 10_000,)],
    ids=["nested", "signs", "bracket", "commas", "empty", "emoji", "none", "backslash", "long"],
)
def test_any_words_of_the_users_own_are_safe(words):
    own = gap("own", words=(("en", words),))
    made = lexicon_of_nothing().with_own((own,))

    assert len(found("A (a+)+$ text with plan, do, check and C++ 😀.", tagger=Tagger(made))) <= 1


def lexicon_of_nothing():
    return Lexicon(groups={}, skills={}, fingerprint="nothing")


def test_a_phrase_of_the_users_own_may_hold_commas():
    made = lexicon_of_nothing().with_own((gap("pdca", words=(("en", ("plan, do, check",)),)),))

    assert found("We plan, do, check.", title="Plan, do, check", tagger=Tagger(made))[0].skill == "pdca"


def test_tags_know_what_made_them():
    made = knowing(SQL)

    assert Tagger(made).fingerprint == fingerprint_of(made)
    assert fingerprint_of(replace(made, fingerprint="other")) != fingerprint_of(made)


@pytest.fixture(scope="module")
def full():
    return tagger_for(())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.text(max_size=40), st.sampled_from(["en", "pl", "bg", "ar", "de", "und"]))
def test_any_text_can_be_tagged_and_is_tagged_alike_each_time(text, title, language):
    first = found(text, language, title)

    assert first == found(text, language, title)
    assert all(one.words in f"{title}\n{text}" or one.where == "tags" for tagged in first for one in tagged.evidence)
    assert all(0 < tagged.strength <= 1 for tagged in first)


def test_the_memory_for_stems_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr("pipeline.words._MOST_STEMS", 10)
    matcher = Matcher(knowing(SQL))

    assert len(matcher.matches(" ".join(f"word{number}" for number in range(50)) + " SQL", "en")) == 1


@pytest.mark.shared_data
@pytest.mark.parametrize(("items_of", "floor", "loud"), [(labelled, 0.795, 0.09), (with_entries, 0.795, 0.14)])
def test_skill_groups_are_found_as_people_label_them(shared_data, full, items_of, floor, loud):
    """These floors only rise, and what is loud only falls."""
    items = items_of(shared_data)
    groups = [present(tagged) for tagged in tag_items(items, full)[1]]
    quiet = [group for item, group in zip(items, groups, strict=True) if not item["skills"]]

    assert f1(total(score(items, groups, dict.fromkeys(full.groups.values())))) >= floor
    assert sum(map(bool, quiet)) / len(quiet) <= loud


@pytest.mark.parametrize(("language", "first", "loud"), [("en", 0.91, 0.05), ("ar", 0.91, 0.01), ("pl", 0.94, 0.08), ("bg", 0.91, 0.01)])
def test_the_same_idea_is_recognised_in_every_language(full, language, first, loud):
    """These floors only rise, and what is loud only falls."""
    right, near, _ = score_ideas(language, full)

    assert right >= first
    assert near <= loud
