"""Choose the language that a post is written in."""

from collections.abc import Collection, Sequence

from pipeline.words import fold, guess_language, small_words, words_of

#: From here on the identifier is right about a sentence; below, it takes Polish for Danish.
_SURE = 0.8
#: So many small words of a language are no accident.
_ENOUGH_SMALL_WORDS = 2


def post_language(note: str, guessed: str, item: str, readers: Sequence[str], speaks: Collection[str]) -> str:
    """Return the language that a post is written in: that of the user's own sentence where it is sure, else what its readers read.

    Args:
        note: the user's own sentence, "" for none.
        guessed: the language that it seems to be in.
        item: the language of what is passed on.
        readers: the languages that its readers read, their first one first.
        speaks: those in which there are words for a post.

    """
    if guessed in speaks and _is_sure(note, guessed):
        return guessed
    known = [language for language in readers if language in speaks]
    if item in speaks and (item in readers or not known):
        return item
    return next(iter(known), "en")


def _is_sure(note: str, language: str) -> bool:
    guess, confidence = guess_language(note)
    if guess == language and confidence >= _SURE:
        return True
    if language == "ar" and guess not in {"fa", "ur"}:
        return True  # the other languages of its letters that anybody here reads
    return sum(fold(word) in small_words(language) for word in words_of(note)) >= _ENOUGH_SMALL_WORDS
