"""Weigh a phrase of the lexicon by how rare it is: what stands in every other text says little of any.

Counted in the texts that were written for Gapfeed (`training/`), by the inverse document frequency of Spärck Jones ("A Statistical
Interpretation of Term Specificity and Its Application in Retrieval", Journal of Documentation 28, 1972), smoothed and bounded.
"""

from collections.abc import Mapping
from math import log

#: A phrase that stands in so many texts weighs 1, as does one that was never counted. Chosen with the bounds on one half of the
#: labelled items and checked on the other: 1 to 5 are about equally good, and so is any lower bound up to this one.
_USUAL = 3
_LEAST, _MOST = 0.6, 1.3

Phrase = tuple[str, ...]
"""A phrase by the stems of its words; "" for a place where no phrase reaches across."""


def rarity_of(texts: int, of_all: int) -> float:
    """Return what a phrase weighs that stands in *texts* texts *of_all*.

    >>> [round(rarity_of(texts, 1500), 2) for texts in (1, 3, 30, 300)]
    [1.12, 1.0, 0.65, 0.6]
    """
    rare, usual = log((of_all + 1) / (texts + 1)), log((of_all + 1) / (_USUAL + 1))
    return min(_MOST, max(_LEAST, rare / usual)) if usual > 0 else 1.0


def written(counts: Mapping[Phrase, int], of_all: int) -> str:
    """Return in how many texts each phrase stands as text: a line each, that of all texts first."""
    lines = [f"\t{of_all}", *(f"{' '.join(phrase)}\t{texts}" for phrase, texts in sorted(counts.items()))]
    return "\n".join(lines) + "\n"


def read(text: str) -> dict[Phrase, float]:
    """Return what each phrase weighs of which `written` wrote the count.

    >>> read(written({("join", "", "tabl"): 3}, 1500))
    {('join', '', 'tabl'): 1.0}
    """
    first, *lines = text.splitlines()
    of_all = int(first)
    weights = {}
    for line in lines:
        phrase, _, texts = line.partition("\t")
        weights[tuple(phrase.split(" "))] = rarity_of(int(texts), of_all)
    return weights
