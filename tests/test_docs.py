"""The documentation says what the program does: reference pages, links, command lines, keys."""

import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest

from pipeline.cli import gapfeed
from pipeline.config.read import read_settings
from pipeline.edges.knowledge import lexicon

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
WRITTEN_PAGES = [page for page in PAGES if page.parent.name not in {"reference", "decisions"}]
#: Words that do not belong here: the product speaks of itself, not of how or where it was made.
FOREIGN = re.compile(
    r"\.\./shared|/work/|/root/|\bsession\b|(?:DESIGN|STYLE|FIELD)\.md|\b(?-i:DESIGN|RELIABILITY|PERFORMANCE|LIBRARIES)\b", re.IGNORECASE
)
CODE = sorted([*(ROOT / "feeds").rglob("*.py"), *(ROOT / "pipeline").rglob("*.py"), ROOT / "pyproject.toml"])
#: Sessions of the program's own: with a mail server, and of processes that Ctrl-C does not reach.
OWN_SESSIONS = {"pipeline/edges/smtp.py", "pipeline/edges/workers/nursery.py", "pipeline/posting/keys.py"}


def _named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# ── reference ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["config.md", "commands.md", "database.md"])
def test_a_reference_page_says_what_the_code_says(generate, name):
    page = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")

    assert page == generate.PAGES[name](), "out of date: `make docs` writes it anew"


def test_checking_the_reference_fails_with_a_hint_where_a_page_is_out_of_date(generate, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(generate, "_HERE", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {"config.md": lambda: "a new line\n"})

    assert generate.main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "+a new line" in said
    assert "`make docs`" in said
    assert not (tmp_path / "reference" / "config.md").exists()


def test_writing_the_reference_makes_the_check_pass(generate, monkeypatch, tmp_path):
    monkeypatch.setattr(generate, "_HERE", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {"config.md": lambda: "a new line\n"})

    assert [generate.main([]), generate.main(["--check"])] == [0, 0]


def test_every_table_and_column_has_words_and_no_words_are_left_over(generate):
    assert generate.undescribed() == ()


def test_every_key_of_the_configuration_has_a_meaning(generate):
    assert [key for key, meaning in generate.config_keys().items() if not meaning] == []


def test_words_for_keys_name_keys_that_there_are(generate):
    said = generate.words("config_words")

    assert {*said["words"], *said["not_yet"]} - set(generate.config_keys()) == set()


def test_every_command_has_a_section_with_its_help(generate):
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")

    assert [name for name, _ in generate.commands() if f"\n## {name}\n" not in page] == []


# ── links ────────────────────────────────────────────────────────────────────────────────────────


def _links(page: Path) -> Iterator[str]:
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))
    text = re.sub(r"`[^`\n]*`", "", text)
    yield from re.findall(r"\]\(([^)\s]+)\)", text)


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_link_leads_somewhere(page):
    dead = []
    for link in _links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            dead.append(link)

    assert dead == []


# ── command lines ────────────────────────────────────────────────────────────────────────────────


