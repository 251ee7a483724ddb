"""What holds between the skills of the shipped lexicon."""

import csv
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from pipeline.edges.knowledge import lexicon

ADDRESS = re.compile(r"http://data\.europa\.eu/esco/skill/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_narrower_skills_are_others_of_the_lexicon_and_each_stands_once():
    skills = lexicon().skills

    for skill in skills.values():
        assert set(skill.narrower) <= set(skills) - {skill.id}, skill.id
        assert len(set(skill.narrower)) == len(skill.narrower), skill.id


def test_no_skill_is_narrower_than_itself_by_way_of_others():
    order = tuple(TopologicalSorter({skill.id: skill.narrower for skill in lexicon().skills.values()}).static_order())

    assert order.index("css") < order.index("web-development")


def test_an_ambiguous_word_is_one_of_the_skills_words():
    for skill in lexicon().skills.values():
        for language, words in skill.ambiguous.items():
            assert set(words) <= set(skill.words[language]), skill.id
            assert not any(" " in word for word in words), skill.id


def test_a_concept_of_esco_is_one_skill():
    addresses = [skill.esco for skill in lexicon().skills.values() if skill.esco]

    assert all(ADDRESS.fullmatch(address) for address in addresses)
    assert len(set(addresses)) == len(addresses) >= 50


@pytest.mark.shared_data
def test_the_concepts_exist(shared_data: Path):
    with (shared_data / "skills" / "esco_en_pl.csv").open(encoding="utf-8", newline="") as file:
        known = {row["uri"] for row in csv.DictReader(file)}

    assert {skill.esco for skill in lexicon().skills.values() if skill.esco} <= known
