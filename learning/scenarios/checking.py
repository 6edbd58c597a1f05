"""What only the whole scenario can get wrong: ways that lead nowhere, screens nobody comes to, forbidden words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from learning.core.text import fold
from learning.scenarios.model import Scenario, Screen
from learning.scenarios.real_numbers import looks_real
from learning.scenarios.walking import walk

BRANDS = tuple(
    """vietcombank vietinbank bidv agribank techcombank mbbank vpbank acb sacombank tpbank hdbank momo zalopay vnpay
    viettel mobifone vinaphone vietnamobile zalo facebook messenger tiktok shopee lazada google_pay apple_pay
    shopeepay vnpt evn""".replace("\n", " ").split()
)
MOST_ON_SCREEN = 4000  # letters on one screen, so that no page can outgrow 60 KB
_BRANDS = re.compile(rf"\b({'|'.join(brand.replace('_', '[ ]?') for brand in BRANDS)})\b")
Found = tuple[int, str, str]


def check_words(text: str) -> Iterator[Found]:
    """Real brands and numbers that look real; comments count too, since they travel with the file."""
    for line, words in enumerate(text.splitlines(), start=1):
        plain = fold(words)
        if brand := _BRANDS.search(plain):
            yield line, f"Có tên thương hiệu thật: {brand.group(1)}.", "Dùng tên tự đặt, thí dụ Ngân hàng Lúa Vàng."
        if (found := looks_real(words)) and found != "mã OTP":
            yield line, f"Có số trông giống {found} thật.", "Che bớt, thí dụ 0•• ••• ••12, hoặc dùng số ngắn hơn."


def check_scenario(scenario: Scenario, where: Mapping[str, int]) -> Iterator[Found]:
    """Targets, then, if they all exist, every path."""
    strange = list(_unknown_targets(scenario, where)) + list(_unknown_flags(scenario, where))
    yield from strange
    yield from _too_much(scenario, where)
    if scenario.screens and not strange:
        yield from _ways(scenario, where)


def _unknown_targets(scenario: Scenario, where: Mapping[str, int]) -> Iterator[Found]:
    known = {screen.id for screen in scenario.screens}
    for screen in scenario.screens:
        for number, _, tap in screen.numbered():
            if tap.go and tap.go not in known:
                line = where.get(f"tap:{screen.id}:{number}", 1)
                yield line, f"Không có màn {tap.go}.", f"Sửa lại tên, hoặc thêm màn có id: {tap.go}."


def _unknown_flags(scenario: Scenario, where: Mapping[str, int]) -> Iterator[Found]:
    taps = [tap for screen in scenario.screens for _, _, tap in screen.numbered()]
    known = {tap.sets for tap in taps} | {tap.flips for tap in taps} | {""}
    for screen in scenario.screens:
        for element in screen.elements:
            for flag in {element.when, element.unless} - known:
                line = where[f"screen:{screen.id}"]
                yield line, f"Không chỗ bấm nào đặt cờ {flag}.", f"Thêm set: {flag} hoặc flag: {flag} vào một chỗ bấm."
    if len(known) > 7:
        yield 1, "Tình huống dùng quá sáu cờ.", "Chia làm hai tình huống."


def _too_much(scenario: Scenario, where: Mapping[str, int]) -> Iterator[Found]:
    for screen in scenario.screens:
        if _letters(screen) > MOST_ON_SCREEN:
            line = where[f"screen:{screen.id}"]
            yield line, f"Màn {screen.id} có quá nhiều chữ.", f"Viết dưới {MOST_ON_SCREEN} chữ, hoặc chia làm hai màn."


def _letters(screen: Screen) -> int:
    taps = [tap for _, _, tap in screen.numbered()]
    own = [screen.title, screen.hint, *(part for element in screen.elements for part in (element.text, element.note))]
    lines = [line for element in screen.elements for line in element.lines]
    return sum(map(len, [*own, *lines, *(tap.label + tap.note + tap.trap + tap.refuse + tap.done for tap in taps)]))


def _ways(scenario: Scenario, where: Mapping[str, int]) -> Iterator[Found]:
    walked = walk(scenario)
    start = where[f"screen:{scenario.start.id}"]
    for screen in scenario.screens:
        if screen.id not in walked.screens:
            line = where[f"screen:{screen.id}"]
            yield (
                line,
                f"Không đường nào tới màn {screen.id}.",
                f"Thêm go: {screen.id} vào một chỗ bấm, hoặc xóa màn này.",
            )
    if not walked.goals:
        yield start, "Không đi tới đích được.", "Thêm một chỗ bấm có done: ở màn cuối, và đường đi tới đó."
        return
    for name in dict.fromkeys(place.screen for place in walked.stuck()):
        remedy = "Thêm một chỗ bấm dẫn về đích, hoặc đổi chỗ bấm dẫn tới đây thành trap:."
        yield where[f"screen:{name}"], f"Màn {name} là ngõ cụt: từ đây không tới đích được.", remedy
