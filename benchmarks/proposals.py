"""Print what Gapfeed proposes to pass on, for people who judge it by reading the articles.

Run it as ``python benchmarks/proposals.py --data ../shared/data``; without the data, or with ``--only demo``, the demo's samples are
all there is. Each configuration in ``tests/circles/`` is run on a few mornings in a row; of each digest the first item counts as read,
and of every second one as liked, so that some of what is proposed was recommended by somebody. Then each circle gets its list.
"""

import argparse
import json
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import indent, wrap

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.bootstrap import Household, build, load_settings
from pipeline.daily import run
from pipeline.edges.samples import serving
from pipeline.publish import Published
from pipeline.reflect import tell
from pipeline.resources import packaged
from pipeline.settings import Settings
from pipeline.share.proposals import ShareList, share_list
from pipeline.yaml_text import read_plain

CONFIGS = Path(__file__).resolve().parent.parent / "tests" / "circles"
#: The mornings after the samples, and after the real feeds, were fetched.
SAMPLED = datetime.fromisoformat("2026-03-04T07:00+01:00")
REPLAYED = datetime.fromisoformat("2026-02-18T07:00+01:00")
MORNINGS = 6
#: The host under which the feeds without a site of their own are served.
SMALL_WEB = "smallweb.example"


def main() -> None:
    """Print the proposals, numbered through."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, help="The folder of real feeds and sites.")
    options.add_argument("--only", help="The name of one configuration.")
    options.add_argument("--most", type=int, default=3, help="Proposals for each circle, at most.")
    options.add_argument("--json", action="store_true", help="Print one JSON object for each proposal.")
    chosen = options.parse_args()
    number = 0
    for config in sorted(CONFIGS.glob("*.yaml")):
        is_demo = config.stem == "demo"
        if (chosen.only and config.stem != chosen.only) or not (is_demo or chosen.data):
            continue
        # As it is written there: a group of skills by its name.
        interests = {entry["circle"]: entry.get("cares_about") for entry in read_plain(config.read_text(encoding="utf-8"))["network"]}
        for facts in facts_of(proposed(config, None if is_demo else chosen.data, chosen.most)):
            number += 1
            row = {
                "number": number,
                "config": config.stem,
                "cares_about": ", ".join(interests[facts["circle"]] or ["whatever the person learns"]),
            } | facts
            print(json.dumps(row, ensure_ascii=False) if chosen.json else in_words(row))


def proposed(config: Path, data: Path | None, most: int) -> ShareList:
    """Return what is proposed to the circles of *config* after some mornings with the sites in *data*, or with the demo's."""
    with TemporaryDirectory() as folder, socket.socket() as nobody:
        # What no sample answers is asked of a proxy that does not listen: nothing leaves this machine.
        nobody.bind(("127.0.0.1", 0))
        settings = load_settings(Path(shutil.copy(config, folder)))[0]
        alone = replace(settings.fetching, proxy=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        sites = saved_sites(data, Path(folder) / "sites") if data else packaged("demo") / "sites"
        with serving(sites) as samples, closing(build(replace(settings, fetching=alone), routes=samples.routes)) as house:
            last = mornings(house, settings, REPLAYED if data else SAMPLED)
            return share_list(house.tools.store, settings, house.desk.lexicon, last, circle=None, most=most)


def mornings(house: Household, settings: Settings, first: datetime) -> datetime:
    """Make a digest on each morning from *first* on, read and like some of it, and return the last moment."""
    now = first
    for morning in range(MORNINGS):
        now = first + timedelta(days=morning)
        report = run(house.tools, lambda: house.desk, settings, (), now, regardless=True, progress=lambda *_: None)
        picks = report.published.plan.picks if isinstance(report.published, Published) else ()
        for pick in picks[:1]:
            tell(house.tools.store, pick.scored.candidate.id, "done", now)
        for pick in picks[1:2] if morning % 2 else ():
            tell(house.tools.store, pick.scored.candidate.id, "more", now)
    return now


def saved_sites(data: Path, folder: Path) -> Path:
    """Return *folder* with a host for each site in *data*, and one for the feeds that have none."""
    shutil.copytree(data / "sites", folder)
    shutil.copytree(data / "feeds" / "smallweb", folder / SMALL_WEB)
    # A page is asked for without its ending.
    for page in folder.rglob("*.html"):
        bare = page.with_suffix("")
        if page.name != "index.html" and not bare.exists():
            shutil.copy(page, bare.with_name(bare.name))
    return folder


def facts_of(listed: ShareList) -> Iterator[dict[str, object]]:
    """Yield what is to be judged of each proposal."""
    for one in listed.circles:
        circle = one.wait.circle
        for proposal in one.proposals:
            candidate = proposal.candidate
            yield {
                "circle": circle.name, "who": circle.who, "reads": ", ".join(circle.languages),
                "title": candidate.title, "source": candidate.source_title, "language": candidate.language, "url": candidate.url,
                "published": candidate.published and f"{candidate.published:%Y-%m-%d}", "minutes": candidate.minutes, "level": candidate.level,
                "summary": candidate.summary, "why": proposal.why, "score": proposal.score, "reasons": [(one.name, one.value) for one in proposal.reasons],
            }  # fmt: skip


def in_words(facts: dict[str, object]) -> str:
    """Return one proposal as it is judged on paper."""
    head = f"{facts['number']}. To {facts['circle']} ({facts['who']}), who care about {facts['cares_about']} and read {facts['reads']}"
    source = f"{facts['source']} · {facts['language']} · {facts['published']} · {facts['minutes']} min · {facts['url']}"
    summary = "\n".join(wrap(str(facts["summary"]), 110))
    return "\n".join([head, indent(f"{facts['title']}\n{source}\n{summary}\nWhy: {facts['why']}", "   "), ""])


if __name__ == "__main__":
    main()
