"""`gapfeed init`: three questions, one file that works."""

import stat
from datetime import date
from pathlib import Path

import pytest

from pipeline.config.read import read_settings
from pipeline.config.starter import Answers, written
from pipeline.resources import bundled
from pipeline.settings import EVERY_DAY, Channel, Circle, Gap, Settings, SkillId, Window
from tests.running import run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GAPFEED_CONFIG", raising=False)
    monkeypatch.setenv("LC_ALL", "pl_PL.UTF-8")
    monkeypatch.setattr("pipeline.bootstrap.system_timezone", lambda: "Europe/Warsaw")
    return tmp_path


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits at the terminal."""
    monkeypatch.setattr("pipeline.commands.interview.can_ask", lambda: True)


def settings_in(path: Path) -> Settings:
    return read_settings(path.read_text(encoding="utf-8"), file=path, environment={}, system_timezone="UTC")


def typed(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def test_options_alone_are_enough(folder: Path):
    ran = run(
        "init", "--skill", "data-visualisation:2:4", "--skill", "sql", "--language", "en", "--language", "pl", "--minutes", 25, "--yes"
    )

    settings = settings_in(folder / "config.yaml")
    assert ran.exit_code == 0, ran.err
    assert settings.gaps == (Gap(skill=SkillId("data-visualisation"), level=2, target=4), Gap(skill=SkillId("sql"), level=1, target=3))
    assert settings.windows == (Window(name="my time", days=frozenset(range(5)), minutes=25, mode="any"),)
    assert settings.learner.languages == ("en", "pl")
    assert settings.circles == ()
    assert ran.out.endswith("Next: `gapfeed run` makes your first digest.\n")


def test_every_option_ends_in_the_file(folder: Path):
    ran = run(
        "init", "--file", "mine/gapfeed.yaml", "--skill", "sql:0:5", "--days", "every day", "--mode", "listen", "--timezone", "Africa/Cairo", "--name", "سام",
        "--circle", "my team: the good one", "--no-catalog", "--yes",
    )  # fmt: skip

    settings = settings_in(folder / "mine/gapfeed.yaml")
    assert ran.exit_code == 0, ran.err
    assert settings.windows == (Window(name="my time", days=EVERY_DAY, minutes=20, mode="listen"),)
    assert settings.digest.days == EVERY_DAY
    assert (settings.learner.name, settings.learner.timezone.key) == ("سام", "Africa/Cairo")
    assert [(circle.name, circle.via) for circle in settings.circles] == [
        ("my team: the good one", (Channel(network="slack"), Channel(network="linkedin")))
    ]
    assert not settings.sources.catalog
    assert "Next: `gapfeed --config mine/gapfeed.yaml run`" in ran.out


def test_the_file_keeps_the_comments_of_the_starter_and_is_its_owners_alone(folder: Path):
    run("init", "--skill", "sql", "--yes")

    path = folder / "config.yaml"
    assert "# ── WITH WHOM do you learn?" in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == ["config.yaml"]


def test_it_proposes_sources_and_says_for_which_skill_there_is_none(folder: Path):
    ran = run("init", "--skill", "data-visualisation", "--skill", "requirements", "--language", "en", "--yes")

    assert "sources of the catalogue for these skills and languages:" in ran.out
    assert "The catalogue has no source for requirements in your languages yet: `gapfeed sources add ADDRESS`" in ran.out


def test_a_file_that_is_there_is_left_as_it_is(folder: Path):
    (folder / "config.yaml").write_text("mine", encoding="utf-8")

    ran = run("init", "--skill", "sql", "--yes")

    assert ran.exit_code == 2
    assert "is there already and was left as it is. `--force` replaces it" in ran.err
    assert (folder / "config.yaml").read_text(encoding="utf-8") == "mine"


def test_force_replaces_it(folder: Path):
    (folder / "config.yaml").write_text("mine", encoding="utf-8")

    assert run("init", "--skill", "sql", "--yes", "--force").exit_code == 0
    assert settings_in(folder / "config.yaml").gaps[0].skill == "sql"


def test_a_folder_is_no_place_for_it(folder: Path):
    ran = run("init", "--skill", "sql", "--yes", "--file", folder)

    assert (ran.exit_code, ran.err) == (2, f"{folder} is a folder; give a file, like {folder / 'config.yaml'}\n")


@pytest.mark.parametrize("options", [(), ("--yes",), ("--skill", "sql"), ("--minutes", "20")])
def test_without_a_terminal_it_says_what_is_missing_instead_of_waiting(folder: Path, options: tuple[str, ...]):
    ran = run("init", *options)

    assert ran.exit_code == 2
    assert "there is nobody to answer them here" in ran.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param(("--skill", "data-visualization"), "no skill is called 'data-visualization'; did you mean 'data-visualisation'?", id="a skill misspelt"),
        pytest.param(("--skill", "sql:7"), "expected ID:LEVEL:TARGET with levels from 0 to 5, like sql:2:4", id="a level too high"),
        pytest.param(("--skill", "sql:1:2:3"), "expected ID:LEVEL:TARGET", id="too many numbers"),
        pytest.param(("--skill", "sql:4:2"), "the target 2 lies below the level 4", id="a step back"),
        pytest.param(("--skill", "sql", "--language", "polish"), "did you mean 'pl'?", id="a language by its name"),
        pytest.param(("--skill", "sql", "--timezone", "Warsaw"), "--timezone: there is no time zone 'Warsaw'", id="a city for a zone"),
        pytest.param(("--skill", "sql", "--days", "someday"), "--days: expected days like mon-fri", id="no day"),
        pytest.param(("--skill", "sql", "--minutes", "0"), "0 is not in the range 1<=x<=600", id="no time at all"),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_is_refused_and_nothing_is_written(folder: Path, options: tuple[str, ...], sentence: str):
    ran = run("init", *options, "--yes")

    assert ran.exit_code == 2
    assert sentence in ran.err
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("person")
class TestTheConversation:
    def test_it_asks_what_when_and_with_whom_in_this_order(self, folder: Path):
        answers = typed(
            "wykres słupkowy",  # one hit: taken at once
            "2", "4", "2027-03-01",
            "",  # that is all
            "sat, sun", "45", "listen",
            "friends", "mastodon, email",
            "pl, en", "",  # the zone of the system
            "y",
        )  # fmt: skip

        ran = run("init", answers=answers)

        settings = settings_in(folder / "config.yaml")
        assert ran.exit_code == 0, ran.out + ran.err
        assert ran.out.index("WHAT do you want") < ran.out.index("WHEN can you") < ran.out.index("WITH WHOM do you")
        assert settings.gaps == (Gap(skill=SkillId("data-visualisation"), level=2, target=4, by=date(2027, 3, 1)),)
        assert settings.windows == (Window(name="my time", days=frozenset({5, 6}), minutes=45, mode="listen"),)
        assert settings.digest.days == {5, 6}
        assert [circle.via for circle in settings.circles] == [(Channel(network="mastodon"), Channel(network="email"))]
        assert settings.learner.languages == ("pl", "en")
        assert settings.learner.timezone_assumed

    def test_enter_is_a_good_answer_to_everything_but_the_skill(self, folder: Path):
        ran = run("init", answers=typed("", "sql", *[""] * 12))

        settings = settings_in(folder / "config.yaml")
        assert "One is enough to begin with." in ran.out
        assert settings.gaps == (Gap(skill=SkillId("sql"), level=1, target=3),)
        assert settings.circles == ()
        assert settings.learner.languages == ("pl", "en")

    def test_a_wrong_answer_is_explained_and_asked_again(self, folder: Path):
        ran = run("init", answers=typed("sql", "", "", "soon", "", "", "someday", "mon-fri", "long", "20", *[""] * 8))

        assert "expected a date like 2027-03-01, found 'soon'" in ran.out + ran.err
        assert "expected days like mon-fri" in ran.out + ran.err
        assert settings_in(folder / "config.yaml").windows[0].minutes == 20

    def test_a_field_lists_its_skills_to_choose_from(self, folder: Path):
        ran = run("init", answers=typed("databases", "0", "qqqqq", "databases", "2", *[""] * 14))

        assert "Which number (0: none of them)" in ran.out
        assert "Nothing answers to 'qqqqq'; try another word for it." in ran.out
        assert len(settings_in(folder / "config.yaml").gaps) == 1

    def test_the_catalogue_is_followed_only_if_wanted(self, folder: Path):
        ran = run("init", "--skill", "sql", answers=typed("", "", "", "", "en", "", "n"))

        assert "Follow them?" in ran.out
        assert not settings_in(folder / "config.yaml").sources.catalog
        assert "It follows" not in ran.out

    def test_going_away_in_the_middle_writes_nothing(self, folder: Path):
        ran = run("init", answers=typed("sql"))

        assert ran.exit_code == 1
        assert list(folder.iterdir()) == []


def test_answers_take_the_place_of_the_samples_and_nothing_else():
    starter = bundled("config.yaml").read_text(encoding="utf-8")
    answers = Answers(
        languages=("ar", "en"),
        gaps=(Gap(skill=SkillId("sql"), level=0, target=5),),
        windows=(
            Window(name="a, b", days=frozenset({0}), minutes=5, mode="read"),
            Window(name="c", days=frozenset({6}), minutes=9, mode="any"),
        ),
        circle=Circle(name="team", who=None, languages=(), cares_about=(SkillId("sql"),), via=(Channel(network="x"),), every=None),
    )

    text = written(starter, answers)

    settings = read_settings(text, file=None, environment={}, system_timezone="UTC")
    assert (settings.learner.languages, settings.windows, settings.digest.days) == (("ar", "en"), answers.windows, frozenset({0, 6}))
    assert "# name: Sam" in text
    assert "clear-writing" not in text


def test_a_starter_without_a_section_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="no section 'learner'"):
        written("learn:\n  - x\n", Answers(languages=("en",), gaps=(), windows=()))
