"""Runs with the Python of `reader`'s own environment: follow addresses, update them all, or count what is stored."""

import sys
from pathlib import Path

from reader import make_reader


def main(what: str, database: str, rest: str) -> None:
    """Follow the addresses in the file *rest*, update with *rest* workers, or print how many entries there are."""
    with make_reader(database) as reader:
        match what:
            case "follow":
                for url in Path(rest).read_text(encoding="utf-8").split():
                    reader.add_feed(url)
            case "update":
                # Whether a feed is due is no question here: every phase asks all of them.
                reader.update_feeds(workers=int(rest), scheduled=False)
            case "count":
                print(reader.get_entry_counts().total)


if __name__ == "__main__":
    main(*sys.argv[1:])
