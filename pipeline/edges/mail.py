"""Write a digest as a mail."""

from contextlib import suppress
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

_LONGEST_SUBJECT = 200
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


def build_mail(view: DigestView, rendered: RenderedDigest, *, sender: str, recipient: str, message_id: str, date: datetime) -> bytes:
    """Return the digest as a mail with a text and an HTML part: the same bytes in every run.

    Raises:
        ValueError: an address holds what no address may hold, such as a line break.
    """
    address = address_of(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = address
    message["To"] = address_of(recipient, name="")
    message["Subject"] = shorten(one_line(" · ".join(part for part in (view.title, view.summary) if part)), _LONGEST_SUBJECT)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    # No web address takes people off the list, so RFC 8058 does not apply: a mail to whoever runs this Gapfeed does it (RFC 2369).
    message["List-Unsubscribe"] = f"<mailto:{quote(address.addr_spec, safe='@')}?subject=unsubscribe>"
    message["List-Id"] = f"Gapfeed <digest.gapfeed.{address.domain or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.mail_html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = view.language  # now: earlier it would have gone into the first part
    # Python draws boundaries at random; one made of the content is as unlikely to occur in it, and the same every time.
    message.set_boundary(f"=_{sha256(f'{message_id}{rendered.text}{rendered.mail_html}'.encode()).hexdigest()[:40]}")
    return message.as_bytes(policy=_LAYOUT)


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
