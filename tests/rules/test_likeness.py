"""One name written in different ways, and names of different people (requirements 1.12, rule 4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.rules.likeness import Likeness, NameIndex, name_likeness

EXACT, LIKE, DIFFERENT = Likeness.EXACT, Likeness.LIKE, Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("José Ruiz", "Jose Ruiz", EXACT),
        ("García López, Ana", "Ana Garcia-Lopez", EXACT),
        ("Nguyễn Văn Đức", "Duc Van Nguyen", EXACT),
        ("Pat O'Brien", "PAT OBRIEN", EXACT),
        ("María de la Cruz", "Maria Delacruz", EXACT),
        ("Anne-Marie Jones", "Annemarie Jones", EXACT),
        ("王小明", "王小明", EXACT),
        ("Ana García", "Ana García López", LIKE),
        ("Robert E. Smith", "Robert Smith", LIKE),
        ("J. Smith", "John Smith", LIKE),
        ("Jon Smith", "John Smyth", LIKE),
        ("Catherine Johnson", "Katherine Johnson", LIKE),
        ("Dr. Jane Smith", "Jane Smith", LIKE),
        ("John Smith", "John Smith, Jr.", LIKE),
        ("John Smith Jr", "John Smith III", LIKE),
        ("Maria Garcia", "Mario Garcia", LIKE),
        ("John Smith", "Jane Smith", DIFFERENT),
        ("Ana Garcia Lopez", "Eva Garcia Lopez", DIFFERENT),
        ("Ana Garcia", "Ava Garcia", DIFFERENT),
        ("Smith", "John Smith", DIFFERENT),
        ("王小明", "王大明", DIFFERENT),
        ("John Smith", "", DIFFERENT),
        ("", "", DIFFERENT),
        ("Jr", "Jr Jr", DIFFERENT),
    ],
)
def test_names(one: str, other: str, likeness: Likeness) -> None:
    assert name_likeness(one, other) is likeness
    assert name_likeness(other, one) is likeness


def test_two_words_cannot_share_one_partner() -> None:
    assert name_likeness("Maria Maria Jones", "Maria Jones Smith") is DIFFERENT
    assert name_likeness("J M Smith", "Mary Jane Smith") is LIKE


def test_an_initial_gives_way_to_a_word_that_has_no_other_partner() -> None:
    assert name_likeness("J Juan", "Juan Jose Perez") is LIKE


WORDS = st.sampled_from(
    [
        "Ana",
        "Anna",
        "Maria",
        "Mario",
        "García",
        "Garcia",
        "López",
        "Lopes",
        "J",
        "M",
        "de",
        "la",
        "Jr",
        "III",
        "李",
    ]
)
NAMES = st.lists(WORDS, max_size=5).map(" ".join) | st.text(max_size=12)


@given(one=NAMES, other=NAMES)
def test_the_order_of_the_two_names_makes_no_difference(one: str, other: str) -> None:
    assert name_likeness(one, other) is name_likeness(other, one)


@given(words=st.lists(WORDS, min_size=1, max_size=5), data=st.data())
def test_the_order_of_the_words_makes_no_difference(words: list[str], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(words))
    assert name_likeness(" ".join(words), " ".join(turned)) is EXACT


@given(name=NAMES, names=st.lists(NAMES, max_size=8))
def test_the_index_finds_what_comparing_one_by_one_finds(name: str, names: list[str]) -> None:
    one_by_one = {place: name_likeness(name, other) for place, other in enumerate(names)}
    expected = {place: likeness for place, likeness in one_by_one.items() if likeness is not DIFFERENT}
    assert NameIndex(dict(enumerate(names))).like(name) == expected


def test_a_name_of_ten_thousand_letters_is_answered() -> None:
    assert name_likeness("a b " * 2500, "a b " * 2499 + "c") is EXACT
    assert name_likeness("x" * 10_000, "y" * 10_000) is DIFFERENT
