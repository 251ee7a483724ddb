"""Say what a small page shows beside its menus: where an extractor finds too little, it takes everything, menus and all."""

import re
from collections.abc import Iterator
from typing import Any

#: What a page hides is no part of its article.
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Elements that stand around what a page is about.
_AROUND = frozenset(
    "aside button dialog footer form head iframe menu nav noscript object script select style svg template textarea title".split()
)
_ROLES = frozenset("banner complementary contentinfo navigation search".split())
#: ... and what such elements are called where they are divisions like all others.
_CALLED = re.compile(
    r"(?:^|\s)(?:(?:global|main|page|primary|site|top)[-_]?)?(?:breadcrumbs?|cookies?|footer|menu|nav|navbar|navigation|sidebar)(?:\s|$)",
    re.IGNORECASE,
)
#: Elements whose text runs on.
_RUNNING = frozenset(
    "a abbr b bdi bdo br cite code data dfn del em font i img ins kbd mark q s samp small span strong sub sup time u var wbr".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def shown_in(tree: Any) -> Iterator[str]:
    """Yield the blocks of text of a page's only article, else of its main part, else of all of it; headings are begun by "# ".

    Navigation, forms, footers and what stands beside are taken out of *tree*; blocks in which everything is a link are left out.
    """
    root = next((found[0] for name in ("article", "main", "body") if len(found := list(tree.iter(name))) == 1), tree)
    if root.tag not in {"article", "main"}:
        for header in list(root.iter("header")):
            header.drop_tree()
    for element in [one for one in root.iterdescendants() if _is_around(one) or is_hidden(one)]:
        element.drop_tree()
    block, says_something, links = "", False, 0
    for element, begins in _walked(root):
        if element.tag not in _RUNNING:
            if says_something:
                yield ("# " if not begins and element.tag in _HEADINGS else "") + " ".join(block.split())
            block, says_something = "", False
        if element.tag == "a":
            links += 1 if begins else -1
        # What a broken line parts does not run on.
        text = ("\n" if element.tag == "br" else "") + ((element.text if begins else element.tail) or "")
        block += text
        says_something = says_something or (not links and any(map(str.isalnum, text)))


def is_hidden(element: Any) -> bool:
    """Tell whether a page hides an element, by its own markup."""
    style = element.get("style")
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or bool(style and _HIDING.search(style))


def _walked(root: Any) -> Iterator[tuple[Any, bool]]:
    """Yield each element as it begins (True) and as it ends (False), however deep they stand."""
    waiting = [(root, True)]
    while waiting:
        element, begins = waiting.pop()
        yield element, begins
        if begins:
            waiting.append((element, False))
            waiting.extend((child, True) for child in reversed(element))


def _is_around(element: Any) -> bool:
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in _AROUND or element.get("role") in _ROLES or bool(_CALLED.search(named))
