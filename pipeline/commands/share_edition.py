"""`gapfeed share edition`: what is worth passing on, as files for anybody, and by mail for a circle."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json

if TYPE_CHECKING:
    from pipeline.share.editions import WrittenEdition
    from pipeline.share.mailing import Mailing


def _notes(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[int, str]:
    notes = {}
    for value in values:
        number, separator, text = value.partition("=")
        if not separator or not number.strip().isdecimal():
            message = f"{value!r}: write it as NUMBER=SENTENCE, the number being the item's in the latest digest"
            raise click.BadParameter(message)
        notes[int(number)] = text.strip()
    return notes


@click.command()
@click.option("--week", is_flag=True, help="The picks of the last seven days, not only of the latest digest.")
@click.option("--circle", metavar="CIRCLE", help="Only what this circle cares about and reads, and has not had, in its language.")
@click.option("--item", "items", multiple=True, type=int, help="Only these numbers of the latest digest.")
@click.option("--note", "notes", multiple=True, callback=_notes, metavar="NUMBER=SENTENCE", help="Your own sentence on an item.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The folder for the files; edition/ without it.")
@click.option("--send", is_flag=True, help="Also mail it to those of the circle who have addresses or subscribed.")
@click.option("--anyway", is_flag=True, help="Write it although something speaks against a sentence of yours.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_context
def edition(  # noqa: PLR0913 - the options of one command
    ctx: click.Context, *, week: bool, circle: str | None, items: tuple[int, ...], notes: dict[int, str], out: Path | None, send: bool, anyway: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Write what is worth passing on as a page, a mail, Markdown, a thread and feeds, with nothing private in it.

    The files can be put on any web space as they are. Look at the page before: notes are yours.
    """
    from pipeline.bootstrap import build_postroom
    from pipeline.commands.objections import check_notes
    from pipeline.share.edition_choice import EditionWish
    from pipeline.share.editions import edition_folder, write_edition
    from pipeline.share.leaving import objections_to_notes
    from pipeline.share.mailing import addressees, send_edition

    context: Context = ctx.obj
    if send and circle is None:
        message = "say with --circle to whom it is sent"
        raise click.UsageError(message)
    settings = context.settings()
    day = context.now().astimezone(settings.learner.timezone).date()
    to = addressees(settings, circle, day) if send and circle else None
    lexicon = context.lexicon().with_own(settings.gaps)
    wish = EditionWish(week=week, items=items, notes=notes, circle=circle)
    with context.store(settings) as store:
        said = {str(number): note for number, note in notes.items()}
        check_notes(objections_to_notes(said, store=store, settings=settings, lexicon=lexicon), anyway=anyway)
        written = write_edition(store, settings, lexicon, out or edition_folder(settings), context.now(), wish)
        mailing = send_edition(store, settings, build_postroom(settings), written, to, context.now()) if to else None
    remarks = to.remarks if to else ()
    if as_json:
        say_json(_as_json(written, mailing, remarks))
    else:
        _say(written, mailing, remarks, has_address=settings.edition_url is not None)
    if mailing and any(one.outcome in {"failed", "unknown"} for one in mailing.receipts):
        ctx.exit(1)


def _say(written: "WrittenEdition", mailing: "Mailing | None", remarks: tuple[str, ...], *, has_address: bool) -> None:
    from pipeline.deliver import in_words
    from pipeline.plain import counted

    say(f"{counted(written.items, 'item')} to pass on.{_left_out(written)}")
    for file in written.files:
        say(f"  {file}")
    if written.has_picture and not has_address:
        say("Once the folder is on the web, name its address as url: under edition: in config.yaml: networks show the picture only then.")
    if mailing is None:
        return
    for receipt in mailing.receipts:
        say(in_words(receipt))
    if mailing.before:
        say(f"{counted(mailing.before, 'person', 'people')} had this edition before, or it waits to be sent again.")
    for remark in remarks:
        say(f"  {remark}")


def _left_out(written: "WrittenEdition") -> str:
    from pipeline.plain import counted

    fitting = written.choice.fitting
    kept_back = "kept back: private, or not at an address for everybody"
    left_out = (
        (written.choice.kept_back, f"was {kept_back}", f"were {kept_back}"),
        (fitting.uncared, "is about other things", "are about other things"),
        (fitting.unread, "is in a language that they do not read", "are in languages that they do not read"),
        (fitting.given, "they had before", "they had before"),
    )  # fmt: skip
    return "".join(f" {counted(number, one, more)}." for number, one, more in left_out if number)


def _as_json(written: "WrittenEdition", mailing: "Mailing | None", remarks: tuple[str, ...]) -> dict[str, object]:
    facts: dict[str, object] = {
        "files": [str(file) for file in written.files], "items": written.items, "kept_back": written.choice.kept_back,
        "left_out": {"given": written.choice.fitting.given, "unread": written.choice.fitting.unread, "uncared": written.choice.fitting.uncared},
    }  # fmt: skip
    if mailing is not None:
        facts["mails"] = [{"to": receipt.to, "outcome": receipt.outcome, "detail": receipt.detail} for receipt in mailing.receipts]
        facts |= {"had_before": mailing.before, "remarks": list(remarks)}
    return facts
