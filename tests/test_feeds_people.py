"""Names of people, told from the addresses beside them."""

import pytest

from feeds.people import without_address


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("eve@x.example (Eve)", "Eve"),
        ('"<b>Eve" <eve@x.example>', "<b>Eve"),
        ("Eve Q. <eve+news@mail.x.example>", "Eve Q."),
        ("Eve (eve@x.example)", "Eve"),
        ("Eve [mailto:eve@x.example]", "Eve"),
        ("eve@x.example Eve", "Eve"),
        ("Eve, eve@x.example", "Eve"),
        ('eve@x.example ("Eve" & co)', '"Eve" & co'),
        ("eve@x.example, bob@x.example (Bob)", "Bob"),
        ("Eve (@eve@social.example)", "Eve"),
        ("سلمى <salma@x.example>", "سلمى"),
    ],
)
def test_the_name_stays_and_the_address_goes(line, name):
    assert without_address(line) == name


@pytest.mark.parametrize(
    "line", ["eve@x.example", "<eve@x.example>", "mailto:eve@x.example", "eve@x.example ()", "@eve@social.example", "eve@x.example."]
)
def test_an_address_alone_is_no_name(line):
    assert without_address(line) == ""


@pytest.mark.parametrize("line", ["Eve (Smith)", "Eve @ the office", "@eve", '"Eve"', "Bob@Work", ""])
def test_what_holds_no_address_stays_as_it_is(line):
    assert without_address(line) == line
