"""`gapfeed sources check`: ask one source, and say what is there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.source_store import subscriptions
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.commands.source_words import Moment
    from pipeline.edges.store import Store
    from pipeline.examine import FeedReport
    from pipeline.model.health import SourceHealth
    from pipeline.probe import FeedFound, NoFeed

_LABEL = 12
_MOST_NAMED = 12


@click.command()
@click.argument("source", required=False)
@click.option(
    "--catalog", is_flag=True, help="Ask every address of the shipped catalogue that was not asked lately, and remember the answers."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON; one line for each entry of the catalogue.")
@click.pass_obj
def check(context: Context, *, source: str | None, catalog: bool, as_json: bool) -> None:
    """Ask SOURCE once, and say what is there: an address, or the title or id of a source you follow.

    Nothing is followed, and nothing is stored but that it was asked, and of a source you follow how it failed.
    """
    if catalog == (source is not None):
        message = "name one source or its address, or ask for the whole catalogue with --catalog"
        raise UsageError(message)
    if source is None:
        from pipeline.commands.source_catalog import check_addresses

        check_addresses(context, as_json=as_json)
    else:
        _check_one(context, source, as_json=as_json)


def _check_one(context: Context, name: str, *, as_json: bool) -> None:
    from feeds.due import may_refresh
    from pipeline.asked import remember_asked
    from pipeline.commands.lines import paragraph
    from pipeline.commands.source_words import Moment, health_facts, health_lines, name_of
    from pipeline.examine import report_on
    from pipeline.probe import FeedFound, NoFeed, look

    settings, now = context.settings(), context.now()
    with subscriptions(context, settings), context.household(settings) as house:
        store = house.tools.store
        followed = _followed(store, name)
        seen = Moment(now=now, timezone=settings.learner.timezone, offline_at=store.sources.offline_at())
        if followed is not None and not may_refresh(followed.state, now):
            if as_json:
                say_json({"asked": False, "followed": health_facts(followed, now)})
            else:
                say(paragraph(f"{name_of(followed)} was not asked: {_why_not(followed, seen)} What is known of it:", 0))
                say("\n".join(health_lines(followed, seen)))
            return
        address = name if followed is None else followed.subscription.source.url
        found = look(house.tools.web, house.tools.parse_workers, address)
        if followed is None and isinstance(found, FeedFound):
            followed = _followed(store, found.url)
        if followed is not None:
            remember_asked(store, followed, found, now)
    facts = None if followed is None else health_facts(followed, now)
    if isinstance(found, NoFeed):
        _say_none(found, followed, facts, as_json=as_json)
        return
    report = report_on(found, now, settings.learner.languages, followed.subscription.source.every if followed else None)
    if as_json:
        say_json(_facts(found, report, followed, facts))
    else:
        for line in _lines(found, report, followed, seen):
            say(line)


def _followed(store: "Store", name: str) -> "SourceHealth | None":
    """Return the followed source that goes by *name*; None for an address that nobody follows yet.

    Raises:
        UsageError: it is no address, and no source, or more than one, goes by that name.
    """
    from feeds.errors import BadAddress
    from feeds.urls import checked_address
    from pipeline.followed import named

    try:
        return named(store, name)
    except UsageError as unknown:
        try:
            checked_address(name)
        except BadAddress:
            raise unknown from None
        return None


def _shown(url: str, followed: "SourceHealth | None") -> str:
    """Return an address as it may be shown: of a private source that is followed, none is given away."""
    from feeds.naming import shown_address

    return url if followed is None else shown_address(followed.subscription.source, url)


def _why_not(followed: "SourceHealth", seen: "Moment") -> str:
    state = followed.state
    if state.not_before is not None and state.not_before > seen.now:
        return f"its server wants to be left alone until {seen.word(state.not_before)}."
    asked = state.last_checked_at or seen.now
    return f"that was done {seen.word(asked)}, and five minutes should lie between two requests."


def _say_none(found: "NoFeed", followed: "SourceHealth | None", facts: dict[str, object] | None, *, as_json: bool) -> None:
    from pipeline.advice import what_to_do
    from pipeline.commands.lines import paragraph

    kind, reason = found.failure.kind, found.reason
    advice = what_to_do(kind, found.failure.status, followed=followed is not None)
    if as_json:
        say_json(
            {
                "asked": True,
                "url": _shown(found.asked, followed),
                "error": reason,
                "kind": str(kind),
                "what_to_do": advice or None,
                "followed": facts,
            }
        )
        return
    say(f"No feed at {_shown(found.asked, followed)}")
    say(paragraph(f"{reason[:1].upper()}{reason[1:]}."))
    if advice:
        say(paragraph(f"{advice}."))
    for line in _followed_lines(followed, found.asked, answers=False):
        say(line)


def _lines(found: "FeedFound", report: "FeedReport", followed: "SourceHealth | None", seen: "Moment") -> Iterator[str]:
    from pipeline.commands.lines import own_way, paragraph

    yield own_way(found.feed.title or _shown(found.url, followed))
    yield _row("address", _shown(found.url, followed))
    if found.on_page:
        others = [_shown(feed.url, followed) for feed in found.on_page if feed.url != found.url][:_MOST_NAMED]
        yield _row("found on", _shown(found.asked, followed) + (", which also names " + ", ".join(others) if others else ""))
    if found.feed.site:
        yield _row("site", found.feed.site)
    yield from _report_rows(report, seen)
    yield from _followed_lines(followed, found.url, answers=True)
    if report.problems:
        yield "Worth knowing:"
        yield from (paragraph(f"- {problem}", 2) for problem in report.problems)


def _report_rows(report: "FeedReport", seen: "Moment") -> Iterator[str]:
    from pipeline.plain import counted

    episodes = f", {report.episodes} of them episodes ({report.transcripts} with a transcript)" if report.episodes else ""
    yield _row("format", f"{report.format}, {counted(report.items, 'item')}{episodes}")
    yield _row("newest", "no item says" if report.newest is None else seen.word(report.newest))
    claimed = f"; it says {report.claimed_language}" if report.claimed_language else ""
    yield _row("language", (", ".join(report.languages) or "cannot be told") + claimed)
    if report.items:
        yield _row("text", _text(report))
    marks = [name for name, there in (("ETag", report.etag), ("Last-Modified", report.last_modified)) if there]
    yield _row("unchanged", f"costs nothing ({' and '.join(marks)})" if marks else "is loaded all the same: the server marks no versions")
    yield _row("asked", f"every {_duration(report.every)} at most")


def _text(report: "FeedReport") -> str:
    if report.whole == report.items:
        return "whole articles"
    if report.whole == 0:
        return "summaries only; articles are read from their pages"
    return f"whole articles in {report.whole} of {report.items}; the others are read from their pages"


def _followed_lines(followed: "SourceHealth | None", url: str, *, answers: bool) -> Iterator[str]:
    from pipeline.plain import counted

    if followed is None:
        yield from (_row("followed", f"no; `gapfeed sources add {url}` does"),) if answers else ()
        return
    yield _row("followed", f"yes, {counted(followed.items, 'item')} kept, {followed.picked} picked{', muted' if followed.muted else ''}")
    if answers and followed.state.gone:
        yield _row("", f"It had been given up as gone: `gapfeed sources add {_shown(url, followed)}` asks it again.")


def _row(label: str, text: str) -> str:
    from pipeline.commands.lines import width
    from pipeline.plain import wrapped

    return wrapped(text, width=width(), first=f"  {label:{_LABEL}}", rest=" " * (_LABEL + 2))


def _duration(every: timedelta) -> str:
    minutes = round(every.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{round(minutes / 60)} hours" if minutes < 3 * 24 * 60 else f"{round(minutes / 1440)} days"


def _facts(found: "FeedFound", report: "FeedReport", one: "SourceHealth | None", followed: dict[str, object] | None) -> dict[str, object]:
    return {
        "asked": True, "url": _shown(found.url, one), "given": _shown(found.asked, one), "final_url": _shown(found.fetched.final_url, one),
        "title": found.feed.title,
        "site": found.feed.site, "feeds_on_page": [_shown(feed.url, one) for feed in found.on_page], "format": report.format, "items": report.items,
        "skipped": report.skipped, "newest": report.newest and report.newest.isoformat(), "claimed_language": report.claimed_language,
        "languages": report.languages, "whole_texts": report.whole, "episodes": report.episodes, "transcripts": report.transcripts,
        "etag": report.etag, "last_modified": report.last_modified, "asked_every_seconds": int(report.every.total_seconds()),
        "problems": report.problems, "error": None, "followed": followed,
    }  # fmt: skip
