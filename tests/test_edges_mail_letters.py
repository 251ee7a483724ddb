"""What a mail that is no digest holds: a letter to people, or one to a list that they can leave."""

import email
import email.policy
import json
from pathlib import Path

import pytest
from lxml import html

from pipeline.edges.mail import Unsubscribe, build_letter, message_id_of
from pipeline.edges.render_post import render_post
from tests.builders import NOW

HEADERS = ["From", "To", "Subject", "Date", "Message-ID"]
HOSTILE = [
    "plain", "a\r\nBcc: eve@example.org", "a\nb\x0bc\x85d\u2028e\x00f", "\ud800 \udce9", "\u202eevil\u2066", "<b>&\"'</b><script>x</script>",
    "x" * 2000, "عنوان طويل 😀" * 50, "=?utf-8?q?x?=", "", ".", "\n.\n",
]  # fmt: skip


def letter(**changes: object) -> email.message.EmailMessage:
    given: dict[str, object] = {
        "subject": "Indexes", "text": "Text\n", "html": "<p>Text</p>\n", "language": "en", "sender": "gapfeed@example.org",
        "recipient": "ola@example.org", "message_id": "<1@example.org>", "date": NOW,
    }  # fmt: skip
    made = build_letter(**(given | changes))  # type: ignore[arg-type]
    assert made.isascii()
    assert max(map(len, made.split(b"\r\n"))) <= 998
    return email.message_from_bytes(made, policy=email.policy.default)


def test_a_letter_between_people_has_no_headers_of_a_list():
    message = letter(from_name="Sam")

    assert message["From"] == "Sam <gapfeed@example.org>"
    assert [name for name in message if name not in HEADERS] == ["MIME-Version", "Content-Type", "Content-Language"]


def test_a_list_has_its_name_and_nobody_answers_it_by_machine():
    message = letter(list_id="edition", unsubscribe=Unsubscribe(mail="Sam <sam+news@example.org>"))

    assert message["List-Id"] == "Gapfeed <edition.gapfeed.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<mailto:sam%2Bnews@example.org?subject=unsubscribe>"
    assert "List-Unsubscribe-Post" not in message


def test_with_an_https_address_one_click_takes_people_off_the_list():
    message = letter(unsubscribe=Unsubscribe(mail="sam@example.org", https="https://example.org/off?who=ola%40example.org&t=1"))

    assert message["List-Unsubscribe"] == (
        "<https://example.org/off?who=ola%40example.org&t=1>, <mailto:sam@example.org?subject=unsubscribe>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_no_address_to_leave_a_list_by_ends_its_header():
    message = letter(unsubscribe=Unsubscribe(mail="sam@example.org", https="https://example.org/a>\r\nBcc: <eve@example.org>"))

    assert "Bcc" not in message
    assert message["List-Unsubscribe"].startswith("<https://example.org/a%3E%0D%0ABcc:%20%3Ceve@example.org%3E>, <mailto:")


@pytest.mark.parametrize("address", ["http://example.org/off", "mailto:sam@example.org", "//example.org/off", ""])
def test_one_click_needs_https(address):
    with pytest.raises(ValueError, match="people can be taken off a list at an https address only"):
        letter(unsubscribe=Unsubscribe(mail="sam@example.org", https=address))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_add_a_header_a_recipient_or_a_part(text):
    made = render_post(text, subject=text, language="")
    message = letter(subject=text, text=f"{text}\n", html=made, from_name=text)

    assert set(message.keys()) == set(letter().keys())
    assert [address.addr_spec for address in message["To"].addresses] == ["ola@example.org"]
    assert [address.addr_spec for address in message["From"].addresses] == ["gapfeed@example.org"]
    assert len(message["Subject"]) <= 200
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert not message.defects


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@example.org\x00", "a\u2028b@example.org"])
@pytest.mark.parametrize("field", ["sender", "recipient"])
def test_an_address_with_a_line_break_is_refused(field, address):
    with pytest.raises(ValueError, match="not a mail address"):
        letter(**{field: address})


def test_a_message_id_belongs_to_what_it_is_made_of():
    made = {message_id_of(*marks, sender="Sam <sam@example.org>") for marks in (("home", "a", "b"), ("home", "a", "c"), ("home", "ab", ""))}

    assert len(made) == 3
    assert all(one.endswith("@example.org>") for one in made)


def paragraphs(page: str) -> list[tuple[str, str, str]]:
    return [(one.get("dir"), one.get("style").rpartition("text-align:")[2], one.text_content()) for one in html.fromstring(page).iter("p")]


def test_each_line_of_a_post_runs_its_own_way_and_an_address_begins_where_the_text_does():
    page = render_post("قرأت هذا.\n\nIndexes — Source One\n\nhttps://example.org/a?b=1&c=<2>", subject="موضوع", language="ar")

    assert page.count('<html lang="ar" dir="rtl">') == 1
    assert paragraphs(page) == [
        ("rtl", "right;", "قرأت هذا."), ("ltr", "left;", "Indexes — Source One"), ("rtl", "right;", "https://example.org/a?b=1&c=<2>"),
    ]  # fmt: skip
    (link,) = html.fromstring(page).iter("a")
    assert (link.get("href"), link.get("dir")) == ("https://example.org/a?b=1&c=<2>", "ltr")


@pytest.mark.parametrize(
    "line",
    ["see https://example.org/a", "javascript:alert(1)", "https://example.org/a and more", "mailto:a@example.org", "<a href=https://x>"],
)
def test_only_an_address_that_stands_alone_is_a_link(line):
    page = render_post(line, subject="s", language="en")

    assert list(html.fromstring(page).iter("a")) == []
    assert [text for _, _, text in paragraphs(page)] == [line]


def test_a_text_of_no_known_language_runs_as_its_letters_do():
    assert '<html dir="rtl">' in render_post("قرأت هذا", subject="s", language="")
    assert '<html dir="ltr">' in render_post("I read this", subject="s", language="")


@pytest.mark.shared_data
def test_no_hostile_text_loads_anything_or_makes_an_element(shared_data: Path):
    texts = json.loads((shared_data / "hostile" / "blns.json").read_text(encoding="utf-8"))
    allowed = {"html", "head", "meta", "title", "body", "div", "p", "a"}
    for text in texts:
        page = html.fromstring(render_post(text, subject=text, language=""))

        assert {element.tag for element in page.iter()} <= allowed, text
        assert not [value for element in page.iter() for name, value in element.items() if name.startswith("on") or name == "src"], text
        assert all(link.get("href").startswith(("http://", "https://")) for link in page.iter("a")), text
