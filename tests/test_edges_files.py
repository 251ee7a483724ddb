"""Files are written whole or not at all, for their owner only."""

from pathlib import Path

import pytest

from pipeline.edges.files import digest_pages, read_bytes, write_file


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_file_is_written_as_utf8_for_its_owner_only_with_the_folders_it_needs(tmp_path: Path):
    path = tmp_path / "a" / "b" / "page.html"
    write_file(path, "Zażółć — سلام\n\r\n")

    assert (path.read_bytes(), mode(path)) == ("Zażółć — سلام\n\r\n".encode(), 0o600)


def test_no_more_is_read_than_asked_for_and_only_of_a_file(tmp_path: Path):
    path = tmp_path / "long"
    path.write_bytes(b"x" * 100)

    assert read_bytes(path, 10) == b"x" * 10
    with pytest.raises(OSError, match="no regular file"):
        read_bytes(tmp_path, 10)


def test_what_was_there_is_replaced_and_loses_its_wider_rights(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text("before")
    path.chmod(0o644)
    write_file(path, "after")

    assert (path.read_text(encoding="utf-8"), mode(path)) == ("after", 0o600)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path):
    path = tmp_path / "page.html"
    write_file(path, "before")
    with pytest.raises(UnicodeEncodeError):
        write_file(path, "half \ud800")

    assert (path.read_text(encoding="utf-8"), [one.name for one in tmp_path.iterdir()]) == ("before", ["page.html"])


def test_a_folder_where_the_file_should_be_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "page.html").mkdir()
    with pytest.raises(OSError, match=r"page\.html") as raised:
        write_file(tmp_path / "page.html", "text")

    assert (raised.value.filename, raised.value.filename2) == (str(tmp_path / "page.html"), None)
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]


def test_digest_pages_are_listed_newest_first_and_nothing_else_is(tmp_path: Path):
    for name in (
        "2026-03-03.html",
        "2026-03-03-1800.html",
        "2026-03-04-1800.html",
        "2026-03-04-0700.html",
        "latest.html",
        "index.html",
        "2026-03-04.txt",
        ".2026-03-05.html.part",
    ):
        (tmp_path / name).touch()

    assert digest_pages(tmp_path) == ("2026-03-04-1800.html", "2026-03-04-0700.html", "2026-03-03-1800.html", "2026-03-03.html")
