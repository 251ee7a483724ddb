"""What the database looks like, step by step from nothing to today; a step that has landed is never edited."""

import sqlite3

from sqlite_utils import Database, Migrations

migrations = Migrations("gapfeed")

#: Letters that belong to a word in the search index, so that c++ and c# can be found.
_TOKENIZER = "unicode61 remove_diacritics 2 tokenchars '+#'"


def apply_steps(connection: sqlite3.Connection) -> None:
    """Take the steps that the database on *connection* has not gone through yet."""
    migrations.apply(Database(connection))


@migrations()
def m001_sources(db: Database) -> None:
    """Whom we ask, what we remember of it, and how it went."""
    db.table("sources").create(
        {
            "id": str, "learner": str, "url": str, "title": str, "site": str, "kind": str, "skills": str, "every_seconds": int,
            "private": int, "origin": str, "added_at": str, "removed_at": str, "removed_by": str, "etag": str, "last_modified": str, "body_hash": str,
            "next_check_at": str, "last_checked_at": str, "last_success_at": str, "failures_in_a_row": int, "last_error": str, "gone": int,
            "hints": str, "not_before": str, "moved_to": str, "good_polls_there": int,
        },
        pk="id", not_null={"learner", "url", "kind", "skills", "private", "origin", "added_at", "failures_in_a_row", "gone", "good_polls_there"},
        defaults={"skills": "[]", "private": 0, "failures_in_a_row": 0, "gone": 0, "good_polls_there": 0},
    )  # fmt: skip
    db.table("sources").create_index(["next_check_at"])
    db.table("hosts").create(
        {"robots_url": str, "robots_text": str, "fetched_at": str, "etag": str, "last_modified": str},
        pk="robots_url",
        not_null={"fetched_at"},
    )
    db.table("fetches").create(
        {"id": int, "source": str, "at": str, "outcome": str, "detail": str, "new_items": int, "edited_items": int},
        pk="id", foreign_keys=[("source", "sources", "id")], not_null={"source", "at", "outcome"},
    )  # fmt: skip
    db.table("fetches").create_index(["source", "at"])


@migrations()
def m002_articles(db: Database) -> None:
    """Entries as the feeds gave them, articles as we understood them, and their texts apart, for speed."""
    db.table("articles").create(
        {
            "id": str, "source": str, "url": str, "url_key": str, "title": str, "author": str, "published": str, "updated": str,
            "first_seen": str, "at": str, "language": str, "direction": str, "kind": str, "minutes": int, "words": int, "text_from": str,
            "why_not_page": str, "level": str, "level_reasons": str, "summary": str, "summary_at_seconds": float, "image": str,
            "enclosure": str, "chapters": str, "made_with": str,
        },
        pk="id", foreign_keys=[("source", "sources", "id")],
        not_null={"source", "title", "first_seen", "at", "language", "direction", "kind", "minutes", "words", "text_from", "level", "summary", "made_with"},
    )  # fmt: skip
    db.table("articles").create_index(["at"])
    db.table("articles").create_index(["url_key"])
    db.table("articles").create_index(["source"])
    db.table("items").create(
        {
            "source": str, "key": str, "article": str, "fingerprint": str, "facts": str, "first_seen": str, "last_changed": str, "edits": int,
        },
        pk=("source", "key"), foreign_keys=[("source", "sources", "id"), ("article", "articles", "id")],
        not_null={"article", "fingerprint", "first_seen", "edits"}, defaults={"edits": 0},
    )  # fmt: skip
    db.table("article_texts").create(
        {"id": int, "article": str, "title": str, "text": str, "lemmas": str},
        pk="id", foreign_keys=[("article", "articles", "id")], not_null={"article", "title", "text", "lemmas"},
    )  # fmt: skip
    db.table("article_texts").create_index(["article"], unique=True)
    db.table("article_texts").enable_fts(["title", "text", "lemmas"], create_triggers=True, tokenize=_TOKENIZER)
    db.table("transcripts").create(
        {"article": str, "language": str, "lines": str}, pk="article", foreign_keys=[("article", "articles", "id")], not_null={"lines"}
    )
    db.table("tags").create(
        {"article": str, "skill": str, "skill_group": str, "strength": float, "evidence": str},
        pk=("article", "skill"), foreign_keys=[("article", "articles", "id")], not_null={"skill_group", "strength", "evidence"},
    )  # fmt: skip
    db.table("tags").create_index(["skill"])


