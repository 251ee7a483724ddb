"""What a mail holds."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.edges.mail import build_mail
from pipeline.edges.render import render_digest
from tests.builders import NOW
from tests.faces import HOSTILE, LANGUAGES, RECIPIENT, full_plan, hostile_plan, mail, view_of


def parsed(message: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(message, policy=email.policy.default)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_parses_back_to_what_it_was_made_of(language):
    view = view_of(full_plan(), language)
    rendered = render_digest(view)
    message = parsed(mail(language))

    assert message["Subject"] == f"{view.title} · {view.summary}".replace("\u202f", " ")
    assert message["From"] == "Gapfeed <gapfeed@example.org>"
    assert message["To"] == RECIPIENT
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == f"<{'a1' * 16}@example.org>"
    assert message["List-Unsubscribe"] == "<mailto:gapfeed@example.org?subject=unsubscribe>"
    assert "List-Unsubscribe-Post" not in message
    assert message["List-Id"] == "Gapfeed <digest.gapfeed.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == language
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == rendered.text
    assert message.get_body(("html",)).get_content().replace("\r\n", "\n") == rendered.mail_html


def test_a_mail_is_the_same_in_every_run():
    assert mail() == mail()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_as_short_and_plain_as_mail_asks_for(language):
    message = mail(language, message_id=f"<{'x' * 200}@example.org>")

    assert message.isascii()
    assert max(map(len, message.split(b"\r\n"))) <= 998
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert f"Message-ID: <{'x' * 200}@example.org>\r\n".encode() in message
    assert max(map(len, re.findall(rb"=\?utf-8\?[bq]\?[^?]*\?=", message)), default=0) <= 75


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_add_a_header_a_recipient_or_a_part(text):
    quiet, view = view_of(hostile_plan("plain")), view_of(hostile_plan(text))
    hostile = replace(view, title=text, summary=text)

    def made(one):
        return parsed(
            build_mail(one, render_digest(one), sender="g@example.org", recipient=RECIPIENT, message_id="<1@example.org>", date=NOW)
        )

    message = made(hostile)
    assert message.keys() == made(quiet).keys()
    assert [address.addr_spec for address in message["To"].addresses] == [RECIPIENT]
    assert 0 < len(message["Subject"]) <= 200
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert not message.defects


@pytest.mark.parametrize("field", ["sender", "recipient"])
@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@example.org\x00", "a\u2028b@example.org"])
def test_an_address_with_a_line_break_is_refused(field, address):
    with pytest.raises(ValueError, match="not a mail address"):
        mail(**{field: address})


def test_a_sender_may_have_a_name_and_a_domain_other_letters():
    message = parsed(mail(sender="Moja prasówka <g@żółw.example>"))

    assert message["From"].addresses[0].display_name == "Moja prasówka"
    assert message["From"].addresses[0].domain == "xn--w-uga1v8h.example"


def test_the_date_is_the_one_given():
    message = parsed(mail(date=datetime(2026, 10, 25, 1, 30, tzinfo=UTC)))

    assert message["Date"] == "Sun, 25 Oct 2026 01:30:00 +0000"


def test_how_to_be_taken_off_the_list_stays_one_plain_line_however_long_it_is():
    sender = f"{'a' * 60}+tag&more@{'sub.' * 40}example.org"
    message = mail(sender=sender)

    assert f"\r\nList-Unsubscribe: <mailto:{'a' * 60}%2Btag%26more@{'sub.' * 40}example.org?subject=unsubscribe>\r\n".encode() in message
