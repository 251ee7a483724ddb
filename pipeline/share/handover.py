"""Hand a post over to the person: on their clipboard, and on the page of its network where it waits to be sent."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.edges.browser import open_page
from pipeline.edges.clipboard import Copied, copy
from pipeline.edges.store import Store
from pipeline.model.shares import Share
from pipeline.posting.handing import Page
from pipeline.settings import Settings
from pipeline.share.posts import Prepared, page_of, share_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What became of handing a post over."""

    #: Where the post waits to be sent; None where its network has no such page.
    page: Page | None
    #: Whether the clipboard was asked for, be it because the page does not take the text.
    copying: bool
    #: None where nothing here can copy, or it was not asked for.
    copied: Copied | None
    #: Whether a browser opened the page.
    opened: bool
    #: As the ledger has it.
    share: Share


def hand_over(store: Store, settings: Settings, prepared: Prepared, now: datetime, *, copying: bool, opening: bool) -> Handover:
    """Put the posts of *prepared*, which are for one network, on the clipboard if *copying*, and open its page if *opening*.

    Where the page does not take the text, or there is none, opening copies, too: it has to be pasted then. It is kept in the ledger as
    handed over, also where nothing here can copy: the person has it before their eyes, and only they can say whether they posted it.
    """
    first = prepared.posts[0]
    page = page_of(settings, prepared, first)
    new = share_of(store, prepared, first.network, "")
    copying = copying or (opening and (page is None or not page.takes_text))
    copied = copy(new.text) if copying else None
    opened = opening and page is not None and open_page(page.url)
    return Handover(page=page, copying=copying, copied=copied, opened=opened, share=store.shares.begin(new, "handed", now))
