"""Say by which names things go."""

from typing import NewType

ArticleId = NewType("ArticleId", str)
"""Twelve hex digits made of the source and the item's key: the same in every run."""

StoryId = NewType("StoryId", str)
"""The id of the article that began the story."""

DigestId = NewType("DigestId", str)
"""Learner, local date and slot: "me/2026-02-18/07:00"; there is never a second one."""
