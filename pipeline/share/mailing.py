"""Lane 3, by mail: an edition for each of those in a circle who asked for it, through the outbox; and take people off its lists."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
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
from pipeline.open_address import open_address
from pipeline.settings import Channel, MailServer, Settings
from pipeline.share.edition_choice import channel_of
from pipeline.share.editions import WrittenEdition
from pipeline.stages.edition_letter import letter_for
from pipeline.subscriber_list import NotAList, SubscriberList, read_subscribers, without_subscriber

#: A list of subscribers that is longer is none that a person keeps: a hundred thousand lines.
_MOST_BYTES = 10_000_000
#: Where the address of whoever leaves stands in the address of `unsubscribe`; the second is how an address is kept.
_PLACES = ("{email}", "%7Bemail%7D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """Who gets an edition by mail, and through which server."""

    server: MailServer
    circle: str
    #: Each address once, with what the circle says of it.
    people: tuple[tuple[str, Channel], ...]
    #: What is said of rows of the lists that do not count, each with the name of its file.
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What became of an edition by mail."""

    receipts: tuple[Receipt, ...]
    #: How many had this edition queued before, and get it once.
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What became of taking an address off a list of subscribers."""

    file: Path
    #: taken off; gone before; unknown there.
    outcome: str


def addressees(settings: Settings, name: str) -> Addressees:
    """Return whom the circle called *name* has by mail: the addresses it names, and its lists of subscribers.

    Raises:
        UsageError: there is no such circle.
        CannotDo: there is no server for mail, or nobody to write to, or a list of subscribers cannot be read.
    """
    circle = circle_named(settings, name)
    if settings.mail is None:
        message = "config.yaml has no mail: section to send with: add from, host and password_env"
        raise CannotDo(message)
    people: dict[str, tuple[str, Channel]] = {}
    remarks: list[str] = []
    for channel in circle.via:
        listed = SubscriberList(emails=channel.emails, remarks=())
        if channel.subscribers is not None:
            listed = _list_in(channel.subscribers)
            remarks += [f"{channel.subscribers.name}, {remark}" for remark in listed.remarks]
        for email in listed.emails:
            people.setdefault(email.casefold(), (email, channel))
    if not people:
        said = "".join(f"\n  {remark}" for remark in remarks)
        message = f"nobody in the circle {name!r} gets mail: under its via:, name addresses as email, or a file of subscribers{said}"
        raise CannotDo(message)
    return Addressees(server=settings.mail, circle=circle.name, people=tuple(people.values()), remarks=tuple(remarks))


def send_edition(store: Store, settings: Settings, postroom: Postroom, written: WrittenEdition, to: Addressees, now: datetime) -> Mailing:
    """Send *written* to each of *to*, a mail of their own, and once, however often this is asked for.

    Its items are in the ledger before anything leaves.
    """
    batch = f"edition/{to.circle}/{written.choice.day.isoformat()}"
    parcels = tuple(_parcel(written, batch, email, channel, to, store.installation, now) for email, channel in to.people)
    known = {delivery.recipient for delivery in store.outbox.of_batches().get(batch, ())}
    with store.writing():
        for share in _shares(written, batch, to.circle):
            store.shares.begin(share, "handed", now)
        store.outbox.put(parcels, now)
    receipts = deliver_batch(store.outbox, postroom, settings, batch, now)
    return Mailing(receipts=receipts, before=sum(parcel.recipient in known for parcel in parcels))


def subscribers_in(file: Path) -> Collection[str]:
    """Return who gets the edition by the list of subscribers *file* today.

    Raises:
        CannotDo: it cannot be read, or is no such list.
    """
    return _list_in(file).emails


def unsubscribe(settings: Settings, address: str, day: date) -> tuple[Leaving, ...]:
    """Write *day* under `left` for *address* in every list of subscribers; all else in them stays byte for byte.

    Raises:
        CannotDo: there is no such list, or one cannot be read or written.
    """
    files = tuple(dict.fromkeys(way.subscribers for circle in settings.circles for way in circle.via if way.subscribers is not None))
    if not files:
        message = "no circle has a list of subscribers: under network:, via: takes {subscribers: friends.csv}"
        raise CannotDo(message)
    read = [(file, _text_of(file)) for file in files]
    changed = [(file, before, _without(file, before, address, day)) for file, before in read]
    return tuple(_leave(file, before, after) for file, before, after in changed)


def _leave(file: Path, before: str, after: str | None) -> Leaving:
    if after is None:
        return Leaving(file=file, outcome="unknown there")
    if after == before:
        return Leaving(file=file, outcome="gone before")
    try:
        write_file(file.resolve(), after)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror or error}"
        raise CannotDo(message) from error
    return Leaving(file=file, outcome="taken off")


def _without(file: Path, text: str, address: str, day: date) -> str | None:
    try:
        return without_subscriber(text, address, day)
    except NotAList as error:
        message = f"{file}: {error}"
        raise CannotDo(message) from error


def _list_in(file: Path) -> SubscriberList:
    try:
        return read_subscribers(_text_of(file))
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
        message = f"{file} is not written in UTF-8 (line {line}): save it in that encoding"
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


def _shares(written: WrittenEdition, batch: str, circle: str) -> Iterator[NewShare]:
    shown = {item.url for item in written.view.items}
    for candidate in written.choice.fitting.chosen:
        url = open_address(candidate)
        if url in shown and url is not None:
            yield NewShare(
                key=f"{batch}/{candidate.id}", circle=circle, network="email", channel=channel_of(written.choice.day), article=candidate.id,
                story=candidate.story, title=candidate.title, url=url, text="", note=written.choice.notes.get(candidate.id, ""), batch=batch,
            )  # fmt: skip
