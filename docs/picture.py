"""Make the pictures in docs/images/ from the demo's own digest, with Debian's chromium.

`python docs/picture.py [NAME ...]` makes all of them, or those that are named: digest, digest-dark, digest-phone, digest-arabic.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

from pipeline.bootstrap import build, demo_settings, load_lexicon
from pipeline.config.read import read_settings
from pipeline.demonstrate import MOMENT, demonstrate, digest_page
from pipeline.edges.samples import serving
from pipeline.resources import packaged
from pipeline.settings import Settings

_IMAGES = Path(__file__).resolve().parent / "images"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: how large, of which digest, in which colours."""

    name: str
    width: int
    height: int
    dark: bool = False
    #: The languages of the reader, the digest's own first.
    languages: str = "en, ar, pl, bg"


PICTURES = (
    Picture(name="digest", width=1200, height=1500),
    Picture(name="digest-dark", width=1200, height=1500, dark=True),
    Picture(name="digest-phone", width=375, height=1500),
    Picture(name="digest-arabic", width=1200, height=1500, languages="ar, en, pl, bg"),
)


def main(names: Iterable[str]) -> int:
    """Make the pictures of these *names*, all of them without any; return the exit code."""
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        print("There is no chromium here, and the pictures are taken with it: apt-get install chromium")
        return 1
    wanted = set(names) or {picture.name for picture in PICTURES}
    unknown = wanted - {picture.name for picture in PICTURES}
    if unknown:
        print(f"There is no picture called {', '.join(sorted(unknown))}; there are {', '.join(picture.name for picture in PICTURES)}.")
        return 2
    _IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gapfeed-picture-") as folder:
        pages: dict[str, Path] = {}
        for picture in PICTURES:
            if picture.name in wanted:
                page = pages.get(picture.languages) or digest(Path(folder) / f"digest-{len(pages)}", picture.languages)
                pages[picture.languages] = page
                file = take(picture, page, browser)
                print(f"Written: docs/images/{file.name} ({file.stat().st_size / 1000:.0f} kB)")
    return 0


def digest(folder: Path, languages: str) -> Path:
    """Run the demo for a reader of *languages* in *folder* and return its page."""
    settings = _settings(folder, languages)
    with serving(packaged("demo") / "sites") as samples:
        house = build(settings, routes=samples.routes)
        try:
            shown = demonstrate(house.tools, house.desk, settings, house.catalogue, samples, folder, MOMENT, lambda _: None)
        finally:
            house.close()
    return digest_page(shown, folder)


def _settings(folder: Path, languages: str) -> Settings:
    text = (packaged("demo") / "config.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^  languages: .*", f"  languages: [{languages}]", text, count=1)
    known = frozenset(load_lexicon().skills)
    return read_settings(text, file=demo_settings(folder).file, environment={}, system_timezone=None, known_skills=known)


def take(picture: Picture, page: Path, browser: str) -> Path:
    """Take *picture* of *page* and return the file."""
    file = _IMAGES / f"{picture.name}.png"
    with _browsing(browser) as ask:
        target = ask("Target.createTarget", url="about:blank")["targetId"]
        session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if picture.dark else "light"}]
        # A window of headless chromium is never narrower than 500 pixels; a screen that is made believe may be.
        ask("Emulation.setDeviceMetricsOverride", session, width=picture.width, height=picture.height, deviceScaleFactor=1, mobile=False)
        ask("Emulation.setEmulatedMedia", session, features=scheme)
        ask("Page.navigate", session, url=page.as_uri())
        ready = "new Promise(done => { const go = () => document.fonts.ready.then(() => requestAnimationFrame(() => done(document.URL)));"
        ready += " document.readyState === 'complete' ? go() : addEventListener('load', go); })"
        while ask("Runtime.evaluate", session, expression=ready, awaitPromise=True)["result"].get("value") != page.as_uri():
            time.sleep(0.1)
        file.write_bytes(b64decode(ask("Page.captureScreenshot", session, format="png")["data"]))
    return file


@contextmanager
def _browsing(browser: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """Start *browser* and give a way to ask it (Chrome DevTools protocol over a pipe: it reads at 3 and answers at 4)."""
    their_end, questions = _pipe()
    answers, their_other_end = _pipe()
    with tempfile.TemporaryDirectory(prefix="gapfeed-browser-", ignore_cleanup_errors=True) as profile:
        plumb = f"import os, sys; os.dup2({their_end}, 3); os.dup2({their_other_end}, 4); os.execv(sys.argv[1], sys.argv[1:])"
        process = subprocess.Popen(
            [sys.executable, "-c", plumb, browser, *_QUIET, "--remote-debugging-pipe", f"--user-data-dir={profile}"],
            pass_fds=(their_end, their_other_end), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": profile},
        )  # fmt: skip
        os.close(their_end)
        os.close(their_other_end)
        with open(questions, "wb", buffering=0) as out, open(answers, "rb") as back:  # noqa: PTH123 - pipes, not files
            numbers = count(1)

            def ask(method: str, session: str | None = None, **parameters: object) -> dict[str, Any]:
                number = next(numbers)
                question = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
                out.write(json.dumps(question).encode() + b"\0")
                answer = next(message for message in _messages(back) if message.get("id") == number)
                if "error" in answer:
                    message = f"{method}: {answer['error']['message']}"
                    raise RuntimeError(message)
                return dict(answer["result"])

            try:
                yield ask
                ask("Browser.close")
            finally:
                process.terminate()
                process.wait(20)


def _messages(back: IO[bytes]) -> Iterator[dict[str, Any]]:
    text = bytearray()
    while byte := back.read(1):
        if byte != b"\0":
            text += byte
            continue
        yield json.loads(text)
        text.clear()
    message = "chromium ended before it had answered"
    raise RuntimeError(message)


def _pipe() -> tuple[int, int]:
    """Return both ends of a pipe, with numbers that are not in the way of 3 and 4."""
    ends = os.pipe()
    reading, writing = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return reading, writing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
