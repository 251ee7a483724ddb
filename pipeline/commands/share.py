"""`gapfeed share`: pass on the best of it."""

import click

from pipeline.commands import share_edition, share_write


@click.group()
def command() -> None:
    """Pass on the best of it: a post in a network's own terms, or an edition for anybody."""


command.add_command(share_write.write)
command.add_command(share_edition.edition)
