"""Write mails: a digest, a post to a circle, an edition."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from urllib.parse import quote

from pipeline.edges.render import RenderedDigest
from pipeline.plain import one_line, shorten
from pipeline.views import DigestView

_LONGEST_SUBJECT, _LONGEST_NAME = 200, 100
#: Headers that may hold letters beyond ASCII: folded, because an encoded word has at most 75 characters (RFC 2047).
_FOLDED = {"subject", "from", "to"}


class _Layout(EmailPolicy):
    """Keeps long headers in one piece (Python would encode a long Message-ID); RFC 5322 allows 998 characters to a line."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write one header as bytes."""
        if name.casefold() in _FOLDED:
            return SMTP.fold_binary(name, value)
        return super().fold_binary(name, value)


_LAYOUT = _Layout(linesep="\r\n", max_line_length=990)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe:
    """How people are taken off a list."""

    #: Whoever gets a mail there with the subject "unsubscribe" does it (RFC 2369).
    mail: str
    #: An https address that does it when it is posted to, and only then (RFC 8058); None where there is none.
    https: str | None = None


def build_mail(view: DigestView, rendered: RenderedDigest, *, sender: str, recipient: str, message_id: str, date: datetime) -> bytes:
    """Return the digest as a mail: the same bytes in every run.

    Raises:
        ValueError: an address holds what no address may hold, such as a line break.
    """
    # No web address takes people off the list, so RFC 8058 does not apply: a mail to whoever runs this Gapfeed does it.
    return build_letter(
        subject=" · ".join(part for part in (view.title, view.summary) if part), text=rendered.text, html=rendered.mail_html,
        language=view.language, sender=sender, recipient=recipient, message_id=message_id, date=date, list_id="digest",
        unsubscribe=Unsubscribe(mail=sender),
    )  # fmt: skip


def build_letter(  # noqa: PLR0913 - so many things are different in each mail, and each is named
    *, subject: str, text: str, html: str, language: str, sender: str, recipient: str, message_id: str, date: datetime,
    from_name: str = "Gapfeed", list_id: str | None = None, unsubscribe: Unsubscribe | None = None,
) -> bytes:  # fmt: skip
    """Return a mail with a text and an HTML part: the same bytes in every run.

    Args:
        subject: as it comes; in the mail it is one line of at most 200 characters.
        text: the plain text, whole.
        html: the same as a page without anything that is loaded from elsewhere.
        language: of both, as a two-letter code; "" where it is not known.
        sender: the address it is from, with a name or without.
        recipient: the one address it goes to.
        message_id: by which a resent mail is known to be the same.
        date: when it was written.
        from_name: the name of the sender where the address has none.
        list_id: "digest" or "edition" where it goes to a list, and nobody is expected to answer it; None for a letter between people.
        unsubscribe: how to be taken off that list.

    Raises:
        ValueError: an address holds what no address may hold, such as a line break, or people are to unsubscribe without https.

    """
    address = address_of(sender, name=shorten(one_line(from_name), _LONGEST_NAME))
    # What a terminal sent in another encoding becomes question marks.
    text, html = (part.encode("utf-8", "replace").decode("utf-8") for part in (text, html))
    message = EmailMessage(policy=SMTP)
    message["From"] = address
    message["To"] = address_of(recipient, name="")
    message["Subject"] = shorten(one_line(subject), _LONGEST_SUBJECT)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    if unsubscribe is not None:
        _offer(message, unsubscribe)
    if list_id is not None:
        message["List-Id"] = f"Gapfeed <{list_id}.gapfeed.{address.domain or 'localhost'}>"
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    if language:
        message["Content-Language"] = language  # now: earlier it would have gone into the first part
    # Python draws boundaries at random; one made of the content is as unlikely to occur in it, and the same every time.
    message.set_boundary(f"=_{sha256(f'{message_id}{text}{html}'.encode()).hexdigest()[:40]}")
    return message.as_bytes(policy=_LAYOUT)


def _offer(message: EmailMessage, unsubscribe: Unsubscribe) -> None:
    """Say in the headers how to be taken off the list, and that one click does it where that is so."""
    by_mail = f"<mailto:{quote(address_of(unsubscribe.mail).addr_spec, safe='@')}?subject=unsubscribe>"
    if unsubscribe.https is None:
        message["List-Unsubscribe"] = by_mail
        return
    # A bracket or a line break in it would end the address, and begin another header.
    https = quote(unsubscribe.https, safe="%/:?#[]@!$&'()*+,;=~")
    if not https.startswith("https://"):
        why = f"people can be taken off a list at an https address only, not at {unsubscribe.https!r}"
        raise ValueError(why)
    message["List-Unsubscribe"] = f"<{https}>, {by_mail}"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def message_id_of(*marks: str, sender: str) -> str:
    """Return the one Message-ID that belongs to *marks*: a resent mail is known by it (RFC 5322, 3.6.4).

    Args:
        marks: what tells a mail from all others: the installation, what it holds, and who gets it.
        sender: the address it is from.

    """
    mark = sha256("\n".join(marks).encode()).hexdigest()[:32]
    return f"<{mark}@{domain_of(sender)}>"


def domain_of(sender: str) -> str:
    """Return the domain of *sender* as it may stand in a Message-ID, which is ASCII; one that is no domain for the net where it has none."""
    domain = address_of(sender).domain
    return domain if domain and domain.isascii() else "localhost.invalid"


def address_of(text: str, name: str = "Gapfeed") -> Address:
    """Return *text* as an address, named *name* where it does not say a name itself."""
    if one_line(text) != text.strip():
        message = f"not a mail address: {text!r}"
        raise ValueError(message)
    own_name, bare = parseaddr(text)
    local, _, domain = bare.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return Address(display_name=own_name or name, username=local, domain=domain)
