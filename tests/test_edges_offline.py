"""A page and a mail, opened from a file in a real browser, ask nobody for anything, whatever a feed put into them."""

import os
import subprocess
from pathlib import Path

from pipeline.edges.render import render_digest
from tests.builders import candidate, window
from tests.faces import LANGUAGES, full_plan, pick, plan, view_of
from tests.loopback import loopback

#: Every way that a text has to make a browser ask for something, if it were taken for markup or styles.
LURES = (
    '<img src="{url}img">', '"><img src={url}attribute>', "<script src='{url}script'></script>", '<link rel="prefetch" href="{url}link">',
    "</style><style>*{{background:url({url}style)}}</style>", "</style><style>@import '{url}import';</style>", '<iframe src="{url}frame"></iframe>',
    '<meta http-equiv="refresh" content="0;url={url}refresh">', '<video poster="{url}poster" src="{url}video"></video>', '<base href="{url}base">',
    '<form action="{url}form"><input autofocus onfocus=submit()></form>', '<svg><image href="{url}svg"/></svg>', "url({url}bare)",
)  # fmt: skip


def opened(chromium: str, file: Path, folder: Path) -> str:
    """Open *file* as a person would by a double click, and return what the browser made of it."""
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server",
        "--virtual-time-budget=2000", f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri(),
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True, env=os.environ | {"HOME": str(folder)})
    return ran.stdout


def test_a_page_and_a_mail_make_no_request(chromium, tmp_path):
    with loopback({}) as canary:
        url = canary.url("/")
        texts = [lure.format(url=url) for lure in LURES]
        items = tuple(
            pick(number, candidate(f"a{number}", title=text, source_title=text, author=f"{text} by", summary=text, url=f"{url}article"))
            for number, text in enumerate(texts, start=1)
        )
        rendered = [render_digest(view_of(plan((window(), items)), notice=" ".join(texts)))]
        rendered += [render_digest(view_of(full_plan(), language, web=url)) for language in LANGUAGES[:2]]
        seen = ""
        for number, one in enumerate(rendered):
            for name, html in (("page", one.html), ("mail", one.mail_html)):
                file = tmp_path / f"{name}{number}.html"
                file.write_text(html, encoding="utf-8")
                seen += opened(chromium, file, tmp_path)
        asked = list(canary.asked)
        control = tmp_path / "control.html"
        control.write_text(f'<!doctype html><title>x</title><img src="{url}control">', encoding="utf-8")
        opened(chromium, control, tmp_path)

        assert seen.count("</html>") == 2 * len(rendered)
        assert asked == []
        assert [path for path, _ in canary.asked] == ["/control"]