@migrations()
def m003_stories(db: Database) -> None:
    """Which articles tell the same story, and by what we recognise it."""
    db.table("stories").create({"id": str, "title": str, "began_at": str}, pk="id", not_null={"title", "began_at"})
    db.table("story_members").create(
        {"article": str, "story": str, "similarity": float, "why": str, "at": str, "traits": str},
        pk="article", foreign_keys=[("article", "articles", "id"), ("story", "stories", "id")], not_null={"story", "similarity", "why", "at", "traits"},
    )  # fmt: skip
    db.table("story_members").create_index(["story"])
    db.table("story_members").create_index(["at"])


@migrations()
def m004_digests(db: Database) -> None:
    """What was chosen for which slot of which day, what was left out and why, and its delivery."""
    db.table("digests").create(
        {"id": str, "learner": str, "day": str, "slot": str, "planned_at": str, "still_open": int, "minutes": int},
        pk="id", not_null={"learner", "day", "slot", "planned_at", "still_open"},
    )  # fmt: skip
    db.table("digests").create_index(["learner", "day", "slot"], unique=True)
    db.table("picks").create(
        {
            "digest": str, "number": int, "article": str, "story": str, "skill": str, "window": str, "minutes": int, "score": float,
            "reasons": str, "evidence": str,
        },
        pk=("digest", "number"), foreign_keys=[("digest", "digests", "id"), ("article", "articles", "id")],
        not_null={"article", "story", "skill", "window", "minutes", "score", "reasons", "evidence"},
    )  # fmt: skip
    db.table("picks").create_index(["article"])
    db.table("left_out").create(
        {"digest": str, "article": str, "why": str, "would_help": str, "score": float, "still_open": int},
        pk=("digest", "article"), foreign_keys=[("digest", "digests", "id"), ("article", "articles", "id")], not_null={"why", "still_open"},
    )  # fmt: skip
    db.table("outbox").create(
        {
            "id": int, "digest": str, "recipient": str, "kind": str, "message_id": str, "payload": bytes, "state": str, "tries": int,
            "next_try_at": str, "detail": str, "changed_at": str,
        },
        pk="id", foreign_keys=[("digest", "digests", "id")], not_null={"digest", "recipient", "kind", "payload", "state", "tries", "changed_at"},
        defaults={"tries": 0},
    )  # fmt: skip
    db.table("outbox").create_index(["digest", "recipient"], unique=True)


@migrations()
def m005_the_person(db: Database) -> None:
    """What the person did and gave, and what Gapfeed ran."""
    db.table("events").create(
        {"id": int, "learner": str, "kind": str, "article": str, "source": str, "at": str, "note": str, "skills": str},
        pk="id", not_null={"learner", "kind", "article", "source", "at", "skills"},
    )  # fmt: skip
    db.table("events").create_index(["learner", "at"])
    db.table("shares").create(
        {"id": int, "learner": str, "circle": str, "network": str, "article": str, "story": str, "at": str, "text": str, "outcome": str, "detail": str},
        pk="id", not_null={"learner", "network", "article", "story", "at", "outcome"},
    )  # fmt: skip
    db.table("runs").create(
        {"id": int, "learner": str, "lane": str, "started_at": str, "ended_at": str, "outcome": str, "detail": str},
        pk="id", not_null={"learner", "lane", "started_at", "outcome"},
    )  # fmt: skip


