"""Hand over what lies in the outbox: digests as files, as mail and to chats, each once, with a receipt."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from traceback import extract_tb

from pipeline.edges.files import DATED, digest_feeds, digest_pages, write_file
from pipeline.edges.mail import build_mail, message_id_of
from pipeline.edges.notify import notify
from pipeline.edges.render import RenderedDigest, render_index
from pipeline.edges.smtp import sending
from pipeline.edges.store.outbox import Outbox, Parcel, State, Stuck, Waiting
from pipeline.errors import CannotDo, StoreError, TakenElsewhere
from pipeline.model.digests import Attempt, DigestPlan, Receipt
from pipeline.phrases import Phrases
from pipeline.settings import Settings
from pipeline.stages.contents import present_index
from pipeline.views import DigestView

#: A delivery that fails is tried again after so long, doubling each time up to so much, until its digest is so old
#: (RFC 5321, 4.5.4.1, asks for at least four to five days).
_FIRST_RETRY, _LONGEST_RETRY, _GIVE_UP_AFTER = timedelta(minutes=5), timedelta(hours=4), timedelta(days=5)
#: Enough to come from the first wait to the longest.
_MOST_DOUBLINGS = 6
#: How an outcome is said to people.
_OUTCOMES = {
    "written": "written to", "sent": "sent to", "failed": "not delivered to", "unknown": "perhaps delivered to",
    "waiting": "still to be delivered to",
}  # fmt: skip
#: What a delivery is after a try that is its last.
_STATES: Mapping[str, State] = {"written": "sent", "sent": "sent", "failed": "failed", "unknown": "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Postroom:
    """The ways out: the words of the index page, and passwords by the name of their environment variable."""

    phrases: Phrases
    secret: Callable[[str], str | None]
    #: Who asked for the edition, by the file of subscribers that stands in the configuration; raises CannotDo where it cannot be read.
    subscribers: Callable[[Path], Collection[str]] = lambda _file: ()
    #: Who left it, casefolded; as above.
    left: Callable[[Path], Collection[str]] = lambda _file: ()


def parcels_for(
    plan: DigestPlan, view: DigestView, rendered: RenderedDigest, feeds: Mapping[str, str], settings: Settings, now: datetime, *,
    installation: str,
) -> tuple[Parcel, ...]:  # fmt: skip
    """Return everything that is to be delivered of one digest, rendered.

    *feeds* are the files that hold the last digests; *installation* tells our mails from those of another Gapfeed to the same person.
    """
    name = file_name(plan, settings)
    sender = settings.mail.sender if settings.mail else "gapfeed@localhost.invalid"

    def message_id(recipient: str) -> str:
        return message_id_of(installation, plan.id, recipient, sender=sender)

    def letter(recipient: str) -> bytes:
        return build_mail(view, rendered, sender=sender, recipient=recipient, message_id=message_id(recipient), date=now)

    files = {
        f"{name}.html": rendered.html, f"{name}.txt": rendered.text, f"{name}.md": rendered.markdown,
        f"{name}.eml": letter(next(iter(settings.digest.emails), sender)).decode("utf-8"),
    }  # fmt: skip
    folders = (
        Parcel(digest=plan.id, kind="files", recipient=str(folder), payload=json.dumps(files | dict(feeds), ensure_ascii=False).encode())
        for folder in settings.digest.folders
    )
    mails = (
        Parcel(digest=plan.id, kind="mail", recipient=address, payload=letter(address), message_id=message_id(address))
        for address in settings.digest.emails
    )
    short = json.dumps({"title": view.title, "body": rendered.chat}, ensure_ascii=False).encode()
    chats = (Parcel(digest=plan.id, kind="chat", recipient=variable, payload=short) for variable in settings.digest.chats)
    return (*folders, *mails, *chats)


def file_name(plan: DigestPlan, settings: Settings) -> str:
    """Return the name of a digest's files without their ending: the day, and the slot where a day has several."""
    return plan.day.isoformat() if len(settings.digest.at) == 1 else f"{plan.day.isoformat()}-{plan.slot.replace(':', '')}"


def deliver(outbox: Outbox, postroom: Postroom, settings: Settings, now: datetime) -> tuple[Receipt, ...]:
    """Deliver everything that waits and return what became of each: what a crash left in doubt and what waits for later, too."""
    in_doubt = tuple(receipt_of(one, settings) for one in outbox.interrupted(now))
    later = put_off(outbox, settings, now)
    tried = tuple(_deliver(outbox, waiting, postroom, settings, now) for waiting in outbox.waiting(now))
    return (*in_doubt, *tried, *later)


