"""`gapfeed inspect`: run stages on files and print what they made, one JSON object a line."""

import os
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from pipeline.commands.context import Context, say_json
from pipeline.errors import CannotDo
from pipeline.settings import Network

if TYPE_CHECKING:
    from pipeline.settings import Gap

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
_JSONL = click.option("--jsonl", is_flag=True, help="One JSON object a line; the only form there is, named for scripts.")
_WORKERS = click.option(
    "--workers", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes to use; all cores without it."
)
_URL = click.option("--url", help="The address the file came from, which relative links are resolved against.")


class _Lines(click.File):
    """A file of lines, or "-" for standard input; one that cannot be read is no misuse of the command."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Open the file.

        Raises:
            CannotDo: it cannot be read; says why.
        """
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            message = f"The file cannot be read: {error.message}"
            raise CannotDo(message) from error


_LINES = click.argument("file", type=_Lines(encoding="utf-8", errors="replace"))

_NETWORK = click.option("--network", type=click.Choice(get_args(Network)), required=True, help="Whose rules count.")


@click.group()
def command() -> None:
    """Run stages on files and print what they made: one JSON object a line for each input, in input order."""


@command.command()
@_FILES
@_URL
@_JSONL
def feed(*, files: tuple[Path, ...], url: str | None, jsonl: bool) -> None:
    """Print what the feed parser makes of each FILE."""
    from pipeline.edges.workers import Processes
    from pipeline.inspect import feed_facts
    from pipeline.jobs import ready_to_parse

    del jsonl
    workers = Processes(1, ready_to_parse)
    try:
        for facts in feed_facts(workers, files, url):
            say_json(facts)
    finally:
        workers.close()


@command.command()
@_FILES
@_URL
@_JSONL
@_WORKERS
@click.pass_obj
def page(context: Context, *, files: tuple[Path, ...], url: str | None, jsonl: bool, workers: int) -> None:
    """Print what extraction and understanding make of each FILE; "-" reads lines of {"file", "url"} from standard input.

    With `gapfeed --config FILE` before it, the skills of your own in that file are looked for, too.
    """
    from pipeline.edges.workers import Processes
    from pipeline.inspect import Page, page_facts, page_list
    from pipeline.jobs import ready_to_read

    del jsonl
    own_skills = _own_skills(context)
    named = chain.from_iterable(page_list(sys.stdin) if file == Path("-") else [Page(file=str(file), url=url)] for file in files)
    pool = Processes(workers, ready_to_read)
    try:
        for facts in page_facts(pool, named, workers, own_skills):
            say_json(facts)
    finally:
        pool.close()


@command.command()
@_LINES
@_JSONL
@_WORKERS
@click.pass_obj
def text(context: Context, *, file: Iterable[str], jsonl: bool, workers: int) -> None:
    """Print what understanding makes of each line of FILE: objects with id, title and text, and perhaps url and language.

    With `gapfeed --config FILE` before it, the skills of your own in that file are looked for, too.
    """
    from pipeline.edges.workers import Processes
    from pipeline.inspect import text_facts
    from pipeline.jobs import ready_to_read

    del jsonl
    own_skills = _own_skills(context)
    pool = Processes(workers, ready_to_read)
    try:
        for facts in text_facts(pool, file, workers, own_skills):
            say_json(facts)
    finally:
        pool.close()


@command.command()
@_LINES
@_JSONL
def stories(*, file: Iterable[str], jsonl: bool) -> None:
    """Print the story of each line of FILE: objects with id, title, text and published, and perhaps language, in time order.

    A line is told by those before it alone, and its story is printed before the next line is read. A story is called like its first
    line.
    """
    from pipeline.edges.workers import Processes
    from pipeline.inspect import story_facts
    from pipeline.jobs import ready_to_read

    del jsonl
    worker = Processes(1, ready_to_read)
    try:
        for facts in story_facts(worker, file):
            say_json(facts)
    finally:
        worker.close()


@command.command()
@_LINES
@_NETWORK
@_JSONL
def length(*, file: Iterable[str], network: Network, jsonl: bool) -> None:
    """Print how long the text of each line of FILE is as the network counts it: objects with id and text."""
    from pipeline.inspect_posts import length_facts

    del jsonl
    for facts in length_facts(file, network):
        say_json(facts)


@command.command()
@_LINES
@_NETWORK
@_JSONL
@click.pass_obj
def post(context: Context, *, file: Iterable[str], network: Network, jsonl: bool) -> None:
    """Print the post that passes on what FILE describes: an object with url, title, note, skills, source, author and language.

    Nothing is sent. "problems" says what speaks against sending it. A FILE of lines gives one post for each.
    """
    from pipeline.inspect_posts import post_facts

    del jsonl
    for facts in post_facts("".join(file), network, context.lexicon()):
        say_json(facts)


def _own_skills(context: Context) -> "tuple[Gap, ...]":
    """Return the person's own skills where a config was named; without one the output is the same on every machine."""
    return tuple(gap for gap in context.settings().gaps if gap.has_own_words) if context.config_path else ()
