"""Every script of our languages can be set: Chinese with the characters of names, Arabic in its direction."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ballot_service.printing.characters import breakable, lacks_letters
from ballot_service.printing.flyers import Flyer, FlyerText, flyers_pdf
from ballot_service.printing.posters import PosterPart, PosterText
from tests.printing import paper

MADE_AT = datetime(2025, 11, 17, 15, tzinfo=UTC)
ADDRESS = "https://vote.tallowcreek.k12.ms.us/f/b7ehgnz6"
SAID = {
    "zh-Hans": ("投票时间", "从 11 月 18 日起。请致电 (601) 555-0100。", "BallotHans"),
    "ar": ("موعد التصويت", "ابتداءً من 18 نوفمبر. للاتصال: (601) 555-0100.", "NotoSansArabic"),
    "vi": ("Thời gian bỏ phiếu", "Từ ngày 18 tháng 11. Hãy gọi (601) 555-0100.", "NotoSans"),
}


def a_flyer(tag: str) -> bytes:
    heading, line, _ = SAID[tag]
    part = PosterPart(heading=heading, lines=(line,))
    says = PosterText(language=tag, title=heading, council=heading, what=line, parts=(part,), scan=line)
    text = FlyerText(says=says, call=line, code_says=heading)
    return flyers_pdf(
        [Flyer(language=tag, address=ADDRESS, place="Cypress Elementary, 1 School Road")],
        {tag: text},
        school="Cypress Elementary",
        title=heading,
        made_at=MADE_AT,
    )


@pytest.mark.parametrize("tag", SAID)
def test_a_flyer_is_set_in_its_own_script_and_its_code_is_read(tag: str) -> None:
    pdf = a_flyer(tag)
    assert paper.codes(pdf) == [ADDRESS]
    assert SAID[tag][2] in paper.fonts(pdf)
    assert paper.claims(pdf)[2].partition("-")[0] == tag.partition("-")[0]


def test_arabic_is_set_from_the_right_and_phone_numbers_and_streets_from_the_left() -> None:
    pdf = a_flyer("ar")
    for first, then in (("Cypress", "Elementary"), ("School", "Road")):
        assert paper.boxes(pdf, first)[0][0] < paper.boxes(pdf, then)[0][0]
    right = paper.boxes(pdf, "Elementary")[0][2]
    assert right == pytest.approx(8.0, abs=0.1), "at the edge where Arabic begins"


def test_names_in_rare_and_traditional_characters_can_be_printed() -> None:
    assert not lacks_letters("李喆 朱镕基 陳國華 堃 珺 Nguyễn Thị Hằng محمد عبد الله “你好”……")
    assert lacks_letters("\N{CJK UNIFIED IDEOGRAPH-20000}")


def test_chinese_needs_no_hidden_places_to_break() -> None:
    long = "社区参与委员会" * 8 + "。"
    assert breakable(long) == long
    assert breakable("x" * 40) != "x" * 40
