"""Hand over what lies in the outbox: digests as files and as mail, each once, with a receipt."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pipeline.edges.files import digest_pages, write_file
from pipeline.edges.mail import build_mail, send
from pipeline.edges.render import RenderedDigest, render_index
from pipeline.edges.store.outbox import Outbox, Parcel, Waiting
from pipeline.model.digests import DigestPlan, Receipt
from pipeline.phrases import Phrases
from pipeline.settings import Settings
from pipeline.stages.contents import present_index
from pipeline.views import DigestView

#: A delivery that fails is tried again after so long, doubling each time, up to so often.
_FIRST_RETRY = timedelta(minutes=5)
_MOST_TRIES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Postroom:
    """The ways out: the words of the index page, and passwords by the name of their environment variable."""

    phrases: Phrases
    secret: Callable[[str], str | None]


def parcels_for(plan: DigestPlan, view: DigestView, rendered: RenderedDigest, settings: Settings, now: datetime) -> tuple[Parcel, ...]:
    """Return everything that is to be delivered of one digest, rendered."""
    name = file_name(plan, settings)
    sender = settings.mail.sender if settings.mail else "gapfeed@localhost.invalid"

    def letter(recipient: str) -> bytes:
        return build_mail(view, rendered, sender=sender, recipient=recipient, message_id=_message_id(plan, recipient, sender), date=now)

    files = {
        f"{name}.html": rendered.html, f"{name}.txt": rendered.text, f"{name}.md": rendered.markdown,
        f"{name}.eml": letter(next(iter(settings.digest.emails), sender)).decode("utf-8"),
    }  # fmt: skip
    folders = (
        Parcel(digest=plan.id, kind="files", recipient=str(folder), payload=json.dumps(files, ensure_ascii=False).encode())
        for folder in settings.digest.folders
    )
    mails = (
        Parcel(digest=plan.id, kind="mail", recipient=address, payload=letter(address), message_id=_message_id(plan, address, sender))
        for address in settings.digest.emails
    )
    return (*folders, *mails)


def file_name(plan: DigestPlan, settings: Settings) -> str:
    """Return the name of a digest's files without their ending: the day, and the slot where a day has several."""
    return plan.day.isoformat() if len(settings.digest.at) == 1 else f"{plan.day.isoformat()}-{plan.slot.replace(':', '')}"


def deliver(outbox: Outbox, postroom: Postroom, settings: Settings, now: datetime) -> tuple[Receipt, ...]:
    """Settle what a crash interrupted, deliver everything that waits, and return what became of each."""
    outbox.interrupted(now)
    return tuple(_deliver(outbox, waiting, postroom, settings, now) for waiting in outbox.waiting(now))


def _deliver(outbox: Outbox, waiting: Waiting, postroom: Postroom, settings: Settings, now: datetime) -> Receipt:
    outbox.mark(waiting.id, "sending", now)
    parcel = waiting.parcel
    receipt, may_retry = _write(parcel, postroom) if parcel.kind == "files" else _send(parcel, postroom, settings)
    match receipt.outcome:
        case "written" | "sent":
            outbox.mark(waiting.id, "sent", now, detail=receipt.detail)
        case "failed" if may_retry and waiting.tries + 1 < _MOST_TRIES:
            outbox.mark(waiting.id, "pending", now, detail=receipt.detail, next_try_at=now + _FIRST_RETRY * 2**waiting.tries)
        case "failed" | "unknown" as state:
            outbox.mark(waiting.id, state, now, detail=receipt.detail)
    return receipt


def _send(parcel: Parcel, postroom: Postroom, settings: Settings) -> tuple[Receipt, bool]:
    """Return what became of a mail, and whether trying again may help."""
    server = settings.mail
    if server is None:
        return Receipt(to=parcel.recipient, outcome="failed", detail="config.yaml has no mail: section to send with"), True
    password = None if server.password_env is None else postroom.secret(server.password_env)
    receipt = send(parcel.payload, parcel.recipient, server, password)
    return receipt, receipt.retry


def _write(parcel: Parcel, postroom: Postroom) -> tuple[Receipt, bool]:
    """Write the files of a digest, the list of all digests, and the latest page, if that is this digest's."""
    folder = Path(parcel.recipient)
    try:
        for name, text in parcel.files().items():
            write_file(folder / name, text)
        pages = digest_pages(folder)
        write_file(folder / "index.html", render_index(present_index(pages, phrases=postroom.phrases)))
        if pages[0] in parcel.files():
            write_file(folder / "latest.html", parcel.files()[pages[0]])
    except OSError as error:
        return Receipt(to=parcel.recipient, outcome="failed", detail=f"the files could not be written: {error.strerror or error}"), True
    return Receipt(to=parcel.recipient, outcome="written"), False


def _message_id(plan: DigestPlan, recipient: str, sender: str) -> str:
    """Return the one Message-ID that a digest has for a recipient: a resent one is known by it (RFC 5322, 3.6.4)."""
    mark = sha256(f"{plan.id}\n{recipient}".encode()).hexdigest()[:32]
    return f"<{mark}@{sender.rpartition('@')[2].rstrip('>') or 'localhost.invalid'}>"
