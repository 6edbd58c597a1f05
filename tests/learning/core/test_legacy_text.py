"""Old fonts: what stands in .VnTime and VNI comes out as it was meant, and what is Unicode is left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.core.legacy_text import _TCVN3, _VNI, Script, converted, is_syllable, script_of

NAMES = (
    "Nguyễn Văn Đức", "Trần Thị Hương", "Phạm Thị Hồng", "Dương Quốc Việt", "Đỗ Văn Lượng", "Bùi Thị Mỹ",
    "Vũ Thị Thuỷ", "Đặng Ngọc Ánh", "Hoàng Khắc Hiếu", "Lưu Quý Kỳ", "Tạ Thị Xuyến", "Mẫn Thế Phượng", "Khổng Thị Nhã",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant", "script"),
    [
        ("NguyÔn V¨n §øc", "Nguyễn Văn Đức", Script.TCVN3),
        ("TrÇn ThÞ H\u00ad¬ng", "Trần Thị Hương", Script.TCVN3),
        ("Hoµng ThÞ Nga", "Hoàng Thị Nga", Script.TCVN3),
        ("Nguyeãn Vaên Ñöùc", "Nguyễn Văn Đức", Script.VNI),
        ("TRAÀN THÒ HÖÔNG", "TRẦN THỊ HƯƠNG", Script.VNI),
        ("Ñoã Vaên Löôïng", "Đỗ Văn Lượng", Script.VNI),
    ],
)
def test_a_name_is_recognised_and_converted(written: str, meant: str, script: Script) -> None:
    assert script_of([written]) is script
    assert unicodedata.normalize("NFC", converted(written, script)) == meant


@pytest.mark.parametrize("name", [*NAMES, "H'Hen Niê", "Nguyễn Thị Thúy", "Võ Hoà", "Võ Hòa", "Gaétan", "Lò Thị Mỷ"])
def test_unicode_is_left_alone(name: str) -> None:
    assert script_of([name, "Nguyễn Văn Đức", "Trần Thị Hương"]) is Script.UNICODE
    assert script_of([unicodedata.normalize("NFD", name)]) is Script.UNICODE or name == "Gaétan"


def _back(text: str, table: dict[str, str]) -> str:
    codes: dict[str, str] = {}
    for code, letter in table.items():
        codes.setdefault(letter, code)
    return "".join(codes.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


@settings(deadline=None)
@given(st.lists(st.sampled_from(NAMES), min_size=3, max_size=12))
def test_whatever_was_written_in_an_old_font_comes_back(names: list[str]) -> None:
    for script, table, meant in (
        (Script.TCVN3, _TCVN3, [name[0] + name[1:] for name in names]),
        (Script.VNI, _VNI, names),
    ):
        written = [_back(name, table) for name in meant]
        assert script_of(written) in (script, Script.UNICODE)
        if script_of(written) is script:
            assert [converted(name, script) for name in written] == meant


@pytest.mark.parametrize(
    "word", "nghiêng khuỷu quyển giếng thuở oằn uất yểm ngoẹo rượu chuyện Đức xoong khoẻ quýt".split()
)
def test_a_syllable_is_one(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", "nguyÔn vaên h\u00ad¬ng cát̀ ngướng̣ phaùm ngat̀ quôcc đđ".split())
def test_what_cannot_be_said_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)
