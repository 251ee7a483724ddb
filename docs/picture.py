"""Make the pictures in docs/images/ from the demo's own digest, with Debian's chromium.

`python docs/picture.py [NAME ...]` makes all of them, or those that are named: digest, digest-dark, digest-phone, digest-arabic,
digest-mail.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from pipeline.bootstrap import build, demo_settings, load_lexicon
from pipeline.config.read import read_settings
from pipeline.demonstrate import MOMENT, demonstrate, digest_page
from pipeline.edges.samples import serving
from pipeline.resources import packaged
from pipeline.settings import Settings

_IMAGES = Path(__file__).resolve().parent / "images"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom the demo's digest is made."""

    #: The languages that they read, the digest's own first.
    languages: str = "en, ar, pl, bg"
    #: What they call the moments of their day, where not as the demo does.
    windows: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: how large, of which digest, in which form and colours."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    form: Literal["page", "mail"] = "page"
    reader: Reader


_ENGLISH = Reader()
_ARABIC = Reader(languages="ar, en, pl, bg", windows={"breakfast": "الفطور", "commute": "الطريق", "lunch": "الغداء"})
PICTURES = (
    Picture(name="digest", width=1200, height=1240, reader=_ENGLISH),
    Picture(name="digest-dark", width=1200, height=1240, scheme="dark", reader=_ENGLISH),
    Picture(name="digest-phone", width=375, height=1500, reader=_ENGLISH),
    Picture(name="digest-arabic", width=1200, height=1240, reader=_ARABIC),
    Picture(name="digest-mail", width=720, height=1240, form="mail", reader=_ENGLISH),
)


def main(names: Iterable[str]) -> int:
    """Make the pictures of these *names*, all of them without any; return the exit code."""
    chromium = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if chromium is None:
        print("There is no chromium here, and the pictures are taken with it: apt-get install chromium")
        return 1
    wanted = set(names) or {picture.name for picture in PICTURES}
    unknown = wanted - {picture.name for picture in PICTURES}
    if unknown:
        print(f"There is no picture called {', '.join(sorted(unknown))}; there are {', '.join(picture.name for picture in PICTURES)}.")
        return 2
    _IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gapfeed-picture-") as folder:
        chosen = [picture for picture in PICTURES if picture.name in wanted]
        readers = {picture.reader.languages: picture.reader for picture in chosen}
        pages = {languages: digest(Path(folder) / f"digest-{number}", reader) for number, (languages, reader) in enumerate(readers.items())}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for picture in chosen:
                file = take(picture, pages[picture.reader.languages], browser)
                print(f"Written: docs/images/{file.name} ({file.stat().st_size / 1000:.0f} kB)")
            browser.close()
    return 0


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
    window.set_content(page.read_text(encoding="utf-8") if picture.form == "page" else _mail(page))
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
