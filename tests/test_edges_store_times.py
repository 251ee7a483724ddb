"""Times are kept as text that sorts as they do."""

from datetime import UTC, datetime

import pytest

from pipeline.edges.store.connection import known_moment, moment, stamp


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(datetime(2026, 3, 4, 7, 0, 59, 999_999, tzinfo=UTC), "2026-03-04T07:00:59Z", id="to the second"),
        pytest.param(datetime.fromisoformat("2026-03-04T07:00:00+02:00"), "2026-03-04T05:00:00Z", id="in UTC"),
        pytest.param(datetime(1, 1, 2, tzinfo=UTC), "0001-01-02T00:00:00Z", id="years have four digits, so that texts sort as times do"),
    ],
)
def test_times_are_kept_as_text_that_sorts(value, text):
    assert stamp(value) == text
    assert known_moment(text) == moment(text) == value.replace(microsecond=0)
    assert (stamp(None), moment(None)) == (None, None)