def deliver_batch(outbox: Outbox, postroom: Postroom, settings: Settings, batch: str, now: datetime) -> tuple[Receipt, ...]:
    """Deliver what waits of *batch* and return what became of each; nothing else is touched, so that this may be done beside a run."""
    return tuple(_deliver(outbox, waiting, postroom, settings, now) for waiting in outbox.waiting(now, batch))


def put_off(outbox: Outbox, settings: Settings, now: datetime) -> tuple[Receipt, ...]:
    """Return what waits for a later try."""
    return tuple(receipt_of(one, settings) for one in outbox.stuck(now) if one.next_try_at is not None and one.next_try_at > now)


def deliver_again(outbox: Outbox, postroom: Postroom, settings: Settings, now: datetime) -> tuple[Receipt, ...]:
    """Deliver once more, under the same Message-ID, what failed, what is in doubt and what waits: of the last two weeks."""
    outbox.interrupted(now)
    outbox.again(now)
    return deliver(outbox, postroom, settings, now)


def in_words(receipt: Receipt) -> str:
    """Return a receipt as a line for people: "not delivered to sam@example.org: 550 no such user"."""
    return f"{_OUTCOMES[receipt.outcome]} {receipt.to}{f': {receipt.detail}' if receipt.detail else ''}"


def receipt_of(stuck: Stuck, settings: Settings) -> Receipt:
    """Return how a delivery stands that did not go as it should."""
    what = stuck.about if stuck.digest is None else f"the digest of {stuck.digest.partition('/')[2].replace('/', ' ')}"
    tried = f", tried {stuck.tries} times" if stuck.tries > 1 else ""
    match stuck.state:
        case "pending":
            again = "tried again by the next run" if stuck.next_try_at is None else _tried_again(stuck.next_try_at, settings)
            return Receipt(to=stuck.recipient, outcome="waiting", detail=f"{what}{tried}, {again}: {stuck.detail}")
        case "sending":
            return Receipt(
                to=stuck.recipient, outcome="unknown", detail=f"{what}: it is being handed over, or was when Gapfeed was stopped"
            )
        case "failed" | "unknown" | "sent" as outcome:
            return Receipt(to=stuck.recipient, outcome=outcome, detail=f"{what}{tried}: {stuck.detail}")


def unforeseen(error: Exception) -> str:
    """Return where something was raised that nobody foresaw, without the error's own words: they may hold an address or a password."""
    place = extract_tb(error.__traceback__)[-1]
    return f"something went wrong that should not: {type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"


def _tried_again(moment: datetime, settings: Settings) -> str:
    return f"tried again from {moment.astimezone(settings.learner.timezone):%Y-%m-%d %H:%M}"


def _deliver(outbox: Outbox, waiting: Waiting, postroom: Postroom, settings: Settings, now: datetime) -> Receipt:
    begun, receipt = False, None

    def begin() -> None:
        nonlocal begun
        outbox.begin(waiting.id, now)
        begun = True

    try:
        with _handed_over(waiting.parcel, postroom, settings, begin) as attempt:
            receipt = _settle(outbox, waiting, attempt, settings, now)
    except TakenElsewhere:
        return Receipt(to=waiting.parcel.recipient, outcome="waiting", detail="another run of Gapfeed is delivering it")
    except StoreError:  # nothing can be written down
        raise
    except Exception as error:  # noqa: BLE001 - one delivery blocks no other
        # What is known already stays as it is.
        receipt = receipt or _settle(outbox, waiting, _unforeseen(waiting.parcel, error, begun=begun), settings, now)
    return receipt


@contextmanager
def _handed_over(parcel: Parcel, postroom: Postroom, settings: Settings, begin: Callable[[], None]) -> Iterator[Attempt]:
    """Hand over one parcel and yield what became of it; *begin* is called where it may have arrived from then on."""
    try:
        named = _recipients(parcel, postroom, settings)
    except CannotDo as error:  # the file of subscribers cannot be read today
        yield Attempt(to=parcel.recipient, outcome="failed", detail=str(error), retry=True)
        return
    match parcel.kind:
        case _ if parcel.recipient not in named:
            yield Attempt(to=parcel.recipient, outcome="failed", detail=f"{_namer(parcel)} does not name it any more")
        case "files":
            begin()
            yield _write(parcel, postroom)
        case "chat":
            yield _post(parcel, postroom, begin)
        case "mail" if settings.mail is None:
            yield Attempt(to=parcel.recipient, outcome="failed", detail="config.yaml has no mail: section to send with", retry=True)
        case "mail":
            server = settings.mail
            password = None if server.password_env is None else postroom.secret(server.password_env)
            with sending(parcel.payload, parcel.recipient, server, password, point_of_no_return=begin) as attempt:
                yield attempt


