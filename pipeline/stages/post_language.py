"""Choose the language that a post is written in."""

from collections.abc import Collection, Mapping, Sequence

from pipeline.script import Script, script_shares
from pipeline.words import fold, guess_language, small_words, words_of

#: What a post may be written in, by the script of the user's own sentence: no question in one stands below a sentence in another.
_WRITTEN_IN: Mapping[Script, tuple[str, ...]] = {"latin": ("en", "pl"), "cyrillic": ("bg",), "arabic": ("ar",)}
#: From this share of its letters on another script than the Latin one is that of the sentence: the Latin words are names in it.
_ENOUGH_AROUND_NAMES = 0.3
#: Small words of one that are ordinary words of the other, beside those that stand in both lists.
_OF_BOTH = frozenset("ale as but go pod sam same ten was".split())
#: What people say of what they pass on: a note of two words has no small ones.
_SAID: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "agree clear excellent good great helpful insightful interesting learned learnt love loved nice practical read reading recommended "
        "thank thanks useful worth".split()
    ),
    "pl": frozenset("ciekawe ciekawy dobra dobre dobry dzieki fajne fajny konkretnie konkrety polecam prosto przydatne przydatny tekst warto".split()),
}  # fmt: skip
_POLISH_LETTERS = frozenset("ąćęłńśźż")
#: From here on the identifier is right about a few words; below, it takes Polish for Danish.
_SURE = 0.8


def post_language(note: str, item: str, circle: Sequence[str] | None, learner: Sequence[str], speaks: Collection[str]) -> str:
    """Return the language that a post is written in: that of the user's own sentence where it shows, else what its readers read.

    Where the sentence leaves it open, it is the first of these that is written in its letters: the item's language if the readers
    read it, the first of theirs, the first of the learner's, English. What has no letters, a thumb, goes with all.

    Args:
        note: the user's own sentence, "" for none.
        item: the language of what is passed on.
        circle: the languages that its readers read, their first one first; None for nobody in particular, who read what the item is in.
        learner: those that the user reads.
        speaks: those in which there are words for a post.

    """
    script = _script(note)
    fitting = [language for language in _WRITTEN_IN.get(script, ()) if language in speaks] if script else []
    if len(fitting) == 1:
        return fitting[0]
    if fitting and (said := _english_or_polish(note)):
        return said
    readers = (item,) if circle is None else circle
    wanted = (*([item] if item in readers else ()), *readers, *learner)
    return next((language for language in wanted if language in (fitting or speaks)), "en")


def _script(note: str) -> Script | None:
    shares = script_shares(note)
    return next(
        (script for script, share in shares.items() if script != "latin" and share >= _ENOUGH_AROUND_NAMES), next(iter(shares), None)
    )


def _english_or_polish(note: str) -> str | None:
    """Return which of the two *note* is in, None where too little of it tells."""
    # "I'm" and "don't" are small words with an end.
    words = [fold(word).replace("’", "'").split("'")[0] for word in words_of(note)]
    in_english, in_polish = (small_words(language) | said for language, said in _SAID.items())
    telling = [word for word in words if word not in (in_english & in_polish) | _OF_BOTH]
    english = sum(word in in_english for word in telling)
    polish = sum(word in in_polish or not _POLISH_LETTERS.isdisjoint(word) for word in telling)
    if english != polish:
        return "en" if english > polish else "pl"
    guess, confidence = guess_language(note)
    return guess if guess in {"en", "pl"} and confidence >= _SURE else None
