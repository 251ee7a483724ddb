import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.script import direction_of, main_script, script_shares


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        pytest.param("Docker: شرح مبسط للمبتدئين", "rtl", id="an Arabic title may begin with a Latin word"),
        pytest.param("The word سلام means peace", "ltr", id="an Arabic word does not turn an English sentence"),
        pytest.param("מדריך Git למתחילים", "rtl", id="Hebrew runs from the right"),
        pytest.param("Работа с бази от данни", "ltr", id="Cyrillic runs from the left"),
        pytest.param("12:30 — 2026!", "ltr", id="no letters: from the left"),
        pytest.param("", "ltr", id="empty: from the left"),
        pytest.param("٤ أخطاء في SQL", "rtl", id="Arabic digits first"),
    ],
)
def test_direction_is_told_by_the_letters(text, direction):
    assert direction_of(text) == direction


@pytest.mark.parametrize(
    ("text", "script"),
    [("Zażółć", "latin"), ("Ґанок", "cyrillic"), ("بيانات", "arabic"), ("δεδομένα", "greek"), ("データ", "other"), ("😀 42", None)],
)
def test_the_script_of_most_letters(text, script):
    assert main_script(text) == script


@given(st.text())
def test_shares_of_any_text_sum_to_one_or_there_are_none(text):
    shares = script_shares(text)

    assert not shares or sum(shares.values()) == pytest.approx(1.0)
