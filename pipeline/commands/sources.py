"""`gapfeed sources`: see, add, remove, import and export subscriptions."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.skills import refuse_unknown
from pipeline.model import Origin, SourceHealth
from pipeline.settings import Settings, SkillId

if TYPE_CHECKING:
    from pipeline.edges.store import Store


#: Where a source that was not added by command stands, in words.
_ORIGINS: Mapping[Origin, str] = {"config": "config.yaml", "opml": "OPML list", "catalogue": "catalogue"}


@click.group()
def command() -> None:
    """See, add, remove, import and export subscriptions."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, one line each.")
@click.pass_obj
def list_sources(context: Context, *, as_json: bool) -> None:
    """Show every source that is followed, and how it fares."""
    settings = context.settings()
    with _subscriptions(context, settings) as store:
        health = store.sources.health()
    if not health and not as_json:
        say("You follow no source yet: `gapfeed sources add ADDRESS`, or `catalog: true` in config.yaml.")
    for one in health:
        if as_json:
            say_json(_facts(one))
        else:
            say("\n".join(_lines(one, settings.learner.timezone)))


@command.command()
@click.argument("address")
@click.option("--skill", "skills", multiple=True, help="A skill it is followed for.")
@click.option("--json", "as_json", is_flag=True, help="Print what was added as JSON.")
@click.pass_obj
def add(context: Context, *, address: str, skills: tuple[str, ...], as_json: bool) -> None:
    """Follow the feed at ADDRESS, or the feed of the site there."""
    from pipeline.subscribe import add as follow

    settings = context.settings()
    known = context.lexicon().with_own(settings.gaps).skills
    for skill in skills:
        if skill not in known:
            refuse_unknown("skill", skill, known)
    with _subscriptions(context, settings), context.household(settings) as house:
        added = follow(
            house.tools.store,
            house.tools.web,
            house.tools.parse_workers,
            address,
            context.now(),
            skills=tuple(SkillId(skill) for skill in skills),
        )
    source = added.subscription.source
    if as_json:
        say_json({"url": source.url, "title": source.title, "kind": source.kind, "items": added.items, "added": added.fresh})
    elif added.fresh:
        say(f"Following {source.title or source.url} ({source.kind}, {added.items} items now): {source.url}")
    else:
        say(f"You follow {source.title or source.url} already: {source.url}")


@command.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print what was removed as JSON.")
@click.pass_obj
def remove(context: Context, *, name: str, as_json: bool) -> None:
    """Stop following the source with that address, title or id; what was picked from it stays."""
    from pipeline.subscribe import remove as unfollow

    with _subscriptions(context, context.settings()) as store:
        gone = unfollow(store, name, context.now())
    source, origin = gone.subscription.source, gone.subscription.origin
    if as_json:
        say_json({"id": source.id, "url": source.url, "title": source.title, "origin": origin, "picked": gone.picked})
        return
    where = "" if origin == "command" else f" It still stands in your {_ORIGINS[origin]}, and stays removed all the same."
    say(f"No longer following {source.title or source.url}; {gone.picked} picks from it stay in your digests.{where}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print what was added as JSON, one line each.")
@click.pass_obj
def import_list(context: Context, *, file: Path, as_json: bool) -> None:
    """Follow everything that the OPML list FILE names."""
    from pipeline.edges.files import read_bytes
    from pipeline.subscribe import import_list as follow_all

    with _subscriptions(context, context.settings()) as store:
        added = follow_all(store, read_bytes(file), context.now())
    if as_json:
        for one in added:
            say_json({"url": one.subscription.source.url, "title": one.subscription.source.title, "added": one.fresh})
        return
    fresh = sum(one.fresh for one in added)
    say(f"{fresh} of {len(added)} sources are new; the others you followed already.")


@command.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_obj
def export(context: Context, *, file: Path | None) -> None:
    """Write what you follow as an OPML list to FILE, or print it; private sources are left out."""
    from pipeline.edges.files import write_file
    from pipeline.errors import CannotDo
    from pipeline.subscribe import export_list

    with _subscriptions(context, context.settings()) as store:
        text = export_list(store, "Gapfeed subscriptions")
    if file is None:
        say(text.rstrip("\n"))
        return
    try:
        write_file(file, text)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror or error}"
        raise CannotDo(message) from error
    say(f"Written to {file}.")


@contextmanager
def _subscriptions(context: Context, settings: Settings) -> Iterator["Store"]:
    """Open the database with everything followed that configuration names, also before the first run."""
    from pipeline.bootstrap import load_catalogue
    from pipeline.subscribe import sync

    with context.store(settings) as store:
        for problem in sync(store, settings, load_catalogue(), context.now()):
            click.echo(problem, err=True)
        yield store


def _lines(one: SourceHealth, timezone: tzinfo) -> tuple[str, ...]:
    source, state = one.subscription.source, one.state
    title = f"{source.title or source.url}  [{source.kind}, {one.subscription.origin}{', private' if source.private else ''}]"
    kept = f"{one.items} items kept, {one.picked} picked"
    never = "never asked yet" if state.last_checked_at is None else "no answer yet"
    checked = never if state.last_success_at is None else f"last answer {state.last_success_at.astimezone(timezone):%Y-%m-%d %H:%M}"
    following = "" if state.next_check_at is None else f", next check {state.next_check_at.astimezone(timezone):%Y-%m-%d %H:%M}"
    trouble = () if state.last_error is None else (f"    trouble: {state.last_error} ({state.failures_in_a_row} in a row)",)
    return (title, f"    {source.url}", f"    {kept}; {checked}{following}", *trouble)


def _facts(one: SourceHealth) -> dict[str, object]:
    source, state = one.subscription.source, one.state
    return {
        "id": source.id, "url": source.url, "title": source.title, "site": source.site, "kind": source.kind, "origin": one.subscription.origin,
        "skills": one.subscription.skills, "private": source.private, "items": one.items, "picked": one.picked,
        "last_success_at": state.last_success_at and state.last_success_at.isoformat(), "next_check_at": state.next_check_at and state.next_check_at.isoformat(),
        "failures_in_a_row": state.failures_in_a_row, "last_error": state.last_error, "gone": state.gone,
    }  # fmt: skip
