"""The 48 encoding situations: what feeds say of their bytes, in the languages that suffer from it."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A feed of one item, and the title that its writer meant."""

    name: str
    body: bytes
    content_type: str
    title: str


_BARE = "application/rss+xml"
_UTF_8 = ' encoding="utf-8"'
_POLISH = "Zażółć gęślą jaźń: jak rozmawiać o trudnych decyzjach"
_CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy"
_HUNGARIAN = "Árvíztűrő tükörfúrógép a munkahelyen"
_BULGARIAN = "Здравей, свят на ученето и на данните"
_RUSSIAN = "Как говорить о трудных решениях в команде"
_UKRAINIAN = "Як їхати далі: європейські рішення"
_GREEK = "Πώς να μιλάμε για δύσκολες αποφάσεις"
_ARABIC = "سلامة العالم تبدأ بالتعلم كل يوم"
_HEBREW = "איך לדבר על החלטות קשות בצוות"
_TURKISH = "Ekipte zor kararlar hakkında nasıl konuşulur, değişim için"
_GERMAN = "Über die Größe von Straßen und schönen Gärten"
_FRENCH = "L’été où l’équipe a décidé : “déjà là”"
_SPANISH = "¿Cómo enseñar mañana? La señal del año"
_JAPANESE = "学習の記録と、チームでの難しい決定について"
_CHINESE = "如何在团队中讨论困难的决定和数据的可视化"
_TAIWANESE = "如何在團隊中討論困難的決定與資料視覺化"
_KOREAN = "팀에서 어려운 결정을 논의하는 방법과 기록"

#: Title, the codec it is written in, and its label on the web.
_WRITTEN = (
    ("Polish in ISO 8859-2", _POLISH, "iso8859-2", "iso-8859-2"),
    ("Polish in windows-1250", _POLISH, "cp1250", "windows-1250"),
    ("Czech in windows-1250", _CZECH, "cp1250", "windows-1250"),
    ("Bulgarian in windows-1251", _BULGARIAN, "cp1251", "windows-1251"),
    ("Russian in KOI8-R", _RUSSIAN, "koi8-r", "koi8-r"),
    ("Greek in ISO 8859-7", _GREEK, "iso8859-7", "iso-8859-7"),
    ("Arabic in windows-1256", _ARABIC, "cp1256", "windows-1256"),
    ("Turkish in ISO 8859-9", _TURKISH, "cp1254", "iso-8859-9"),
    ("Japanese in Shift_JIS", _JAPANESE, "cp932", "Shift_JIS"),
    ("German in windows-1252", _GERMAN, "cp1252", "windows-1252"),
)
#: Undeclared, or declared as UTF-8: only the letters are left to go by.
_UNTOLD = (
    ("Hungarian in ISO 8859-2", _HUNGARIAN, "iso8859-2"),
    ("Ukrainian in windows-1251", _UKRAINIAN, "cp1251"),
    ("Russian in windows-1251", _RUSSIAN, "cp1251"),
    ("Hebrew in windows-1255", _HEBREW, "cp1255"),
    ("French in windows-1252", _FRENCH, "cp1252"),
    ("Spanish in ISO 8859-1", _SPANISH, "iso8859-1"),
    ("Chinese in GB 18030", _CHINESE, "gb18030"),
    ("Korean in EUC-KR", _KOREAN, "euc_kr"),
)


def situations() -> tuple[Situation, ...]:
    """Return all 48, in an order that stays."""
    return (*_told(), *_marked(), *_untold(), *_contradictory())


def _told() -> Iterator[Situation]:
    """Give 13 in which header or declaration tells the truth."""
    for number, (name, title, codec, label) in enumerate(_WRITTEN):
        if number % 2:
            yield _situation(f"{name}, told by the declaration", title, codec, declared=f' encoding="{label}"')
        else:
            yield _situation(f"{name}, told by the header", title, codec, content_type=f"text/xml; charset={label}")
    yield _situation("Traditional Chinese in Big5, told by the declaration", _TAIWANESE, "big5", declared=" encoding='Big5'")
    yield _situation("Simplified Chinese told as its smaller set", _CHINESE, "gb18030", content_type=f'{_BARE}; charset="gb2312"')
    yield _situation("Japanese in EUC-JP, told by the declaration", _JAPANESE, "euc_jp", declared=' encoding="EUC-JP"')


