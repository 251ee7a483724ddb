"""The sentence of an item that is quoted: one that stands by itself."""

import pytest

from pipeline.stages.teaching import teaching


@pytest.mark.parametrize(
    ("summary", "language", "sentence"),
    [
        pytest.param("A chart is a ball of wool. Draw fourteen.", "en", "A chart is a ball of wool.", id="the first"),
        pytest.param("This is why. Draw fourteen.", "en", "Draw fourteen.", id="English that leans on what was before"),
        pytest.param("„Така“ проучването се превръща. Първият въпрос е друг.", "bg", "Първият въпрос е друг.", id="Bulgarian"),
        pytest.param("Dlatego warto. Indeks działa jak książka.", "pl", "Indeks działa jak książka.", id="Polish"),
        pytest.param("وهكذا ينجح الأمر. التغذية الراجعة تصف ما يُرى.", "ar", "التغذية الراجعة تصف ما يُرى.", id="Arabic"),
        pytest.param("A much longer sentence than that. Short.", "en", "Short.", id="rather one that can be quoted whole"),
        pytest.param("A much longer sentence than that.", "en", "A much longer sentence than that.", id="else a long one"),
        pytest.param("This. That.", "en", "", id="none stands by itself"),
        pytest.param("", "en", "", id="no summary"),
        pytest.param("Das ist so.", "de", "Das ist so.", id="a language without a list"),
    ],
)
def test_what_is_quoted_stands_by_itself(summary, language, sentence):
    assert teaching(summary, language, 30) == sentence
