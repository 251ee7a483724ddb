"""Make the pictures in docs/images/ from the demo's own digest: those of pages with Debian's chromium, the cards as Gapfeed draws them.

`python docs/picture.py [NAME ...]` makes all of them, or those that are named: digest, digest-dark, digest-phone, digest-arabic,
digest-mail, edition, edition-phone, edition-arabic, card, card-arabic.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from pipeline.bootstrap import build, demo_settings, load_lexicon, open_store
from pipeline.config.read import read_settings
from pipeline.demonstrate import MOMENT, demonstrate, digest_page
from pipeline.edges.samples import serving
from pipeline.resources import packaged
from pipeline.settings import Settings
from pipeline.share.cards import write_card
from pipeline.share.edition_choice import EditionWish
from pipeline.share.editions import write_edition

_IMAGES = Path(__file__).resolve().parent / "images"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom the demo's digest is made."""

    #: The languages that they read, the digest's own first.
    languages: str = "en, ar, pl, bg"
    #: What they call the moments of their day, where not as the demo does.
    windows: Mapping[str, str] = field(default_factory=dict)
    #: Who they are, and what they say of the items of their edition, by number.
    name: str = "Mina"
    notes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: how large, of which digest, in which form and colours."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    form: Literal["page", "mail", "edition"] = "page"
    reader: Reader


_ENGLISH = Reader(
    notes={
        1: "The shared scale is the trick: our weekly review got shorter by half once all regions stood side by side.",
        4: "Column order decides. I moved one column and the report came back in a second.",
    }
)
_ARABIC = Reader(
    languages="ar, en, pl, bg",
    windows={"breakfast": "الفطور", "commute": "الطريق", "lunch": "الغداء"},
    name="مينا",
    notes={2: "ثلاث جمل تكفي، وقد جرّبتها في لقاء الأمس.", 3: "جرّبتُ الاختبار الثالث على لوحة البيانات عندنا، فظهر الخلل في أقل من دقيقة."},
)
PICTURES = (
    Picture(name="digest", width=1200, height=1240, reader=_ENGLISH),
    Picture(name="digest-dark", width=1200, height=1240, scheme="dark", reader=_ENGLISH),
    Picture(name="digest-phone", width=375, height=1500, reader=_ENGLISH),
    Picture(name="digest-arabic", width=1200, height=1240, reader=_ARABIC),
    Picture(name="digest-mail", width=720, height=1240, form="mail", reader=_ENGLISH),
    Picture(name="edition", width=1200, height=1240, form="edition", reader=_ENGLISH),
    Picture(name="edition-phone", width=375, height=1240, scheme="dark", form="edition", reader=_ENGLISH),
    Picture(name="edition-arabic", width=1200, height=1240, form="edition", reader=_ARABIC),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card of one of the demo's items, as somebody passes it on."""

    name: str
    #: The item's address.
    item: str
    #: Who passes it on, and what they say of it.
    person: str
    note: str
    reader: Reader


CARDS = (
    Card(
        name="card",
        item="http://plainnumbers.example/2026/small-multiples.html",
        person="Mina",
        note="The shared scale is the trick: our weekly review got shorter by half once all regions stood side by side.",
        reader=_ENGLISH,
    ),
    Card(
        name="card-arabic",
        item="http://midad.example/2026/hierarchy.html",
        person="مينا",
        note="جرّبتُ الاختبار الثالث على لوحة البيانات عندنا، فظهر الخلل في أقل من دقيقة.",
        reader=_ARABIC,
    ),
)


def main(names: Iterable[str]) -> int:
    """Make the pictures of these *names*, all of them without any; return the exit code."""
    chromium = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if chromium is None:
        print("There is no chromium here, and the pictures are taken with it: apt-get install chromium")
        return 1
    known = [made.name for made in (*PICTURES, *CARDS)]
    wanted = set(names) or set(known)
    unknown = wanted - set(known)
    if unknown:
        print(f"There is no picture called {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
        return 2
    _IMAGES.mkdir(exist_ok=True)
    pictures = [picture for picture in PICTURES if picture.name in wanted]
    cards = [card for card in CARDS if card.name in wanted]
    with tempfile.TemporaryDirectory(prefix="gapfeed-picture-") as folder:
        wanting = [*(picture.reader for picture in pictures), *(card.reader for card in cards)]
        readers = {reader.languages: reader for reader in wanting}
        homes = {languages: Path(folder) / f"digest-{number}" for number, languages in enumerate(readers)}
        pages = {languages: digest(homes[languages], reader) for languages, reader in readers.items()}
        for card in cards:
            say(draw(card, homes[card.reader.languages]))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for picture in pictures:
                page = pages[picture.reader.languages]
                home = homes[picture.reader.languages]
                say(take(picture, edition(home, picture.reader) if picture.form == "edition" else page, browser))
            browser.close()
    return 0


def say(file: Path) -> None:
    """Print that *file* was made, and how large it is."""
    print(f"Written: docs/images/{file.name} ({file.stat().st_size / 1000:.0f} kB)")


def draw(card: Card, home: Path) -> Path:
    """Draw *card* from what the demo left in the folder *home* and return the file."""
    file = _IMAGES / f"{card.name}.png"
    settings = demo_settings(home)
    named = replace(settings, learner=replace(settings.learner, name=card.person))
    store = open_store(settings)
    try:
        write_card(store, named, load_lexicon(), card.item, file, note=card.note)
    finally:
        store.close()
    file.chmod(0o644)
    return file


def digest(folder: Path, reader: Reader) -> Path:
    """Run the demo for *reader* in *folder* and return its page; its mail lies beside it."""
    settings = _settings(folder, reader)
    with serving(packaged("demo") / "sites") as samples:
        house = build(settings, routes=samples.routes)
        try:
            shown = demonstrate(house.tools, house.desk, settings, house.catalogue, samples, folder, MOMENT, lambda _: None)
        finally:
            house.close()
    return digest_page(shown, folder)


def edition(home: Path, reader: Reader) -> Path:
    """Write the edition of *reader* from what the demo left in the folder *home*, and return its page."""
    settings = _settings(home, reader)
    named = replace(settings, learner=replace(settings.learner, name=reader.name))
    store = open_store(settings)
    try:
        written = write_edition(store, named, load_lexicon(), home / "passed on", MOMENT, EditionWish(notes=reader.notes))
    finally:
        store.close()
    return next(file for file in written.files if file.suffix == ".html")


def _settings(folder: Path, reader: Reader) -> Settings:
    text = (packaged("demo") / "config.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^  languages: .*", f"  languages: [{reader.languages}]", text, count=1)
    for ours, theirs in reader.windows.items():
        text = text.replace(f"window: {ours},", f"window: {theirs},")
    known = frozenset(load_lexicon().skills)
    return read_settings(text, file=demo_settings(folder).file, environment={}, system_timezone=None, known_skills=known)


def take(picture: Picture, page: Path, browser: Browser) -> Path:
    """Take *picture* of the digest whose page is *page* and return the file."""
    file = _IMAGES / f"{picture.name}.png"
    window = browser.new_page(viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.scheme)
    window.set_content(_mail(page) if picture.form == "mail" else page.read_text(encoding="utf-8"))
    window.screenshot(path=file)
    window.close()
    return file


def _mail(page: Path) -> str:
    body = message_from_bytes(page.with_suffix(".eml").read_bytes(), policy=policy.default).get_body(("html",))
    if body is None:
        message = f"{page.with_suffix('.eml')} has no HTML"
        raise ValueError(message)
    return str(body.get_content())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
