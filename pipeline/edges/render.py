"""Turn views into pages, mail, plain text and Markdown: the home of jinja2.

Every name is made safe for the form it stands in, by the form itself: templates have no way to leave that out. In
HTML and Atom it is escaped; in Markdown markup is taken from it; in all of them it is one line without control
characters and without anything that turns round the text beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.markdown import destination, escaped, uncalled, uncalled_address
from pipeline.plain import columns, isolated, one_line, within_line, wrapped
from pipeline.resources import bundled
from pipeline.script import Direction
from pipeline.views import DigestView, IndexView, PickView, Text

if TYPE_CHECKING:
    from jinja2 import Environment

Form = Literal["html", "xml", "markdown", "text", "chat"]

#: Gmail shows no more than 102 KB of a mail; what is beyond is clipped.
MAIL_MOST_BYTES = 98_000
_TEXT_WIDTH = 72
_INDENT = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedDigest:
    """A digest in its forms."""

    html: str
    text: str
    markdown: str
    #: HTML as mail clients understand it.
    mail_html: str
    #: The short form for chats: titles and where they lead.
    chat: str


def render_digest(view: DigestView) -> RenderedDigest:
    """Return the digest as a page, plain text, Markdown, the HTML of a mail and the short form for chats."""
    return RenderedDigest(
        html=render_template("html", "digest/page.html.j2", view.direction, digest=view),
        text=render_template("text", "digest/digest.txt.j2", view.direction, digest=view),
        markdown=render_template("markdown", "digest/digest.md.j2", view.direction, digest=view),
        mail_html=_mail(view),
        chat=render_template("chat", "digest/chat.txt.j2", view.direction, digest=view),
    )


def render_index(view: IndexView) -> str:
    """Return the page that lists all digests."""
    return render_template("html", "digest/index.html.j2", view.direction, index=view)


def _mail(view: DigestView) -> str:
    """Return the mail's HTML, small enough to be shown whole.

    Where it would be too large the last summaries go, then the last picks, as few as need be, and a line says so; the
    plain text of the same mail keeps everything.
    """
    last = max((pick.number for window in view.windows for pick in window.picks), default=0)
    html = _mail_up_to(view, summaries=last, picks=last)
    if fits_a_mail(html):
        return html
    without = _mail_up_to(view, summaries=0, picks=last)
    if fits_a_mail(without):
        return largest(last, without, lambda summaries: _mail_up_to(view, summaries=summaries, picks=last))
    return largest(last, _mail_up_to(view, summaries=0, picks=0), lambda picks: _mail_up_to(view, summaries=0, picks=picks))


def fits_a_mail(html: str) -> bool:
    """Say whether mail programs show *html* whole."""
    return len(html.encode()) <= MAIL_MOST_BYTES


def largest(most: int, html: str, render: Callable[[int], str]) -> str:
    """Return what *render* makes of the largest number under *most* that fits a mail; *html* is what it makes of 0."""
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        tried = render(middle)
        if fits_a_mail(tried):
            low, html = middle, tried
        else:
            high = middle
    return html


def _mail_up_to(view: DigestView, *, summaries: int, picks: int) -> str:
    """Return the mail with the first *picks* picks, the first *summaries* of which say what they are about."""
    windows = tuple(
        replace(window, picks=tuple(pick if pick.number <= summaries else _bare(pick) for pick in window.picks if pick.number <= picks))
        for window in view.windows
        if not window.picks or window.picks[0].number <= picks
    )
    last = max((pick.number for window in view.windows for pick in window.picks), default=0)
    return render_template(
        "html", "digest/mail.html.j2", view.direction, digest=replace(view, windows=windows), overview=view.windows,
        shortened_from=summaries + 1 if summaries < picks else None, is_cut=picks < last,
    )  # fmt: skip


def _bare(pick: PickView) -> PickView:
    return replace(pick, summary=replace(pick.summary, text=""), shared_by=None, also_told_by=None, text_note=None)


def render_template(form: Form, template: str, direction: Direction, **values: object) -> str:
    """Return the bundled *template* filled with *values* as text of *form*, in a document that runs in *direction*."""
    return _environment(form, direction).get_template(template).render(values)


class _Ready(str):
    """Text that is already as its form wants it: jinja2 takes it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@lru_cache
def _environment(form: Form, direction: Direction) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from pipeline.edges.compiled_templates import CompiledTemplates

    # Escaping is on for every template: what is ready says so itself, and what is not can at worst look escaped.
    environment = Environment(
        loader=FileSystemLoader(bundled("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_FINALIZERS[form],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=CompiledTemplates(f"{form}-{direction}"),
    )
    if form in _WRITERS:
        environment.filters |= _filters(_WRITERS[form], direction)
    return environment


def _filters(write: Callable[[str], str], direction: Direction) -> dict[str, Callable[..., _Ready]]:
    """Return what the forms made of plain text need. HTML and XML must not have these: what they return is not escaped."""
    return {
        "own": _own(write, direction),
        "destination": lambda url: _Ready(destination(one_line(url))),
        "underlined": lambda text, mark: _underlined(text, mark, direction),
        "paragraph": lambda text, number="": _paragraph(_safe(text), str(number), direction),
        "plain": lambda text: _Ready(wrapped(_safe(text), width=_TEXT_WIDTH, direction=direction)),
        "address": lambda url: _Ready(f"{_INDENT}{one_line(url)}"),
        "calling_nobody": lambda url: _Ready(uncalled_address(one_line(url))),
    }


def _unchanged(text: str) -> str:
    return text


def _finalizer(write: Callable[[str], str]) -> Callable[[object], object]:
    def finalize(value: object) -> object:
        return value if hasattr(value, "__html__") else write(within_line(str(value)))

    return finalize


_FINALIZERS: dict[Form, Callable[[object], object]] = {
    "html": _finalizer(_unchanged),  # jinja2 escapes what is not ready
    "xml": _finalizer(_unchanged),
    "markdown": _finalizer(lambda text: _Ready(escaped(text))),
    "text": _finalizer(_Ready),
    "chat": _finalizer(lambda text: _Ready(uncalled(text))),
}
#: How the forms made of plain text write the texts of others.
_WRITERS: dict[Form, Callable[[str], str]] = {"text": _unchanged, "markdown": escaped, "chat": uncalled}


def _own(write: Callable[[str], str], around: Direction) -> Callable[[Text], _Ready]:
    def own(text: Text) -> _Ready:
        return _Ready(isolated(write(one_line(text.text)), text.direction, around))

    return own


def _safe(value: object) -> str:
    """Return what a filter was given, made safe where it was given a name and not a part of the template."""
    return str(value) if hasattr(value, "__html__") else one_line(str(value))


def _underlined(text: object, mark: str, direction: Direction) -> _Ready:
    line = _safe(text).strip()
    rule = mark * min(_TEXT_WIDTH, columns(line))
    return _Ready("\n".join(wrapped(one, width=_TEXT_WIDTH, direction=direction) for one in (line, rule)))


def _paragraph(text: str, number: str, direction: Direction) -> _Ready:
    """Return an indented paragraph; with a *number* that hangs before its first line."""
    first = f"{number}. ".rjust(len(_INDENT)) if number else _INDENT
    return _Ready(wrapped(text, width=_TEXT_WIDTH, first=first, rest=_INDENT, direction=direction))
