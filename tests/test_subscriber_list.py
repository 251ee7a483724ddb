"""The list of subscribers: who gets the edition, what is said of every other row, and leaving without touching anything else."""

from datetime import date

import pytest

from pipeline.share.subscriber_list import NotAList, read_subscribers, without_subscriber

HEAD = "email,name,since,how,left\n"
DAY = date(2026, 3, 4)


def test_who_consented_and_has_not_left_gets_it_each_once():
    listed = read_subscribers(
        HEAD
        + "ada@example.org,Ada,2026-01-02,asked me,\nola@example.org,Ola,2026-01-03,by mail,\nAda@Example.org,Ada again,2026-01-04,,\n",
        DAY,
    )

    assert listed.emails == ("ada@example.org", "ola@example.org")
    assert listed.remarks == ()


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        pytest.param("ada@example.org,Ada,,,", "line 2: ada@example.org has no day of consent under since; nothing is sent until there is one", id="no consent"),
        pytest.param("ada@example.org,Ada,2026-01-02,,2026-02-01", "ada@example.org left on 2026-02-01; nothing is sent there any more", id="left"),
        pytest.param("ada@example.org,Ada,2026-03-05,,", "line 2: ada@example.org agreed on 2026-03-05, which is still to come; nothing is sent until then", id="consent still to come"),
        pytest.param("ada@example.org,Ada,last week,,", "line 2: expected a day like 2026-03-04 under since, found 'last week'", id="no day"),
        pytest.param("ada@example.org,Ada,2026-01-02,,yes", "line 2: expected a day like 2026-03-04 under left, found 'yes'", id="no day of leaving"),
        pytest.param("ada at example.org,Ada,2026-01-02,,", "line 2: expected a mail address", id="no address"),
        pytest.param(",Ada,2026-01-02,,", "line 2: expected a", id="an address that is missing"),
        pytest.param("a@example.org%0d%0aBcc: b@example.org,,2026-01-02,,", "line 2: expected a mail address", id="a header"),
        pytest.param('"a@example.org\r\nBcc: b@example.org",,2026-01-02,,', "line 2: expected", id="a line break in an address"),
    ],
)  # fmt: skip
def test_every_other_row_gets_nothing_and_is_named(row, remark):
    listed = read_subscribers(f"{HEAD}{row}\nok@example.org,,2026-01-02,,\n", DAY)

    assert listed.emails == ("ok@example.org",)
    assert len(listed.remarks) == 1
    assert listed.remarks[0].startswith(remark)


def test_lines_are_counted_as_an_editor_counts_them():
    listed = read_subscribers(f'{HEAD}ada@example.org,"Ada\nWriter",2026-01-02,,\n\nbad,,2026-01-02,,\n', DAY)

    assert listed.emails == ("ada@example.org",)
    assert listed.remarks[0].startswith("line 5: ")


@pytest.mark.parametrize(
    ("rows", "emails"),
    [
        pytest.param("a@example.org,,2026-01-02,,2026-02-01\na@example.org,,2026-02-20,,\n", ("a@example.org",), id="came back"),
        pytest.param("a@example.org,,2026-01-02,,2026-02-01\na@example.org,,2026-01-20,,\n", (), id="left by one of two rows"),
        pytest.param("a@example.org,,2026-02-01,,2026-02-01\na@example.org,,2026-02-01,,\n", (), id="in doubt, left"),
        pytest.param("a@example.org,,2026-01-02,,2026-02-01\na@example.org,,2026-03-05,,\n", (), id="comes back tomorrow"),
        pytest.param("a@example.org,,2026-03-04,,\n", ("a@example.org",), id="since today"),
    ],
)
def test_leaving_counts_for_every_row_until_a_later_consent(rows, emails):
    listed = read_subscribers(HEAD + rows, DAY)

    assert (listed.emails, listed.left) == (emails, frozenset(() if emails else ("a@example.org",)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "no email and no since and no left", id="nothing"),
        pytest.param("mail,since,left\n", "there is no email", id="another name"),
        pytest.param("email,since\na@example.org,2026-01-02\n", "there is no left", id="no room to leave"),
        pytest.param(
            f'{HEAD}a@example.org,"Ada,2026-01-02,,\n', "line 2: a quotation mark is opened there and never closed", id="open quotation"
        ),
    ],
)
def test_what_is_no_list_is_refused_in_words(text, why):
    with pytest.raises(NotAList, match=why):
        read_subscribers(text, DAY)


def test_spreadsheets_of_other_countries_are_read():
    assert read_subscribers("\ufeffemail;name;since;how;left\r\na@example.org;A;2026-01-02;;\r\n", DAY).emails == ("a@example.org",)
    assert read_subscribers('\ufeff"email","since","left"\ra@example.org,2026-01-02,""', DAY).emails == ("a@example.org",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("{}a@example.org,A,2026-01-02,x,\n", "{}a@example.org,A,2026-01-02,x,2026-03-04\n", id="an empty cell"),
        pytest.param("{}a@example.org,A,2026-01-02,x,", "{}a@example.org,A,2026-01-02,x,2026-03-04", id="no line break at the end"),
        pytest.param("{}A@Example.org,A,2026-01-02\r\nb@example.org\r\n", "{}A@Example.org,A,2026-01-02,,2026-03-04\r\nb@example.org\r\n", id="a short row"),
        pytest.param('{}a@example.org,"A, ""the first""\r\n",2026-01-02,,""  \nz', '{}a@example.org,"A, ""the first""\r\n",2026-01-02,,2026-03-04\nz', id="quotes"),
        pytest.param("{} a@example.org ,A,2026-01-02,, \n", "{} a@example.org ,A,2026-01-02,,2026-03-04\n", id="blanks"),
        pytest.param("{}a@example.org,,2026-01-02,,\nb@example.org,,2026-01-02,,\na@example.org,,2026-02-02,,\n", "{}a@example.org,,2026-01-02,,2026-03-04\nb@example.org,,2026-01-02,,\na@example.org,,2026-02-02,,2026-03-04\n", id="two rows"),
        pytest.param("{}a@example.org,,2026-01-02,,2026-02-02\n", "{}a@example.org,,2026-01-02,,2026-02-02\n", id="left before"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", [HEAD, "\ufeff" + HEAD.replace("\n", "\r\n")])
def test_who_leaves_has_a_day_there_and_nothing_else_changes(before, after, head):
    assert without_subscriber(before.format(head), "a@example.org", DAY) == after.format(head)
    assert "a@example.org" not in read_subscribers(after.format(head), DAY).emails


def test_who_does_not_stand_there_is_not_taken_off():
    assert without_subscriber(HEAD + "a@example.org,,2026-01-02,,\n", "b@example.org", DAY) is None
