"""Templates that are kept compiled: the same page sooner, and never another's code."""

import marshal
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from pipeline.edges import copies, render
from pipeline.edges.copies import keep
from pipeline.edges.render import render_digest
from tests.faces import full_plan, view_of


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Iterator[Path]:
    folder: Path = tmp_path / "cache"
    monkeypatch.setattr(copies, "cache_folders", lambda: [folder])
    render._environment.cache_clear()
    yield folder
    render._environment.cache_clear()


def rendered_anew(monkeypatch: pytest.MonkeyPatch) -> tuple[object, list[str]]:
    """Return a digest in all its forms as another process would render it, and the templates that were compiled for it."""
    compiled: list[str] = []
    compile_template = Environment.compile

    def counted(self: Environment, source: str, name: str, *rest: object, **more: object) -> object:
        compiled.append(name)
        return compile_template(self, source, name, *rest, **more)

    render._environment.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(Environment, "compile", counted)
        return render_digest(view_of(full_plan())), compiled


def test_what_was_compiled_once_is_not_compiled_again_and_renders_the_same(monkeypatch):
    first, compiled = rendered_anew(monkeypatch)
    second, again = rendered_anew(monkeypatch)

    assert "digest/page.html.j2" in compiled
    assert (again, second) == ([], first)


@pytest.mark.parametrize(
    "body",
    [b"", b"no code at all", marshal.dumps("no code at all"), marshal.dumps(compile("1", "x", "eval"))[:20]],
    ids=["empty", "text", "a word", "cut off"],
)
def test_what_is_no_code_is_compiled_anew(monkeypatch, cache, body):
    first, compiled = rendered_anew(monkeypatch)
    for file in cache.iterdir():
        kind, _, key = file.stem.rpartition("-")
        keep(kind, key, body)

    assert rendered_anew(monkeypatch) == (first, compiled)


def test_each_form_keeps_code_of_its_own(monkeypatch, cache):
    rendered_anew(monkeypatch)

    kinds = {tuple(file.name.split("-")[:3]) for file in cache.iterdir()}
    assert kinds == {("template", form, "ltr") for form in ("html", "text", "markdown", "chat")}


def test_where_no_folder_can_be_written_a_digest_is_rendered_all_the_same(monkeypatch, cache):
    cache.write_text("in the way")

    assert rendered_anew(monkeypatch) == rendered_anew(monkeypatch)
