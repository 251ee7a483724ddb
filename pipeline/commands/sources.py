"""`gapfeed sources`: see, add, check, mute, remove, import and export subscriptions."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.skills import refuse_unknown
from pipeline.commands.source_check import check
from pipeline.commands.source_lists import export, import_list
from pipeline.commands.source_store import subscriptions
from pipeline.commands.source_suggest import suggest_sources
from pipeline.errors import GapfeedError
from pipeline.settings import SkillId

if TYPE_CHECKING:
    from feeds.model.lists import FoundFeed
    from feeds.model.sources import Source
    from pipeline.subscribe import Added

_MOST_SHOWN = 10


@click.group()
def command() -> None:
    """See, add, check, mute, remove, import and export subscriptions."""


command.add_command(check)
command.add_command(import_list)
command.add_command(export)
command.add_command(suggest_sources)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, one line each.")
@click.pass_obj
def list_sources(context: Context, *, as_json: bool) -> None:
    """Show every source that is followed, and how it fares."""
    from pipeline.bootstrap import load_catalogue
    from pipeline.commands.lines import own_way, paragraph
    from pipeline.commands.source_words import Moment, health_facts, health_lines, summary
    from pipeline.subscribe import dead_of_catalogue

    settings, now = context.settings(), context.now()
    with subscriptions(context, settings) as store:
        health = store.sources.health()
        seen = Moment(now=now, timezone=settings.learner.timezone, offline_at=store.sources.offline_at())
        dead = dead_of_catalogue(store, settings, load_catalogue())
    if as_json:
        for one in health:
            say_json(health_facts(one, now))
        return
    if not health:
        say("You follow no source yet: `gapfeed sources add ADDRESS`, or `catalog: true` in config.yaml.")
    for one in health:
        say("\n".join(health_lines(one, seen)))
    if len(health) > 1:
        say(paragraph(summary(health, now), 0))
    if dead:
        names = ", ".join(own_way(title) for title in dead)
        say(
            paragraph(
                f"Not followed, because the catalogue's address proved dead: {names}. `gapfeed sources check --catalog` asks again.", 0
            )
        )


@command.command()
@click.argument("address")
@click.option("--skill", "skills", multiple=True, help="A skill it is followed for.")
@click.option("--json", "as_json", is_flag=True, help="Print what was added as JSON.")
@click.pass_obj
def add(context: Context, *, address: str, skills: tuple[str, ...], as_json: bool) -> None:
    """Follow the feed at ADDRESS, or the feed of the site there; ask again a source that was gone or muted."""
    from pipeline.subscribe import add as follow

    settings = context.settings()
    known = context.lexicon().with_own(settings.gaps).skills
    for skill in skills:
        if skill not in known:
            refuse_unknown("skill", skill, known)
    asks = somebody_is_there() and not as_json
    with refusal_as_json(as_json=as_json), subscriptions(context, settings), context.household(settings) as house:
        added = follow(
            house.tools.store, house.tools.web, house.tools.parse_workers, address, context.now(),
            skills=tuple(SkillId(skill) for skill in skills), choose=_ask if asks else lambda _feeds: None,
        )  # fmt: skip
    from feeds.naming import shown_address

    source = added.subscription.source
    if as_json:
        others = [feed.url for feed in added.on_page if feed.url != source.url]
        say_json(
            {
                "url": shown_address(source), "title": source.title, "kind": source.kind, "items": added.items, "added": added.fresh,
                "revived": added.revived, "other_feeds": others,
            }
        )  # fmt: skip
        return
    for line in _added_lines(added, told=asks):
        say(line)


def _added_lines(added: "Added", *, told: bool) -> Iterator[str]:
    from feeds.naming import name_of, shown_address
    from pipeline.commands.lines import own_way, paragraph
    from pipeline.plain import counted

    source = added.subscription.source
    name, address = own_way(name_of(source)), shown_address(source)
    if added.fresh:
        yield f"Following {name} ({source.kind}, {counted(added.items or 0, 'item')} now): {address}"
    elif added.revived:
        yield f"You follow {name} already; the next run asks it again: {address}"
    else:
        yield f"You follow {name} already: {address}"
    others = [feed for feed in added.on_page if feed.url != source.url]
    if others and not told:
        yield paragraph("The site names other feeds, too; `gapfeed sources add` with its address follows one:", 0)
        yield from (_feed_line(feed) for feed in others[:_MOST_SHOWN])


def somebody_is_there() -> bool:
    """Tell whether a person can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(feeds: "tuple[FoundFeed, ...]") -> "FoundFeed":
    """Let the person at the terminal say which of a site's feeds they want."""
    shown = feeds[:_MOST_SHOWN]
    say(f"The site names {len(feeds)} feeds:")
    for number, feed in enumerate(shown, start=1):
        say(f"{number:>3}.{_feed_line(feed)}")
    number = click.prompt("Which one?", type=click.IntRange(1, len(shown)), default=1)
    return shown[number - 1]


