"""Read XML that is not well formed as far as it goes: the home of lxml among the feeds."""

from typing import Any


def forgiving_tree(document: str) -> Any | None:
    """Return the root element that libxml2 makes of a document, tags that do not match put right; None where there is no element.

    Nothing outside the document is read, and no entity is resolved.
    """
    # Loaded here so that feeds that need none of this never pay for it.
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False, remove_comments=True, encoding="utf-8"
    )
    try:
        return etree.fromstring(document.encode(), parser)
    except etree.XMLSyntaxError:
        return None


def as_text(root: Any) -> str:
    """Return the XML of a tree."""
    from lxml import etree

    return str(etree.tostring(root, encoding="unicode"))
