"""Placeholders: filled once, in one pass, and a value can never become a placeholder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import MissingValue, UnknownPlaceholder
from outreach.wording import fill_in, fill_in_html, one_line, placeholders


def test_placeholders_are_found() -> None:
    assert placeholders("Call {phone}, {voter}. {phone}") == {"phone", "voter"}


@pytest.mark.parametrize("text", ["{", "a } b", "{Phone}", "{two words}", "{}", "{{phone}}"])
def test_a_brace_that_is_no_placeholder_is_refused(text: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        placeholders(text)


def test_a_missing_value_is_named() -> None:
    with pytest.raises(MissingValue, match="phone"):
        fill_in("Call {phone}", {})


def test_html_values_are_escaped() -> None:
    assert fill_in_html("<b>{voter}</b>", {"voter": "<i>A&B"}) == "<b>&lt;i&gt;A&amp;B</b>"


@given(st.text(), st.text())
def test_no_value_brings_a_placeholder_or_a_line_break(name: str, link: str) -> None:
    stored = fill_in("For {voter}: {personal_link}", {"voter": name}, later=lambda n: n == "personal_link")
    assert placeholders(stored) == {"personal_link"}
    assert stored.count("{personal_link}") == 1
    sent = fill_in(stored, {"personal_link": link})
    assert sent == f"For {one_line(name)}: {one_line(link)}"
    assert len(sent.splitlines()) == 1


def test_a_name_cannot_smuggle_in_a_link() -> None:
    stored = fill_in("For {voter}", {"voter": "{personal_link}"})
    assert stored == "For (personal_link)"