@migrations()
def m006_subscriptions(db: Database) -> None:
    """Folders of lists, sources that are muted, addresses that moved, and which of the catalogue's addresses proved true."""
    sources = db.table("sources")
    sources.add_column("categories", str, not_null_default="[]")
    sources.add_column("named_as", str)
    sources.add_column("muted_at", str)
    sources.add_column("muted_in_config", int, not_null_default=0)
    db.table("source_addresses").create(
        {"address": str, "source": str, "url": str, "since": str},
        pk="address", foreign_keys=[("source", "sources", "id")], not_null={"source", "url", "since"},
    )  # fmt: skip
    db.table("catalogue_checks").create(
        {"source": str, "url": str, "checked_at": str, "verdict": str, "detail": str, "moved_to": str, "items": int, "newest": str},
        pk="source", not_null={"url", "checked_at", "verdict", "detail"},
    )  # fmt: skip


@migrations()
def m007_entries_wait_to_be_read(db: Database) -> None:
    """What the feeds hold is stored before it is understood, and recognised by more than its key."""
    items = db.table("items")
    items.transform(not_null={"article": False})
    items.add_column("raw_hash", str, not_null_default="")
    items.add_column("identities", str, not_null_default="[]")
    items.add_column("held", str)
    items.create_index(["article"])
    db.table("waiting").create(
        {"source": str, "key": str, "summary": str, "content": str, "parts": str, "at": str, "why_no_page": str, "tries": int, "not_before": str},
        pk=("source", "key"), foreign_keys=[("source", "sources", "id")], not_null={"summary", "content", "parts", "at", "tries", "not_before"},
    )  # fmt: skip
    db.table("untold").create(
        {"article": str, "at": str, "traits": str}, pk="article", foreign_keys=[("article", "articles", "id")], not_null={"at", "traits"}
    )  # fmt: skip
    db.table("untold").create_index(["at"])


@migrations()
def m008_status_of_a_failure(db: Database) -> None:
    """What a server answered where a poll failed, by which people are told what to do."""
    db.table("fetches").add_column("status", int)


@migrations()
def m009_passages(db: Database) -> None:
    """The parts of an episode that teach by themselves, and which of them was picked."""
    db.table("articles").add_column("passages", str)
    db.table("picks").add_column("passage", str)


@migrations()
def m010_what_is_open(db: Database) -> None:
    """What is still to be delivered, found without reading what was: of a year of digests that took 20 ms, every minute."""
    db.table("outbox").create_index(["state"])


@migrations()
def m011_installation(db: Database) -> None:
    """By what the mails and feeds of this database are known from everybody else's."""
    db.table("installation").create({"id": str}, pk="id")


@migrations()
def m012_what_was_shared(db: Database) -> None:
    """What was passed on to whom and what came back, kept longer than the articles; and mails that are no digest."""
    shares = db.table("shares")
    for column in ("channel", "note", "title", "url"):
        shares.add_column(column, str, not_null_default="")
    for column in ("remote", "link", "key", "batch"):
        shares.add_column(column, str)
    shares.add_column("keyed", int, not_null_default=0)
    shares.create_index(["learner", "key"], unique=True)
    db.table("responses").create(
        {"id": int, "share": int, "kind": str, "at": str, "text": str, "count": int},
        pk="id", foreign_keys=[("share", "shares", "id")], not_null={"share", "kind", "at", "text"}, defaults={"text": ""},
    )  # fmt: skip
    db.table("responses").create_index(["share"])
    outbox = db.table("outbox")
    outbox.transform(not_null={"digest": False})
    for column in ("batch", "circle", "what", "queued_at"):
        outbox.add_column(column, str)
    outbox.create_index(["batch", "recipient"], unique=True)
    db.execute("UPDATE outbox SET queued_at = (SELECT planned_at FROM digests WHERE digests.id = outbox.digest)")


@migrations()
def m013_editions(db: Database) -> None:
    """What editions passed on, from which the feeds of the next ones are made."""
    db.table("editions").create(
        {"learner": str, "circle": str, "day": str, "position": int, "article": str, "note": str, "at": str},
        pk=("learner", "circle", "day", "position"), foreign_keys=[("article", "articles", "id")], not_null={"article", "note", "at"},
    )  # fmt: skip
