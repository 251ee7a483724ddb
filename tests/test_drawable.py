"""What of a text is drawn with the characters that there are."""

import pytest

from pipeline.drawing.drawable import drawable

KNOWN = frozenset((*range(0x20, 0x180), *range(0x300, 0x370), *range(0x620, 0x700)))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("Źdźbło naïve", "Źdźbło naïve", id="what is known stays"),
        pytest.param("مرحبا", "مرحبا", id="in any script"),
        pytest.param("Well done 🎉 team", "Well done team", id="an emoji leaves no gap"),
        pytest.param("a 👩‍👩‍👧 b", "a b", id="however many characters it is made of"),
        pytest.param("Rust (中文) guide", "Rust guide", id="nor empty brackets"),
        pytest.param("𝐁𝐨𝐥𝐝 Ｗｉｄｅ", "Bold Wide", id="letters in disguise are shown plain"),
        pytest.param("1️⃣ first", "1 first", id="a keycap is its digit"),
        pytest.param("a\u0328", "ą", id="a letter and its mark are one where there is one"),
        pytest.param("z" + "\u0301" * 12, "ź" + "\u0301" * 2, id="no tower of marks"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="what joins or parts letters stays"),
        pytest.param("\u200eGit", "\u200eGit", id="as does what says which way a text runs"),
        pytest.param("日本語!", "", id="a sign alone says nothing where the words are gone"),
        pytest.param("?!", "?!", id="unless it was all there was"),
        pytest.param("", "", id="nothing stays nothing"),
    ],
)
def test_what_cannot_be_drawn_is_left_out(text, kept):
    assert drawable(text, KNOWN) == kept
