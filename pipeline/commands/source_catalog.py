"""`gapfeed sources check --catalog`: ask the addresses of the catalogue, and say which are feeds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.commands.context import Context, say, say_json

if TYPE_CHECKING:
    from pipeline.verify import CatalogueReport


def check_addresses(context: Context, *, as_json: bool) -> None:
    """Ask the addresses of the catalogue that were not asked lately, and print what is known of all of them."""
    from pipeline.bootstrap import load_catalogue
    from pipeline.commands.progress_bar import asking
    from pipeline.errors import CannotDo
    from pipeline.verify import check_catalogue

    settings, now = context.settings(), context.now()
    with context.household(settings) as house, asking() as progress:
        report = check_catalogue(
            house.tools.store, house.tools.web, house.tools.parse_workers, settings, load_catalogue(), now,
            progress=lambda done, every: progress("check", done, every),
        )  # fmt: skip
    if not report.believed:
        message = (
            "not one address of the catalogue answered, so it is this machine's network that fails (offline, or a login page before it); "
            "nothing was remembered. Try again when a browser opens other pages"
        )
        raise CannotDo(message)
    if as_json:
        for entry, one in report.checks:
            say_json(
                {
                    "title": entry.title, "url": entry.url, "verdict": one.verdict, "detail": one.detail, "moved_to": one.moved_to,
                    "items": one.items, "newest": one.newest and one.newest.isoformat(), "checked_at": one.checked_at.isoformat(),
                }
            )  # fmt: skip
        return
    for line in _catalogue_lines(report):
        say(line)


def _catalogue_lines(report: "CatalogueReport") -> Iterator[str]:
    from pipeline.commands.lines import own_way, paragraph

    answering, dead, unsure = report.with_verdict("answers"), report.with_verdict("dead"), report.with_verdict("unsure")
    moved = [(entry, check.moved_to) for entry, check in answering if check.moved_to is not None]
    yield paragraph(f"Asked {report.asked} of {report.entries} addresses{_lately(report)}.", 0)
    yield paragraph(
        f"{len(answering)} are feeds, {len(moved)} of them at a new address; {len(dead)} are dead, {len(unsure)} could not be told.", 0
    )
    for heading, entries in (
        ("Redirected for good, and asked at the new address once three polls have found it there:", moved),
        ("Dead, and not followed or proposed:", [(entry, check.detail) for entry, check in dead]),
        ("Not told, and asked again in a day:", [(entry, check.detail) for entry, check in unsure]),
    ):
        if entries:
            yield heading
        for entry, words in entries:
            yield paragraph(f"{own_way(entry.title)}: {words}", 2)


def _lately(report: "CatalogueReport") -> str:
    return "" if report.asked == report.entries else "; the answers of the others are still believed"
