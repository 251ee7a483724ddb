"""Turn an edition into its forms: a page, Markdown, feeds, and the two parts of a newsletter."""

import json
from dataclasses import dataclass, replace

from pipeline.edges.render import fits_a_mail, largest, render_template
from pipeline.edition_views import EditionFeedView, EditionView, FeedItemView, ImageView, LetterView


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedLetter:
    """An edition as a mail: the text holds everything, the HTML as much as mail programs show."""

    text: str
    html: str


def render_page(edition: EditionView, image: ImageView | None) -> str:
    """Return *edition* as a page; *image* stands for it where somebody links to it, None where there is no picture."""
    return render_template("html", "share/edition.html.j2", edition.direction, edition=edition, image=image)


def render_article(edition: EditionView) -> str:
    """Return *edition* as Markdown, to be pasted as an article."""
    return render_template("markdown", "share/edition.md.j2", edition.direction, edition=edition)


def render_edition_feeds(feed: EditionFeedView) -> tuple[str, str]:
    """Return *feed* as Atom (RFC 4287) and as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    contents = {
        entry.item.id: render_template("html", "share/item.html.j2", feed.direction, item=entry.item, edition=feed).strip()
        for entry in feed.entries
    }
    atom = render_template("xml", "share/edition.atom.j2", feed.direction, feed=feed, contents=contents)
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "language": feed.language,
        **({"home_page_url": feed.page, "feed_url": f"{feed.home}{feed.json}"} if feed.home else {}),
        **({"authors": [{"name": feed.by.text}]} if feed.by else {}),
        "items": [_json_item(entry, contents[entry.item.id]) for entry in feed.entries],
    }
    return atom, json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _json_item(entry: FeedItemView, content: str) -> dict[str, object]:
    item = entry.item
    return {
        "id": item.id, "url": item.url, "title": item.title.text, "content_html": content,
        **({"summary": item.summary.text} if item.summary.text else {}),
        **({"date_published": item.published_iso} if item.published_iso else {}),
        "date_modified": entry.updated_iso, "authors": [{"name": (item.author or item.source).text}],
        **({"tags": [item.topic.text]} if item.topic else {}), **({"language": item.title.language} if item.title.language else {}),
    }  # fmt: skip


def render_letter(edition: EditionView, letter: LetterView) -> RenderedLetter:
    """Return *edition* as the two parts of a mail.

    Where the HTML would be too large to be shown whole, the last summaries go, then the last items, as few as need be, and a
    line says so.
    """
    text = render_template("text", "share/mail.txt.j2", edition.direction, edition=edition, letter=letter)
    every = len(edition.items)
    html = _html(edition, letter, summaries=every, items=every)
    if not fits_a_mail(html):
        bare = _html(edition, letter, summaries=0, items=every)
        if fits_a_mail(bare):
            html = largest(every, bare, lambda summaries: _html(edition, letter, summaries=summaries, items=every))
        else:
            html = largest(
                every, _html(edition, letter, summaries=0, items=0), lambda items: _html(edition, letter, summaries=0, items=items)
            )
    return RenderedLetter(text=text, html=html)


def _html(edition: EditionView, letter: LetterView, *, summaries: int, items: int) -> str:
    """Return the HTML with the first *items*, the first *summaries* of which say what they are about."""
    shown = tuple(
        item if place < summaries else replace(item, summary=replace(item.summary, text=""))
        for place, item in enumerate(edition.items[:items])
    )
    return render_template(
        "html", "share/mail.html.j2", edition.direction, edition=replace(edition, items=shown), letter=letter,
        is_cut=min(summaries, items) < len(edition.items),
    )  # fmt: skip