def _feed_line(feed: "FoundFeed") -> str:
    from pipeline.commands.lines import own_way

    return f"  {own_way(feed.title)}: {feed.url}" if feed.title else f"  {feed.url}"


@command.command()
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Print what was removed as JSON.")
@click.pass_obj
def remove(context: Context, *, source: str, as_json: bool) -> None:
    """Stop following SOURCE, by its address, title or id; what was picked from it stays."""
    from feeds.naming import shown_address
    from pipeline.commands.lines import paragraph
    from pipeline.commands.source_words import ORIGINS, name_of
    from pipeline.followed import remove as unfollow
    from pipeline.plain import counted

    with refusal_as_json(as_json=as_json), subscriptions(context, context.settings()) as store:
        gone = unfollow(store, source, context.now())
    one, origin = gone.subscription.source, gone.subscription.origin
    if as_json:
        say_json({"id": one.id, "url": shown_address(one), "title": one.title, "origin": origin, "picked": gone.picked})
        return
    where = "" if origin == "command" else f" It still stands in your {ORIGINS[origin]}, and stays removed all the same."
    picks = f"; {counted(gone.picked, 'pick')} from it {'stays' if gone.picked == 1 else 'stay'} in your digests" if gone.picked else ""
    say(paragraph(f"No longer following {name_of(gone)}{picks}.{where} {_again(one)}", 0))


def _again(removed: "Source") -> str:
    if removed.private:
        return "`gapfeed sources add` with its address takes that back."
    return f"`gapfeed sources add {removed.url}` takes that back."


@command.command()
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Print what was muted as JSON.")
@click.pass_obj
def mute(context: Context, *, source: str, as_json: bool) -> None:
    """Keep SOURCE, by its address, title or id, but do not ask it, and pick nothing from it, until it is unmuted."""
    from feeds.naming import shown_address
    from pipeline.commands.lines import paragraph
    from pipeline.commands.source_words import name_of
    from pipeline.followed import mute as keep_quiet

    with subscriptions(context, context.settings()) as store:
        muted = keep_quiet(store, source, context.now())
    one = muted.subscription.source
    if as_json:
        say_json({"id": one.id, "url": shown_address(one), "title": one.title, "muted": True, "was_muted": muted.muted})
        return
    already = " already" if muted.muted else ""
    words = f"{name_of(muted)} is muted{already}: it is not asked, and nothing of it is picked."
    say(paragraph(f"{words} `gapfeed sources unmute {one.id}` takes that back.", 0))


@command.command()
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Print what was unmuted as JSON.")
@click.pass_obj
def unmute(context: Context, *, source: str, as_json: bool) -> None:
    """Ask SOURCE again, by its address, title or id, and let it be picked from."""
    from feeds.naming import shown_address
    from pipeline.commands.source_words import name_of
    from pipeline.followed import unmute as let_speak

    with subscriptions(context, context.settings()) as store:
        unmuted = let_speak(store, source)
    one = unmuted.subscription.source
    if as_json:
        say_json({"id": one.id, "url": shown_address(one), "title": one.title, "muted": False, "was_muted": unmuted.muted})
        return
    say(f"{name_of(unmuted)} is asked again when it is due." if unmuted.muted else f"{name_of(unmuted)} was not muted.")


@contextmanager
def refusal_as_json(*, as_json: bool) -> Iterator[None]:
    """Print a failure as JSON, too, where that was asked for: a program that reads it need not tell sentences apart."""
    try:
        yield
    except GapfeedError as error:
        if as_json:
            say_json({"error": str(error)})
        raise