def _command_lines(page: Path) -> Iterator[str]:
    """Yield every `gapfeed ...` line of a shell example and every `gapfeed ...` in the text."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"(?ms)^```(?:sh|text|ini)\n(.*?)^```", text):
        for line in block.splitlines():
            # The command may stand behind a folder, as in cron and systemd.
            found = re.search(r"(?:^\s*|/bin/)(gapfeed\s.*)", line)
            if found:
                yield re.split(r"\s+>>?\s*\S", found[1])[0]
    text = re.sub(r"(?ms)^```.*?^```", "", text)
    yield from re.findall(r"`(gapfeed [^`]+)`", text)


def _parsed(line: str) -> None:
    """Read a command line as `gapfeed` would, without running anything."""
    words = [word for word in shlex.split(line, comments=True) if word not in {"...", "…"}][1:]
    context = gapfeed.make_context("gapfeed", words, resilient_parsing=False)
    command: click.Command = gapfeed
    while isinstance(command, click.Group):
        # Where it was cut off after a group, the group's name was all that was meant.
        rest = [*context._protected_args, *context.args]
        if not rest:
            return
        name, found, arguments = command.resolve_command(context, rest)
        assert found is not None
        # `gapfeed done` in a sentence names the command, without its arguments.
        is_named_only = not arguments and any(parameter.required for parameter in found.params)
        context = found.make_context(name, arguments, parent=context, resilient_parsing=is_named_only)
        command = found


def _lines() -> Iterator[object]:
    for page in [*WRITTEN_PAGES, *(ROOT / "docs" / "decisions").glob("*.md")]:
        for line in dict.fromkeys(_command_lines(page)):
            yield pytest.param(line, id=f"{_named(page)}: {line}"[:120])


@pytest.mark.parametrize("line", list(_lines()))
def test_every_command_line_shown_is_one_that_gapfeed_takes(line, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    # What examples read has to be there: click looks.
    for name in ("subscriptions.opml", "feed.xml", "page.html", "saved.xml", "saved.html"):
        (tmp_path / name).touch()

    # `gapfeed --version` ends there; a group that is only named shows its help.
    with suppress(click.exceptions.Exit, click.exceptions.NoArgsIsHelpError):
        _parsed(line)


@pytest.mark.parametrize("line", ["gapfeed publsh", "gapfeed run --never", "gapfeed share write 1 --network fax", "gapfeed --at noon run"])
def test_a_command_line_that_gapfeed_does_not_take_would_be_found(line):
    with pytest.raises(click.UsageError):
        _parsed(line)


def test_every_make_target_shown_is_there():
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    shown = {name for page in WRITTEN_PAGES for name in re.findall(r"(?m)(?:^|`)make +([a-z-]+)", page.read_text(encoding="utf-8"))}

    assert {"demo", "test"} <= shown <= targets


def test_the_first_screen_of_the_readme_shows_the_picture_the_two_commands_and_the_install():
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")[0]

    for part in ("docs/images/digest.png", "make demo", "make test", "uv tool install .", "pipx install ."):
        assert part in first_screen


# ── configuration ────────────────────────────────────────────────────────────────────────────────


def _configurations() -> Iterator[object]:
    for page in WRITTEN_PAGES:
        for number, block in enumerate(re.findall(r"(?ms)^```yaml\n(.*?)^```", page.read_text(encoding="utf-8")), start=1):
            yield pytest.param(block, id=f"{_named(page)}, {number}")


@pytest.mark.parametrize("block", list(_configurations()))
def test_every_piece_of_configuration_shown_is_in_order(block):
    text = block if re.search(r"(?m)^learn:", block) else f"learn: [{{skill: data-visualisation}}]\n{block}"

    settings = read_settings(text, file=None, environment={}, system_timezone="UTC", known_skills=frozenset(lexicon().skills))

    assert settings.gaps


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────


def test_the_readme_counts_what_is_shipped():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    known = lexicon()
    catalogue = (ROOT / "pipeline" / "catalogue" / "sources.yaml").read_text(encoding="utf-8")

    assert f"{len(known.skills)} skills in {len(known.groups)} fields" in readme
    assert f"{len(re.findall('(?m)^- title:', catalogue))} addresses" in readme


def test_the_changelog_has_room_for_what_comes():
    assert "\n## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=_named)
def test_a_decision_is_short_and_has_its_three_parts(page):
    text = page.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 60
    assert re.findall(r"(?m)^## (\w+)", text) == ["Context", "Decision", "Consequences"]


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_a_page_speaks_of_the_product_only(page):
    assert FOREIGN.findall(page.read_text(encoding="utf-8")) == []


def test_the_code_gives_reasons_and_names_no_papers_that_are_not_shipped():
    found = {_named(file): FOREIGN.findall(file.read_text(encoding="utf-8")) for file in CODE}

    assert len(found) > 100
    assert {name: words for name, words in found.items() if words and not (name in OWN_SESSIONS and {*words} == {"session"})} == {}


@pytest.mark.parametrize("name", ["digest", "digest-dark", "digest-phone", "digest-arabic", "digest-mail"])
def test_a_picture_is_there_and_small_enough_for_a_page(name):
    picture = (ROOT / "docs" / "images" / f"{name}.png").read_bytes()

    assert picture.startswith(b"\x89PNG\r\n")
    assert len(picture) < 250_000


def test_without_a_browser_the_picture_script_says_what_is_missing(monkeypatch, capsys):
    spec = spec_from_file_location("docs_picture", ROOT / "docs" / "picture.py")
    assert spec is not None
    assert spec.loader is not None
    picture = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, picture)
    spec.loader.exec_module(picture)
    monkeypatch.setenv("PATH", "")

    assert picture.main([]) == 1
    assert "apt-get install chromium" in capsys.readouterr().out
