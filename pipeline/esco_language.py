"""Doubt the language that a file of ESCO's is said to be in, where its labels are plainly in another."""

from collections import Counter
from collections.abc import Sequence

from pipeline.esco_file import EscoEntry
from pipeline.stages.language import language_of
from pipeline.words import small_words

#: Labels are judged together, so many letters at a time: one by one they are too short.
_SAMPLE = 400
_MOST_SAMPLES = 12
#: A file with fewer letters is taken at its word.
_LEAST = 200
#: Where fewer of the samples agree, nothing is sure. So no file with 40 of ESCO's concepts in English or Polish was doubted (40 of each),
#: and of those said to be in Bulgarian 28 in English and 39 in Polish were.
_AGREED = 0.9


def another_language(entries: Sequence[EscoEntry], claimed: str) -> str | None:
    """Return the language that *entries* are plainly in; None where it is the *claimed* one, or not sure, or one we know too little of."""
    labels = [label for entry in entries for label in entry.labels]
    step = max(1, sum(map(len, labels)) // (_MOST_SAMPLES * _SAMPLE))
    text = "\n".join(labels[::step])
    samples = [text[start : start + _SAMPLE] for start in range(0, len(text), _SAMPLE)]
    seen = Counter(language_of("", sample, None, ()) for sample in samples if len(sample) >= _LEAST)
    for language, times in seen.most_common(1):
        if language != claimed and times >= _AGREED * seen.total() and small_words(language) and small_words(claimed):
            return language
    return None
