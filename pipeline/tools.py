"""What lane 1 acts with."""

from dataclasses import dataclass

from feeds.fetch import Web
from pipeline.edges.store import Store
from pipeline.edges.workers import Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The store, the network and the workers: one of each for a run."""

    store: Store
    web: Web
    parse_workers: Workers
    read_workers: Workers
