"""Answer an XPath about single elements quickly: what it says of one kind of element is remembered."""

import re
from typing import Any

#: Kinds of elements remembered by each question before its memory starts anew, and the most characters of one that is: a page of a
#: site has about a hundred kinds, the next page of that site the same ones.
_MOST_KINDS = 4_000
_MOST_CHARACTERS = 400
_ATTRIBUTE = re.compile(r"@([\w-]+)")
_NAME = re.compile(r"(?:self::|//)([a-z]\w*)")
#: A step to elements of any name that asks for none at once.
_ANY_NAME = re.compile(r"//\*\[(?!\s*self::)")

#: A page may hold what lxml reads and will not write: names such as Word's "o:p", of which no question asks, and characters that XML
#: forbids, which stand between words.
_WRITABLE, _NO_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII), "unnamed"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Kind = tuple[Any, ...]


class Verdicts:
    """An XPath whose answer about an element depends on nothing but the element's name and attributes; called as the XPath is.

    libxml2 takes one to five microseconds for each element it asks, most of them to walk through its own program and, for a
    regular expression, back into Python; remembering takes half of one.
    """

    def __init__(self, asked: Any, *, first_alone: bool = False) -> None:
        """Answer for *asked*, an `lxml.etree.XPath`; with *first_alone* only the first element in the order of the page."""
        self._asked = asked
        #: Whether only the first one is returned.
        self.first_alone = first_alone
        self._attributes = frozenset(_ATTRIBUTE.findall(asked.path))
        self._names = ("*",) if _ANY_NAME.search(asked.path) else tuple(sorted(set(_NAME.findall(asked.path))))
        self._known: dict[Kind, bool] = {}

    def __call__(self, tree: Any) -> list[Any]:
        """Return the elements below *tree* that the XPath finds, in the order of the page."""
        attributes, known = self._attributes, self._known
        found: list[Any] = []
        for element in tree.iterdescendants(*self._names):
            # In their order, which the XPath may see.
            kind = (element.tag, *[pair for pair in element.items() if pair[0] in attributes])
            verdict = known.get(kind)
            if self._judge(kind, element) if verdict is None else verdict:
                found.append(element)
                if self.first_alone:
                    break
        return found

    def _judge(self, kind: Kind, element: Any) -> bool:
        """Ask the XPath about an element of the same *kind* as *element* that stands alone."""
        name, *attributes = kind
        document, alone = element.makeelement("alone"), element.makeelement(name if _WRITABLE.fullmatch(name) else _NO_NAME)
        document.append(alone)
        for attribute, value in attributes:
            alone.set(attribute, _FORBIDDEN.sub(" ", value))
        verdict = bool(self._asked(document))
        if sum(len(value) for _, value in attributes) <= _MOST_CHARACTERS:
            if len(self._known) >= _MOST_KINDS:
                self._known.clear()
            self._known[kind] = verdict
        return verdict


class MayBe(Verdicts):
    """The same for an XPath that asks of some elements what is inside them, too: it is asked wherever one of them may be."""

    def __call__(self, tree: Any) -> list[Any]:
        """Return the elements below *tree* that the XPath finds, in the order of the page."""
        found: list[Any] = self._asked(tree) if super().__call__(tree) else []
        return found
