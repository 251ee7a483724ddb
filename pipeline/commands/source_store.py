"""Open the database with everything followed that configuration names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.edges.store import Store


@contextmanager
def subscriptions(context: Context, settings: Settings) -> "Iterator[Store]":
    """Open the database with everything followed that configuration names, also before the first run."""
    from pipeline.bootstrap import load_catalogue
    from pipeline.subscribe import sync

    with context.store(settings) as store:
        for problem in sync(store, settings, load_catalogue(), context.now()):
            click.echo(problem, err=True)
        yield store
