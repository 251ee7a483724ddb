"""Write a post as mails to a circle."""

from datetime import datetime

from pipeline.edges.mail import build_letter, message_id_of
from pipeline.edges.render_post import render_post
from pipeline.edges.store.outbox import Parcel
from pipeline.errors import CannotDo
from pipeline.plain import isolated, one_line, shorten
from pipeline.script import direction_of
from pipeline.settings import Channel, Circle, Settings

_LONGEST_TITLE = 60


def mail_parcels_for_share(  # noqa: PLR0913 - a post, whom it is for, and by what its mails are known
    *, batch: str, circle: Circle, channel: Channel, title: str, subject: str, text: str, language: str, settings: Settings,
    installation: str, now: datetime,
) -> tuple[Parcel, ...]:  # fmt: skip
    """Return the mails that pass a post on to *circle*: one for each of its people, so that nobody sees who else gets it.

    They are letters from the person: whoever answers one writes to them, and no headers of lists are in it.

    Args:
        batch: by what they are known together: in the outbox, and in the ledger.
        circle: whom it is for.
        channel: the mail channel of the circle.
        title: of the item, for what is said about the delivery.
        subject: of the mails.
        text: the post.
        language: of the post, as a two-letter code; "" where it is not known.
        settings: who it is from.
        installation: what tells our mails from those of another Gapfeed to the same people.
        now: the date of the mails.

    Raises:
        CannotDo: the configuration has no server to send mail with.

    """
    if settings.mail is None:
        message = f"config.yaml has no mail: section to send with, so nothing can be mailed to {circle.name}; `gapfeed share write` gives you the text"
        raise CannotDo(message)
    sender, html = settings.mail.sender, render_post(text, subject=subject, language=language)
    line = shorten(one_line(title), _LONGEST_TITLE)
    about = f"the post on “{isolated(line, direction_of(line), 'ltr')}”"

    def parcel(recipient: str) -> Parcel:
        message_id = message_id_of(installation, batch, recipient, sender=sender)
        payload = build_letter(
            subject=subject, text=f"{text}\n", html=html, language=language, sender=sender, recipient=recipient, message_id=message_id,
            date=now, from_name=settings.learner.name or "Gapfeed",
        )  # fmt: skip
        return Parcel(
            batch=batch, circle=circle.name, about=about, kind="mail", recipient=recipient, payload=payload, message_id=message_id
        )

    return tuple(parcel(recipient) for recipient in channel.emails)
