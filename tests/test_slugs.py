import pytest

from pipeline.slugs import slugs


@pytest.mark.parametrize(
    ("names", "found"),
    [
        pytest.param(["My team", "my/team", "الفريق", "?"], ["my-team", "my-team-2", "الفريق", "circle"], id="letters of any script"),
        pytest.param(
            ["../../etc/passwd", ".hidden", "-rf", "CON\x00"], ["etc-passwd", "hidden", "rf", "con"], id="nothing that leads elsewhere"
        ),
    ],
)
def test_a_name_becomes_part_of_a_file_name(names, found):
    assert list(slugs(names, "circle")) == found
    assert list(slugs(names, "circle").values()) == names


@pytest.mark.parametrize("name", ["ф" * 300, "a" * 300, "中" * 300, "é-" * 200])
def test_no_file_name_made_of_it_is_too_long(name):
    (slug,) = slugs([name], "circle")

    assert len(f"2026-03-04-{slug}-thread.txt".encode()) <= 120
    assert slug
