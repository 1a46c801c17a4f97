"""Services outside the catalogue are known, and catalogue rows without a guide have names enough."""

import pytest
import yaml

from knowledge_base.city import city_folder
from knowledge_base.loading import load_catalogue
from knowledge_base.model.catalogue import Catalogue

ROWS_AT_LEAST = 200
ALIASES_AT_LEAST = 8


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def covered(catalogue: Catalogue) -> set[str]:
    """Every name under which the catalogue itself is known."""
    names: set[str] = set()
    for entry in catalogue.entries.values():
        names |= {entry.name, *entry.name.replace("/", "、").split("、"), *entry.aliases}
    for guide in catalogue.guides.values():
        names |= {guide.item.name, *guide.item.aliases}
    return names


def test_two_hundred_services_outside_the_catalogue_are_known(catalogue: Catalogue) -> None:
    assert len(catalogue.not_covered) >= ROWS_AT_LEAST


def test_each_says_who_answers_and_on_which_line(catalogue: Catalogue) -> None:
    for row in catalogue.not_covered:
        assert row.route_to
        assert row.hotline.replace("、", "").replace("-", "").isdigit(), row.name


def test_each_has_three_to_eight_names_people_use(catalogue: Catalogue) -> None:
    assert {
        r.name: len(r.aliases) for r in catalogue.not_covered if not 3 <= len(r.aliases) <= 8
    } == {}


def test_no_name_stands_for_two_of_them(catalogue: Catalogue) -> None:
    names = [name for row in catalogue.not_covered for name in (row.name, *row.aliases)]
    assert sorted(n for n in set(names) if names.count(n) > 1) == []


def test_no_name_of_them_lies_within_what_the_catalogue_covers(
    catalogue: Catalogue, covered: set[str]
) -> None:
    clashes = {
        (name, other)
        for row in catalogue.not_covered
        for name in (row.name, *row.aliases)
        for other in covered
        if name in other
    }
    assert clashes == set()


def test_every_row_without_a_guide_has_names_enough(catalogue: Catalogue) -> None:
    poor = {
        entry.name: len(entry.aliases)
        for entry in catalogue.entries.values()
        if entry.priority == "normal" and len(entry.aliases) < ALIASES_AT_LEAST
    }
    assert poor == {}


def test_a_name_of_a_row_without_a_guide_belongs_to_that_row_alone(catalogue: Catalogue) -> None:
    owner: dict[str, str] = {}
    for guide in catalogue.guides.values():
        owner.update(dict.fromkeys((guide.item.name, *guide.item.aliases), guide.item.catalog_code))
    for entry in catalogue.entries.values():
        for alias in entry.aliases:
            assert owner.setdefault(alias, entry.catalog_code) == entry.catalog_code, alias


def test_every_row_without_a_guide_is_said_in_one_plain_sentence(catalogue: Catalogue) -> None:
    said = yaml.safe_load((city_folder() / "catalogue" / "aliases.yml").read_text("utf-8"))
    rows = {code for code, entry in catalogue.entries.items() if entry.priority == "normal"}
    assert set(said) == rows
    assert all(row["plain"].endswith("。") for row in said.values())