def _marked() -> Iterator[Situation]:
    """Give 7 of Unicode, with its mark and without."""
    yield _situation("UTF-8 with a mark", _ARABIC, "utf-8-sig", declared=_UTF_8)
    yield _situation("UTF-8 with a mark that its header contradicts", _POLISH, "utf-8-sig", content_type=f"{_BARE}; charset=iso-8859-1")
    yield _situation(
        "UTF-16 with a mark, little end first", _BULGARIAN, "utf-16-le", mark=codecs.BOM_UTF16_LE, declared=' encoding="utf-16"'
    )
    yield _situation("UTF-16 with a mark, big end first, declared as UTF-8", _GREEK, "utf-16-be", mark=codecs.BOM_UTF16_BE, declared=_UTF_8)
    yield _situation("UTF-16 without a mark", _JAPANESE, "utf-16-le", declared=' encoding="utf-16"')
    yield _situation("UTF-32 with a mark", _POLISH, "utf-32-le", mark=codecs.BOM_UTF32_LE)
    yield _situation("UTF-8 that nobody tells", _CZECH, "utf-8")


def _untold() -> Iterator[Situation]:
    """Give 18 in which nothing is told, or UTF-8 is told and is not true."""
    for number, (name, title, codec, _) in enumerate(_WRITTEN):
        declared, how = ("", "undeclared") if number % 2 else (_UTF_8, "declared as UTF-8")
        yield _situation(f"{name}, {how}", title, codec, declared=declared)
    for number, (name, title, codec) in enumerate(_UNTOLD):
        content_type, how = (_BARE, "undeclared") if number % 2 else (f"{_BARE}; charset=utf-8", "with a header that says UTF-8")
        yield _situation(f"{name}, {how}", title, codec, content_type=content_type)


def _contradictory() -> Iterator[Situation]:
    """Give 10 in which header, declaration and bytes do not agree."""
    latin_1 = "text/xml; charset=iso-8859-1"
    yield _situation("UTF-8 under a server's default of Latin 1", _POLISH, "utf-8", content_type=latin_1, declared=_UTF_8)
    yield _situation("UTF-8 under a server's default, undeclared", _ARABIC, "utf-8", content_type=latin_1)
    yield _situation("UTF-8 declared as ISO 8859-2", _GERMAN, "utf-8", declared=' encoding="iso-8859-2"')
    yield _situation(
        "UTF-8 that header and declaration call windows-1251", _BULGARIAN, "utf-8", content_type="text/xml; charset=windows-1251"
    )
    yield _situation(
        "Bulgarian declared, under a default of Latin 1", _BULGARIAN, "cp1251", content_type=latin_1, declared=' encoding="cp1251"'
    )
    yield _situation("Polish by its header, declared as UTF-8", _POLISH, "cp1250", content_type=f"{_BARE}; charset=cp1250", declared=_UTF_8)
    yield _situation(
        "Greek declared, its header says UTF-8", _GREEK, "cp1253", content_type=f"{_BARE}; charset=utf-8", declared=' encoding="cp1253"'
    )
    yield _situation("Typographic quotes of Windows, declared as Latin 1", _FRENCH, "cp1252", declared=' encoding="iso-8859-1"')
    yield _situation("Russian declared by a name that no one knows", _RUSSIAN, "cp1251", declared=' encoding="x-cyrillic-win"')
    yield _situation("Turkish that is called ASCII", _TURKISH, "cp1254", content_type="text/xml; charset=us-ascii")


def _situation(name: str, title: str, codec: str, *, content_type: str = _BARE, declared: str = "", mark: bytes = b"") -> Situation:
    document = (
        f'<?xml version="1.0"{declared}?>\n<rss version="2.0"><channel><title>News</title><link>https://example.org/</link>'
        f"<item><title>{title}</title><link>https://example.org/1</link></item></channel></rss>"
    )
    return Situation(name=name, body=mark + document.encode(codec), content_type=content_type, title=title)
