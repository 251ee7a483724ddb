"""Bring back the picks of digests that were made, from what the database keeps of them."""

from collections.abc import Sequence

from pipeline.edges.store import Store
from pipeline.edges.store.digests import StoredPick
from pipeline.model.digests import Pick, ScoredArticle


def picks_of(store: Store, stored: Sequence[StoredPick]) -> tuple[Pick, ...]:
    """Return the *stored* picks with all that is known of their articles today, in the same order."""
    candidates = {one.id: one for one in store.articles.by_ids(list(dict.fromkeys(pick.article for pick in stored)))}
    return tuple(
        Pick(
            number=pick.number, minutes=pick.minutes, passage=pick.passage,
            scored=ScoredArticle(
                candidate=candidates[pick.article], skill=pick.skill, quality=pick.score / pick.weight, weight=pick.weight, reasons=pick.reasons, evidence=pick.evidence
            ),
        )
        for pick in stored
    )  # fmt: skip
