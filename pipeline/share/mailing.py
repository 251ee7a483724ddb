"""Lane 3, by mail: an edition for each of those in a circle who asked for it, through the outbox; and take people off its lists."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from pipeline.circle_named import circle_named
from pipeline.deliver import Postroom, deliver_batch
from pipeline.edges.files import read_bytes, write_file
from pipeline.edges.mail import Unsubscribe, address_of, build_letter, message_id_of
from pipeline.edges.render_edition import render_letter
from pipeline.edges.store import Store
from pipeline.edges.store.outbox import Parcel
from pipeline.edges.store.shares import NewShare
from pipeline.errors import CannotDo
from pipeline.model.digests import Receipt
from pipeline.model.ids import ArticleId
from pipeline.plain import one_line, shorten
from pipeline.settings import Channel, Circle, MailServer, Settings
from pipeline.share.edition_choice import channel_of
from pipeline.share.editions import WrittenEdition
from pipeline.share.subscriber_list import NotAList, SubscriberList, read_subscribers, without_subscriber
from pipeline.stages.edition_letter import letter_for

#: A list of subscribers that is longer is none that a person keeps: a hundred thousand lines.
_MOST_BYTES = 10_000_000
#: Nobody reads more of what is said of rows at a time.
_MOST_REMARKS = 10
_LONGEST_TITLE = 60
#: Where the address of whoever leaves stands in the address of `unsubscribe`; the second is how an address is kept.
_PLACES = ("{email}", "%7Bemail%7D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """Who gets an edition by mail, and through which server."""

    server: MailServer
    circle: str
    #: Each address once, with what the circle says of it.
    people: tuple[tuple[str, Channel], ...]
    #: What is said of rows of the lists that do not count, each with the name of its file; after the first few, how many more there are.
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What became of an edition by mail."""

    receipts: tuple[Receipt, ...]
    #: How many got nothing now, as they had it before, or it waits to be sent to them again.
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What became of taking an address off a list of subscribers."""

    file: Path
    #: taken off; gone before; unknown there; not changed.
    outcome: str
    #: Why it could not be changed, as a sentence without its full stop.
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribed:
    """What became of taking an address off every list of subscribers."""

    lists: tuple[Leaving, ...]
    #: The circles that name it under `email:` in the configuration, which only the person changes.
    circles: tuple[str, ...]


def addressees(settings: Settings, name: str, day: date) -> Addressees:
    """Return who gets the edition of *day* by mail in the circle called *name*: the addresses it names, and its lists of subscribers.

    Whoever left one of these lists is not written to at an address that the circle names, either.

    Raises:
        UsageError: there is no such circle.
        CannotDo: there is no server for mail, or nobody to write to, or a list of subscribers cannot be read.
    """
    circle = circle_named(settings, name)
    if settings.mail is None:
        message = "config.yaml has no mail: section to send with: add from, host and password_env"
        raise CannotDo(message)
    people: dict[str, tuple[str, Channel]] = {}
    lists = {file: _list_in(file, day) for file in _files_of(circle)}
    left = frozenset[str]().union(*(listed.left for listed in lists.values()))
    for channel in circle.via:
        named = [email for email in channel.emails if email.casefold() not in left]
        for email in named if channel.subscribers is None else lists[channel.subscribers].emails:
            people.setdefault(email.casefold(), (email, channel))
    remarks = _first([f"{file.name}, {remark}" for file, listed in lists.items() for remark in listed.remarks])
    if not people:
        said = "".join(f"\n  {remark}" for remark in remarks)
        message = f"nobody in the circle {name!r} gets mail: under its via:, name addresses as email, or a file of subscribers{said}"
        raise CannotDo(message)
    return Addressees(server=settings.mail, circle=circle.name, people=tuple(people.values()), remarks=remarks)


def send_edition(store: Store, settings: Settings, postroom: Postroom, written: WrittenEdition, to: Addressees, now: datetime) -> Mailing:
    """Send *written* to each of *to*, a mail of their own, and once, however often this is asked for.

    Several editions of a day are told apart by what is in them; one that holds nothing new goes to nobody. Its items are in the ledger
    before anything leaves.

    Raises:
        CannotDo: only a part of it is new to them.
    """
    batch = _batch_of(written, to.circle)
    shares, had = tuple(_shares(written, batch, to.circle)), _had(store, written, to.circle)
    again, is_repeated = [share for share in shares if share.article in had], bool(store.outbox.of_batches([batch]))
    if again and len(again) < len(shares) and not is_repeated:
        titles = ", ".join(f"“{shorten(one_line(share.title), _LONGEST_TITLE)}”" for share in again)
        message = f"{to.circle} got {titles} in an edition of that day already: the files are written, but nothing is mailed; choose the rest with --item"
        raise CannotDo(message)
    if is_repeated or not again:
        with store.writing():
            for share in shares:
                store.shares.begin(share, "handed", now)
            store.outbox.put([_parcel(written, batch, email, channel, to, store.installation, now) for email, channel in to.people], now)
    receipts = deliver_batch(store.outbox, postroom, settings, batch, now)
    tried = {receipt.to for receipt in receipts}
    return Mailing(receipts=receipts, before=sum(email not in tried for email, _ in to.people))


def subscribers_in(file: Path) -> Collection[str]:
    """Return who gets the edition by the list of subscribers *file*, whatever the day: what waits is for those who had agreed by then.

    Raises:
        CannotDo: it cannot be read, or is no such list.
    """
    return _list_in(file, date.max).emails


def left_in(file: Path) -> Collection[str]:
    """Return who left the list of subscribers *file* and did not come back, casefolded.

    Raises:
        CannotDo: it cannot be read, or is no such list.
    """
    return _list_in(file, date.max).left


def unsubscribe(settings: Settings, address: str, day: date) -> Unsubscribed:
    """Write *day* under `left` for *address* in every list of subscribers that can be read; all else in them stays byte for byte."""
    wanted = address.strip().casefold()
    return Unsubscribed(
        lists=tuple(_leave(file, address, day) for file in dict.fromkeys(chain.from_iterable(map(_files_of, settings.circles)))),
        circles=tuple(
            circle.name for circle in settings.circles if any(wanted == email.casefold() for way in circle.via for email in way.emails)
        ),
    )


def _leave(file: Path, address: str, day: date) -> Leaving:
    try:
        before = _text_of(file)
        after = without_subscriber(before, address, day)
        if after is None:
            return Leaving(file=file, outcome="unknown there")
        if after == before:
            return Leaving(file=file, outcome="gone before")
        write_file(file.resolve(), after)
    except CannotDo as error:
        return Leaving(file=file, outcome="not changed", why=str(error))
    except NotAList as error:
        return Leaving(file=file, outcome="not changed", why=f"{file}: {error}")
    except OSError as error:
        return Leaving(file=file, outcome="not changed", why=f"{file} cannot be written: {error.strerror or error}")
    return Leaving(file=file, outcome="taken off")


def _files_of(circle: Circle) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(way.subscribers for way in circle.via if way.subscribers is not None))


def _first(remarks: Sequence[str]) -> tuple[str, ...]:
    more = len(remarks) - _MOST_REMARKS
    return (*remarks[:_MOST_REMARKS], *([f"… and {more:,} more"] if more > 0 else ()))


def _list_in(file: Path, day: date) -> SubscriberList:
    try:
        return read_subscribers(_text_of(file), day)
    except NotAList as error:
        message = f"{file}: {error}"
        raise CannotDo(message) from error


def _text_of(file: Path) -> str:
    try:
        data = read_bytes(file, _MOST_BYTES + 1)
    except OSError as error:
        message = f"{file}, which names the subscribers, cannot be read: {error.strerror or error}"
        raise CannotDo(message) from error
    if len(data) > _MOST_BYTES:
        message = f"{file}, which names the subscribers, is longer than 10 MB"
        raise CannotDo(message)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{file} is not written in UTF-8 (line {line}): save it in that encoding; Excel calls it “CSV UTF-8” under Save As"
        raise CannotDo(message) from error


def _parcel(written: WrittenEdition, batch: str, email: str, channel: Channel, to: Addressees, installation: str, now: datetime) -> Parcel:
    edition, server = written.view, to.server
    https = None if channel.unsubscribe is None else _filled(channel.unsubscribe, email)
    leave = https or f"mailto:{quote(address_of(server.sender).addr_spec, safe='@')}?subject=unsubscribe"
    letter = render_letter(edition, letter_for(edition, written.phrases, leave))
    message_id = message_id_of(installation, batch, email, sender=server.sender)
    payload = build_letter(
        subject=edition.title, text=letter.text, html=letter.html, language=edition.language, sender=server.sender, recipient=email,
        message_id=message_id, date=now, from_name=edition.by.text if edition.by else "Gapfeed", list_id="edition",
        unsubscribe=Unsubscribe(mail=server.sender, https=https),
    )  # fmt: skip
    return Parcel(
        batch=batch, circle=to.circle, about=f"the {channel_of(written.choice.day)}", kind="mail", recipient=email,
        payload=payload, message_id=message_id,
    )  # fmt: skip


def _filled(url: str, email: str) -> str:
    """Return the address *url* that takes *email* off: where its place is not named it is added as a parameter, for one click says no more."""
    mark = quote(email, safe="")
    for place in _PLACES:
        if place in url:
            return url.replace(place, mark)
    return f"{url}{'&' if '?' in url else '?'}email={mark}"


def _batch_of(written: WrittenEdition, circle: str) -> str:
    items = "\0".join(sorted(candidate.id for candidate in written.choice.fitting.chosen))
    return f"edition/{circle}/{written.choice.day.isoformat()}/{sha256(items.encode()).hexdigest()[:16]}"


def _had(store: Store, written: WrittenEdition, circle: str) -> frozenset[ArticleId]:
    """Return what *circle* was mailed in editions of the same day."""
    channel = channel_of(written.choice.day)
    return frozenset(
        share.article for share in store.shares.all() if (share.circle, share.channel) == (circle, channel) and share.is_perhaps_given
    )


def _shares(written: WrittenEdition, batch: str, circle: str) -> Iterator[NewShare]:
    for candidate, item in zip(written.choice.fitting.chosen, written.view.items, strict=True):
        yield NewShare(
            key=f"{batch}/{candidate.id}", circle=circle, network="email", channel=channel_of(written.choice.day), article=candidate.id,
            story=candidate.story, title=candidate.title, url=item.url, text="", note=written.choice.notes[candidate.id], batch=batch,
        )  # fmt: skip
