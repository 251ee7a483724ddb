"""A feed that suddenly shows old entries as new ones floods no digest."""

from datetime import datetime, timedelta

from feeds.model.entries import FeedItem
from pipeline.stages.flood import held_back
from tests.builders import NOW, feed_item

WEEKLY: list[datetime | None] = [NOW - timedelta(weeks=week) for week in range(1, 11)]


def items(count: int, *, days_ago: float | None) -> list[FeedItem]:
    date = None if days_ago is None else NOW - timedelta(days=days_ago)
    return [feed_item(f"item {number}", published=date) for number in range(count)]


def held(new: list[FeedItem], *, entries: int = 10, known_dates: list[datetime | None] = WEEKLY) -> int:
    return len(held_back(new, entries=entries, known_dates=known_dates, now=NOW))


def test_news_is_never_held_back_however_much_there_is_of_it():
    assert held(items(60, days_ago=1), entries=60) == 0


def test_the_first_reading_of_a_feed_is_no_flood():
    assert held(items(200, days_ago=400), entries=200, known_dates=[]) == 0
    assert held(items(200, days_ago=400), entries=200, known_dates=WEEKLY[:4]) == 0


def test_an_entry_much_older_than_the_newest_one_is_held_back_also_when_it_comes_alone():
    assert held(items(1, days_ago=36)) == 0
    assert held(items(1, days_ago=38)) == 1


def test_more_than_twenty_late_entries_are_a_flood():
    assert held(items(20, days_ago=20), entries=100) == 0
    assert held(items(21, days_ago=20), entries=100) == 21


def test_more_than_half_of_a_feed_is_a_flood():
    assert held(items(5, days_ago=20), entries=10) == 0
    assert held(items(6, days_ago=20), entries=10) == 6
    assert held(items(4, days_ago=20), entries=4) == 0, "a few are an editor's work"


def test_undated_entries_count_as_late():
    assert held(items(6, days_ago=None)) == 6
    assert held(items(6, days_ago=None), known_dates=[None] * 10) == 6
    assert held(items(2, days_ago=None), known_dates=[None] * 10) == 0


def test_a_date_that_lies_ahead_makes_nothing_late():
    assert held(items(6, days_ago=1), known_dates=[*WEEKLY, NOW + timedelta(hours=20)]) == 0


def test_each_is_told_why():
    old, late = feed_item("old", published=NOW - timedelta(days=90)), items(21, days_ago=20)
    why = held_back([old, *late], entries=40, known_dates=WEEKLY, now=NOW)

    assert why["old"] == "it is more than 30 days older than what its source had shown before"
    assert why["item 0"] == "it came late, together with 21 others"
