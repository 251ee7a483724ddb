"""`gapfeed share`: pass on the best of it."""

import click

from pipeline.commands import share_ask, share_card, share_edition, share_history, share_list, share_send, share_unsubscribe, share_write


@click.group()
def command() -> None:
    """Pass on the best of it: a post in a network's own terms, or an edition for anybody."""


command.add_command(share_list.list_)
command.add_command(share_write.write)
command.add_command(share_send.send)
command.add_command(share_edition.edition)
command.add_command(share_card.card)
command.add_command(share_history.history)
command.add_command(share_history.posted)
command.add_command(share_history.dropped)
command.add_command(share_history.heard)
command.add_command(share_ask.ask)
command.add_command(share_unsubscribe.unsubscribe)
