"""Ids of entries of feeds: the same in every run, and never those of somebody else."""

from uuid import UUID, uuid5

#: Root of all ids; drawn once, never to be changed.
_NAMESPACE = UUID("5a0c6d1e-6f0b-4f0e-9b61-2d0a3c5e7f14")


def urn_of(*parts: str) -> str:
    """Return the id of what *parts* name, as a name-based UUID (RFC 9562, version 5).

    >>> urn_of("digest", "me/2026-03-04/07:00")
    'urn:uuid:45e7fd46-452f-5d50-9197-77f9f07a0dcd'
    """
    name = "\n".join(parts)
    return f"urn:uuid:{uuid5(_NAMESPACE, name)}"
