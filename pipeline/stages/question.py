"""Choose the open question that a post ends with."""

from zlib import crc32

from pipeline.phrases import Phrases


def question_for(phrases: Phrases, item: str, skill: str) -> str:
    """Return a question in the language of *phrases*: for the same item the same, for different ones different ones.

    Args:
        phrases: the words of the post's language, with the questions that it knows.
        item: what the item is known by; it decides which question is asked.
        skill: what the skill is called; without one, "", no question speaks of it.

    """
    questions = phrases.say("questions", skill=skill).splitlines()
    # The one that names the skill begins with the name, so that it needs no case in any language.
    fitting = questions if skill else [question for question in questions if not question.startswith(":")]
    # Any figure of the address would do, but Python's own hash differs from run to run.
    return fitting[crc32(item.encode("utf-8", "replace")) % len(fitting)]
