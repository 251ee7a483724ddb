"""`gapfeed share write`: the post that passes an item on."""

from typing import TYPE_CHECKING, Any, get_args

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.errors import CannotDo, UsageError
from pipeline.settings import Network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.edges.clipboard import Copied
    from pipeline.edges.store import Store
    from pipeline.model.posts import Post
    from pipeline.model.shares import Objection
    from pipeline.settings import Settings
    from pipeline.share.handover import Handover
    from pipeline.share.posts import Prepared

#: What parts the posts of a thread.
_RULE = "─" * 20


@click.command()
@click.argument("item")
@click.option("--to", "circle", metavar="CIRCLE", help="Write for the networks of this circle, in a language that it reads.")
@click.option("--note", default="", help="Your own sentence, which opens the post.")
@click.option("--network", "networks", multiple=True, type=click.Choice(get_args(Network)), help="Only this network.")
@click.option(
    "--language", metavar="CODE", help="The language of question and hashtags; without it that of your sentence or of the readers."
)
@click.option("--thread", is_flag=True, help="A thread where one post has no room for all: X, Mastodon, Bluesky.")
@click.option("--copy", "copying", is_flag=True, help="Put the post on the clipboard.")
@click.option("--open", "opening", is_flag=True, help="Open the network's page where the post waits for you to send it.")
@click.option("--anyway", is_flag=True, help="Hand it over although something speaks against it that is a matter of taste.")
@click.option("--json", "as_json", is_flag=True, help="Print each post as JSON, one line each.")
@click.pass_context
def write(  # noqa: PLR0913  an argument for each option
    ctx: click.Context,
    *,
    item: str,
    circle: str | None,
    note: str,
    networks: tuple[Network, ...],
    language: str | None,
    thread: bool,
    copying: bool,
    opening: bool,
    anyway: bool,
    as_json: bool,
) -> None:
    """Print the post that passes ITEM on, and hand it to you: nothing is sent."""
    from pipeline.commands.objections import objection_lines
    from pipeline.share.leaving import holds_back, objections_to
    from pipeline.share.posts import Wish, prepare

    context: Context = ctx.obj
    settings, now, handing = context.settings(), context.now(), copying or opening
    wish = Wish(note=note, networks=networks, circle=circle, language=language, thread=thread, pasted=True)
    lexicon = context.lexicon().with_own(settings.gaps)
    with context.household(settings) as house:
        # Not what posts are sent with: none is.
        store, web = house.tools.store, house.tools.web
        prepared = prepare(store, settings, lexicon, item, wish)
        if handing and len(_networks(prepared)) > 1:
            message = f"--copy and --open take one post: choose one of {', '.join(_networks(prepared))} with --network"
            raise UsageError(message)
        found = objections_to(
            prepared, prepared.posts, store=store, web=web if handing else None, settings=settings, lexicon=lexicon, now=now
        )  # fmt: skip
        held = holds_back(found, anyway=anyway or not handing)
        if held and not handing:
            raise CannotDo(" ".join(objection_lines(found, held=True, anyway=True)))
        if as_json:
            for post in prepared.posts:
                say_json(_facts(settings, prepared, post, found))
        else:
            _print(prepared)
        for line in objection_lines(found, held=held, anyway=anyway or not handing):
            _aside(line)
        if handing and not held:
            _hand_over(store, settings, prepared, now, copying=copying, opening=opening)
    if held:
        ctx.exit(1)


def _print(prepared: "Prepared") -> None:
    """Print the text alone where it is for one network, so that it can be piped on; what is said of it goes beside."""
    from pipeline.share.posts import hints_by_network

    alone = len(_networks(prepared)) == 1
    for post in prepared.posts:
        taken = f"{post.length} of {post.limit}"
        if not alone:
            number = f", {post.place} of {post.places}" if post.places > 1 else ""
            say(f"── {post.network} ({taken}{number})\n{_text(post)}\n")
        else:
            say(_text(post) if post.place == 1 else f"{_RULE}\n{_text(post)}")
            _aside(f"{post.network}: {taken}")
    for hint, networks in hints_by_network(prepared).items():
        _aside(f"{', '.join(networks)}: {hint}")


def _hand_over(store: "Store", settings: "Settings", prepared: "Prepared", now: "datetime", *, copying: bool, opening: bool) -> None:
    from pipeline.share.handover import hand_over

    handover = hand_over(store, settings, prepared, now, copying=copying, opening=opening)
    number = handover.share.id
    if opening:
        _say_opened(prepared.posts[0], handover)
    if handover.copied is not None:
        _say_copied(handover.copied, len(prepared.posts))
    _aside(f"kept as {number}: once you have posted it, `gapfeed share posted {number}`; if you do not, `gapfeed share dropped {number}`")
    if handover.copying and handover.copied is None:
        message = "nothing here can copy: take the post from above, or install xclip or wl-clipboard"
        raise CannotDo(message)


def _say_copied(copied: "Copied", posts: int) -> None:
    if copied.way == "terminal":
        _aside("your terminal was asked to copy the text; if there is nothing to paste, it does not allow that: take the text from above")
    else:
        _aside(f"the text is on your clipboard{', post after post' if posts > 1 else ''}")


def _say_opened(post: "Post", handover: "Handover") -> None:
    page = handover.page
    if page is None:
        _aside(f"{post.network} has no page that takes a post: paste it there")
        return
    _aside(f"opened in your browser: {post.network}" if handover.opened else f"open this page: {page.url}")
    if not page.takes_text:
        _aside(f"{post.network} takes only the {'subject' if post.subject else 'address'} there: paste the text yourself")
    elif post.places > 1:
        _aside("the first post waits there: the others answer it, one after the other")


def _facts(settings: "Settings", prepared: "Prepared", post: "Post", found: "Sequence[Objection]") -> dict[str, Any]:
    from pipeline.commands.objections import objection_facts
    from pipeline.share.posts import facets_of, hints, page_of

    page, facets = page_of(settings, prepared, post), facets_of(prepared, post)
    facts: dict[str, Any] = {
        "network": post.network,
        "text": post.text,
        "length": post.length,
        "limit": post.limit,
        "fits": post.fits,
        "subject": post.subject,
        "language": prepared.language,
        "place": post.place,
        "places": post.places,
        "open": page and page.url,
        "open_takes_text": page and page.takes_text,
        "hints": hints(prepared, post),
        "objections": objection_facts(found),
    }
    return facts if facets is None else {**facts, "facets": facets}


def _networks(prepared: "Prepared") -> tuple[str, ...]:
    return tuple(dict.fromkeys(post.network for post in prepared.posts))


def _text(post: "Post") -> str:
    return f"Subject: {post.subject}\n\n{post.text}" if post.subject else post.text


def _aside(text: str) -> None:
    click.echo(text, err=True)
