"""How many text messages a text is charged as, by the tables of 3GPP TS 23.038."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.segments import BASIC, EXTENDED, Alphabet, in_small_alphabet, length


def test_the_tables_have_the_size_of_the_standard() -> None:
    assert len(BASIC) == 127, "128 places, one of which is the escape to the second table"
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


@pytest.mark.parametrize(
    ("text", "alphabet", "places", "parts"),
    [
        ("", Alphabet.GSM_7, 0, 0),
        ("a" * 160, Alphabet.GSM_7, 160, 1),
        ("a" * 161, Alphabet.GSM_7, 161, 2),
        ("a" * 306, Alphabet.GSM_7, 306, 2),
        ("a" * 307, Alphabet.GSM_7, 307, 3),
        ("€" * 80, Alphabet.GSM_7, 160, 1),
        ("a" * 152 + "€" + "a" * 152, Alphabet.GSM_7, 306, 3),
        ("ñ" * 160, Alphabet.GSM_7, 160, 1),
        ("ó" * 70, Alphabet.UCS_2, 70, 1),
        ("ó" * 71, Alphabet.UCS_2, 71, 2),
        ("ó" * 134, Alphabet.UCS_2, 134, 2),
        ("🗳" * 35, Alphabet.UCS_2, 70, 1),
        ("a" * 66 + "🗳" + "a" * 66, Alphabet.UCS_2, 134, 3),
    ],
)
def test_known_lengths(text: str, alphabet: Alphabet, places: int, parts: int) -> None:
    found = length(text)
    assert (found.alphabet, found.places, found.parts) == (alphabet, places, parts)


@pytest.mark.parametrize(
    ("text", "cheap"),
    [
        ("Consejo de Participación: ¿vota el sábado?", "Consejo de Participacion: ¿vota el sabado?"),
        ("año, señora, él, à, ü, Ñ", "año, señora, él, à, ü, Ñ"),
        ("7:00\u202fa.\xa0m. – “Á. R****” …", '7:00 a. m. - "A. R****" ...'),
        ("François Çelik", "Francois Çelik"),
        ("bầu cử hội đồng", "bầu cử hội đồng"),
        ("انتخاب", "انتخاب"),
        ("Zażółć", "Zażółć"),
    ],
)
def test_the_nearest_letters_that_every_phone_knows(text: str, cheap: str) -> None:
    assert in_small_alphabet(text) == cheap


@given(st.text())
def test_writing_it_smaller_never_costs_more_and_is_done_once(text: str) -> None:
    smaller = in_small_alphabet(text)
    assert smaller == text or length(smaller).alphabet is Alphabet.GSM_7
    assert in_small_alphabet(smaller) == smaller


@given(st.text(alphabet=sorted(BASIC | EXTENDED)))
def test_every_part_holds_what_it_can(text: str) -> None:
    found = length(text)
    assert found.alphabet is Alphabet.GSM_7
    assert found.places <= max(160, found.parts * 153)
    assert found.parts <= 1 or (found.parts - 1) * 152 < found.places
