"""Keep the phrases that the tagger looks for, language by language, as copies that are fast to read."""

import unicodedata
from pathlib import Path

from pipeline import matcher, stems, words
from pipeline.edges.copies import fingerprint_of, keep, kept
from pipeline.matcher import Table, table_of
from pipeline.skills import Lexicon


def table(lexicon: Lexicon, language: str) -> Table:
    """Return the phrases of *lexicon* in *language*: from the copy where it fits, else made (a tenth to half a second)."""
    makers = map(Path, (matcher.__file__, words.__file__, stems.__file__))
    key = fingerprint_of(*makers, words=f"{lexicon.fingerprint} {unicodedata.unidata_version} {_release(language)}")
    known: Table | None = kept(f"phrases-{language}", key)
    if known is not None:
        return known
    made = table_of(lexicon.skills.values(), language)
    keep(f"phrases-{language}", key, made)
    return made


def _release(language: str) -> str:
    """Return the release of the library that stems words of *language*; "" where none does."""
    if language in words.STEMMED_HERE:
        return ""
    from importlib.metadata import version

    return version("snowballstemmer")