def _recipients(parcel: Parcel, postroom: Postroom, settings: Settings) -> Collection[str]:
    """Return who is named today: somebody who was taken out gets nothing more, not even what was waiting.

    Raises:
        CannotDo: a file of subscribers cannot be read.
    """
    if parcel.batch is None:
        digest = settings.digest
        return {"files": tuple(map(str, digest.folders)), "mail": digest.emails, "chat": digest.chats}[parcel.kind]
    ways = [way for circle in settings.circles if circle.name == parcel.circle for way in circle.via]
    lists = [way.subscribers for way in ways if way.subscribers is not None]
    emails = {email for way in ways for email in way.emails}
    if emails and parcel.batch.startswith("edition/"):  # a letter of the person's own goes to whom they name, whatever these have left
        left = frozenset(chain.from_iterable(map(postroom.left, lists)))
        emails = {email for email in emails if email.casefold() not in left}
    return emails.union(*map(postroom.subscribers, lists))


def _namer(parcel: Parcel) -> str:
    return "digest.deliver" if parcel.batch is None else f"the circle {parcel.circle}"


def _unforeseen(parcel: Parcel, error: Exception, *, begun: bool) -> Attempt:
    """Return what becomes of a parcel at which something was raised that nobody foresaw: files may be written twice, the rest may not."""
    detail = unforeseen(error)
    if begun and parcel.kind != "files":
        return Attempt(to=parcel.recipient, outcome="unknown", detail=detail)
    return Attempt(to=parcel.recipient, outcome="failed", detail=detail, retry=True)


def _settle(outbox: Outbox, waiting: Waiting, attempt: Attempt, settings: Settings, now: datetime) -> Receipt:
    """Write down what became of a try and whether there will be another, and return it."""
    if attempt.outcome == "failed" and attempt.retry and now - waiting.since < _GIVE_UP_AFTER:
        next_try = now + min(_FIRST_RETRY * 2 ** min(waiting.tries, _MOST_DOUBLINGS), _LONGEST_RETRY)
        waits = outbox.settle(waiting.id, "pending", now, detail=attempt.detail, next_try_at=next_try)
        then = _tried_again(next_try, settings) if waits else "you took it back meanwhile, so it is not tried again"
        return replace(attempt, detail=f"{attempt.detail} ({then})")
    outbox.settle(waiting.id, _STATES[attempt.outcome], now, detail=attempt.detail)
    return attempt


def _post(parcel: Parcel, postroom: Postroom, begin: Callable[[], None]) -> Attempt:
    """Send the short form to a chat, whose address is a secret: it stands in the environment alone."""
    address = postroom.secret(parcel.recipient)
    if not address:
        return Attempt(to=parcel.recipient, outcome="failed", detail=f"{parcel.recipient} is not set in the environment", retry=True)
    begin()
    texts = parcel.texts()
    return notify(address, to=parcel.recipient, title=texts["title"], body=texts["body"])


def _write(parcel: Parcel, postroom: Postroom) -> Attempt:
    """Write the files of a digest and the list of all digests; where it is the latest, also the latest page and the feeds."""
    folder, files = Path(parcel.recipient), parcel.texts()
    dated = [name for name in files if fnmatch(name, DATED)]
    try:
        for name in dated:
            write_file(folder / name, files[name])
        pages = digest_pages(folder)
        if pages[0] in files:
            for name, text in ({"latest.html": files[pages[0]]} | {name: files[name] for name in files if name not in dated}).items():
                write_file(folder / name, text)
        write_file(folder / "index.html", render_index(present_index(pages, feeds=digest_feeds(folder), phrases=postroom.phrases)))
    except OSError as error:
        detail = f"the files could not be written: {error.strerror or error}"
        return Attempt(to=parcel.recipient, outcome="failed", detail=detail, retry=True)
    return Attempt(to=parcel.recipient, outcome="written")
