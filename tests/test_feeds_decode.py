"""Bytes become the letters that their writer meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.decode import decode
from feeds.detect import likely_codec

POLISH = "Zażółć gęślą jaźń, a źrebię śpi"
BULGARIAN = "Здравей, свят на ученето"
ARABIC = "سلامة العالم تبدأ بالتعلم"
JAPANESE = "学習の記録とメモ"


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        pytest.param(POLISH, "iso-8859-2", "iso-8859-2", id="Polish in iso-8859-2"),
        pytest.param(POLISH, "cp1250", "windows-1250", id="Polish in windows-1250"),
        pytest.param(BULGARIAN, "cp1251", "windows-1251", id="Bulgarian in windows-1251"),
        pytest.param(BULGARIAN, "koi8-r", "KOI8-R", id="Bulgarian in koi8-r"),
        pytest.param(ARABIC, "cp1256", "windows-1256", id="Arabic in windows-1256"),
        pytest.param("café “quoted”", "cp1252", "iso-8859-1", id="windows-1252 that calls itself iso-8859-1"),
        pytest.param(JAPANESE, "cp932", "Shift_JIS", id="Japanese in Shift_JIS"),
        pytest.param(JAPANESE, "euc_jp", "euc-jp", id="Japanese in EUC-JP"),
        pytest.param("中文标题", "gb18030", "gb2312", id="Chinese in gb18030 that calls itself gb2312"),
        pytest.param("한국어 제목", "cp949", "ks_c_5601-1987", id="Korean under its old name"),
        pytest.param("Ğüzel başlık", "cp1254", "iso-8859-9", id="Turkish in windows-1254 that calls itself iso-8859-9"),
    ],
)
@pytest.mark.parametrize("where", ["header", "declaration", "meta element"])
def test_a_true_label_is_honoured_wherever_it_stands(text, codec, label, where):
    if where == "declaration":
        body = f'<?xml version="1.0" encoding="{label}"?><p>{text}</p>'
        assert decode(body.encode(codec), markup="xml") == body
    elif where == "meta element":
        body = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={label}"></head>{text}'
        assert decode(body.encode(codec), markup="html") == body
    else:
        assert decode(f"<p>{text}".encode(codec), f'text/html; charset="{label}"', markup="html") == f"<p>{text}"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param(text, codec, id=f"{text} in {codec}")
        for text, codecs in [
            (POLISH, ("iso-8859-2", "cp1250")),
            ("Łódź, Gdańsk i źródła", ("iso-8859-2", "cp1250")),
            (BULGARIAN, ("cp1251", "koi8-r", "iso-8859-5")),
            ("Новини от България", ("cp1251", "koi8-r", "iso-8859-5")),
            (ARABIC, ("cp1256", "iso-8859-6")),
            ("كيف تدير اجتماعا قصيرا", ("cp1256", "iso-8859-6")),
            ("Привет мир", ("cp1251", "koi8-r", "iso-8859-5")),
            ("Über die Größe von Straßen", ("cp1252",)),
            ("Été à la plage déjà", ("cp1252",)),
            ("Příliš žluťoučký kůň", ("cp1250", "iso-8859-2")),
            ("Πώς να μιλάμε για δύσκολες αποφάσεις", ("cp1253", "iso-8859-7")),
            ("איך לדבר על החלטות קשות", ("cp1255",)),
            ("Ekipte zor kararlar hakkında nasıl konuşulur", ("cp1254",)),
            (JAPANESE, ("cp932", "euc_jp", "iso2022_jp")),
            ("如何在团队中讨论困难的决定", ("gb18030",)),
            ("팀에서 어려운 결정을 논의하는 방법", ("euc_kr",)),
        ]
        for codec in codecs
    ],
)
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="utf-8"?>'], ids=["undeclared", "declared as UTF-8"])
def test_letters_decide_where_no_label_is_true(text, codec, declaration):
    body = f"{declaration}<rss><title>x</title><title>{text}</title></rss>"

    assert decode(body.encode(codec), markup="xml") == body


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param("\ufeffŁ".encode(), "text/xml; charset=iso-8859-2", "Ł", id="a byte order mark wins over the header"),
        pytest.param("\ufeffŁ".encode("utf-16-le"), "", "Ł", id="UTF-16 with a mark"),
        pytest.param("<a>Ł".encode("utf-16-be"), "", "<a>Ł", id="UTF-16 without a mark"),
        pytest.param("<a>Ł".encode("utf-32-le"), "", "<a>Ł", id="UTF-32 without a mark"),
        pytest.param("<a>Ł".encode(), "text/xml; charset=iso-8859-1", "<a>Ł", id="valid UTF-8 is UTF-8 whatever a one-byte label says"),
        pytest.param("Łódź".encode("utf-16-le"), "text/plain; charset=utf-16le", "Łódź", id="UTF-16 that only the header tells"),
        pytest.param("<a>Łódź".encode(), "text/xml; charset=utf-16", "<a>Łódź", id="UTF-16 without any NUL is not believed"),
        pytest.param("<a>Łódź".encode(), "text/xml; charset=shift_jis", "<a>Łódź", id="a Japanese label on bytes that are none"),
        pytest.param("<a>Łódź".encode(), "text/xml; charset=no-such-thing", "<a>Łódź", id="an unknown label"),
        pytest.param(b"<a>x", "text/xml; charset=base64", "<a>x", id="a label that is no text encoding"),
        pytest.param(b"<a>+AGE-", "text/xml; charset=utf-7", "<a>+AGE-", id="UTF-7 is never believed"),
        pytest.param(b"<a>\xe9t\xe9", "text/xml; charset=us-ascii", "<a>été", id="ASCII that is none"),
        pytest.param(
            '<?xml version="1.0" encoding="windows-1251"?>Свят'.encode("cp1251"),
            "text/xml; charset=iso-8859-1",
            '<?xml version="1.0" encoding="windows-1251"?>Свят',
            id="the document knows better than a server's default",
        ),
        pytest.param(
            "Zażółć gęślą jaźń ".encode() + b"\x93t\x94", "", "Zażółć gęślą jaźń “t”", id="UTF-8 with two quotes pasted from Windows"
        ),
        pytest.param("Łódź".encode()[:-1], "", "Łód", id="UTF-8 cut inside a letter"),
        pytest.param(b"\x93\x81", "text/plain; charset=windows-1252", "“\ufffd", id="a byte that windows-1252 leaves undefined"),
        pytest.param(b"a\x00b", "", "ab", id="NUL is removed"),
        pytest.param(b"", "", "", id="nothing"),
        pytest.param(b"\xff", "", "ÿ", id="one wrong byte"),
        pytest.param(b"\x1b$", "", "\x1b$", id="an escape that is no Japanese"),
    ],
)
def test_decode(body, content_type, text):
    assert decode(body, content_type, markup="xml") == text


@pytest.mark.parametrize("markup", ["xml", "html", "text"])
def test_plain_text_has_no_declaration_to_believe(markup):
    body = '<?xml version="1.0" encoding="koi8-r"?>Zażółć'.encode("iso-8859-2")

    assert decode(body, "text/plain; charset=iso-8859-2", markup=markup).endswith("Zażółć")


def test_bytes_that_no_language_makes_have_no_likely_codec():
    assert likely_codec(b"\x80\x81\x8d\x90" * 9) is None


@given(st.binary(max_size=400), st.text(max_size=40), st.sampled_from(["xml", "html", "text"]))
def test_any_bytes_give_text_without_nul_and_lone_surrogates(body, content_type, markup):
    text = decode(body, content_type, markup=markup)

    assert "\x00" not in text
    assert text.encode().decode() == text


@given(st.sampled_from(["utf-8", "utf-16", "gb18030", "cp1251", "euc_kr", "unicode_escape", "idna"]), st.binary(max_size=200))
def test_any_label_gives_text(label, body):
    decode(body, f"text/xml; charset={label}", markup="xml").encode()
