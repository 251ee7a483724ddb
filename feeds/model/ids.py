"""Say by which names things go."""

from typing import NewType

SourceId = NewType("SourceId", str)
"""Twelve hex digits that stay the same when a source moves to another address."""

ItemKey = NewType("ItemKey", str)
"""What makes an item itself within its source: its id, else its link, else its title and date."""
