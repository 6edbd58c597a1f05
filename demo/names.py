"""Believable people for a demonstration commune of the Red River delta; nobody of them exists.

Family names follow the shares of the former Hải Dương and Hải Phòng, middle and given names follow gender and
the year of birth: a woman of 1955 is Nguyễn Thị Nhài, a girl of 2005 Phạm Ngọc Khánh Linh.
"""

import random
from dataclasses import dataclass
from typing import Literal

Gender = Literal["female", "male"]

FAMILY_NAMES = {
    "Nguyễn": 380, "Phạm": 105, "Vũ": 95, "Trần": 75, "Lê": 55, "Đỗ": 42, "Bùi": 38, "Hoàng": 36,
    "Đặng": 28, "Đoàn": 26, "Ngô": 17, "Lương": 14, "Đào": 14, "Đinh": 12, "Trương": 10, "Dương": 9,
    "Mai": 8, "Tạ": 6, "Phùng": 5, "Cao": 5, "Hà": 5, "Tăng": 4, "An": 3, "Khúc": 3, "Tiêu": 2, "Mạc": 2,
    "Quách": 1,
}  # fmt: skip

# Years of birth, both ends included, and how many learners of a hundred come from them: evening classes are
# full of people between 45 and 75, a few pupils help their grandparents.
BIRTH_YEARS = {
    (1940, 1950): 7, (1951, 1960): 22, (1961, 1970): 27, (1971, 1981): 20,
    (1982, 1991): 12, (1992, 2001): 8, (2002, 2010): 4,
}  # fmt: skip

FIRST_YEAR, LAST_YEAR = 1940, 2010


@dataclass(frozen=True)
class DemoPerson:
    """One invented person, as a roster would name them."""

    full_name: str
    gender: Gender
    birth_year: int


@dataclass(frozen=True)
class Generation:
    """How parents named a child up to a year of birth; a usual name stands more than once."""

    last_year: int
    middles: tuple[str, ...]
    givens: tuple[str, ...]


def _generation(last_year: int, middles: str, givens: str) -> Generation:
    """Read comma-separated names; "Thị*8" stands eight times."""
    return Generation(last_year, _weighted(middles), _weighted(givens))


def _weighted(listing: str) -> tuple[str, ...]:
    names: list[str] = []
    for item in listing.split(","):
        name, _, times = item.strip().partition("*")
        names += [name] * int(times or 1)
    return tuple(names)


WOMEN = (
    _generation(
        1962,
        "Thị*30, Thị Kim, Thị Bích, Thị Hồng",
        "Nhài, Lụa, Mùi, Thơm, Mận, Đào, Bưởi, Gái, Tý, Sửu, Thìn, Dần, Ngọ, Mão, Hợi, Vẻ, Nhỡ, Bé, "
        "Thoa, Chắt, Nụ, Chanh, Na, Lựu, Cúc*2, Huệ*2, Sen, Hoa*2, Lan*2, Hồng, Mơ, Tơ, Lành, Hiền, "
        "Thảo, Xuyến, Nga, Vân, Tuyết, Hòa, Bình, Thanh, Xuân, Minh, Loan, Nhung, Ngoan, Chín, Bảy, "
        "Tám, Sáu, Út, Ất, Ấm, Én, Ánh",
    ),
    _generation(
        1981,
        "Thị*30, Thị Thu*2, Thị Thanh*2, Thị Kim, Thị Hồng, Thị Bích, Thị Minh",
        "Hoa*3, Lan*3, Hương*4, Hằng*4, Hà*3, Thủy*3, Nga*3, Hiền*3, Hạnh*2, Hải, Liên*2, Loan*2, "
        "Mai*3, Nhung*3, Oanh*2, Phương*3, Phượng*2, Quyên, Sâm, Tâm*2, Thắm, Thanh*2, Thảo, Thoa*2, "
        "Thu*2, Thúy*2, Thơm, Tình, Tuyết*2, Vân*3, Xuân, Yến*2, Dung*3, Duyên, Điệp, Bích, Chiên, Cúc, "
        "Đào, Huệ*2, Huyền*2, Lý*2, Miền, Ngà",
    ),
    _generation(
        1996,
        "Thị*22, Thị Thu*4, Thị Thanh*3, Thị Ngọc*2, Thị Hồng*2, Thị Bích, Thị Phương, Thị Lan, Thu, Thùy, Hồng",
        "Trang*5, Hương*4, Huyền*4, Hà*3, Linh*4, Thảo*4, Hằng*3, Nga*2, Ngân*2, Nhung*3, Phương*4, "
        "Quỳnh*3, Mai*3, Loan*2, Lan*2, Hạnh*2, Hiền*2, Hoa*2, Yến*3, Vân*3, Thúy*2, Thủy*2, Tuyền, "
        "Dung*2, Duyên*2, Giang*2, Oanh*2, Anh*4, Ánh, Diệp, Đào, Thương*2, Tươi, Xuân, Trâm",
    ),
    _generation(
        LAST_YEAR,
        "Thị*6, Thị Ngọc*2, Thị Thu, Thị Phương*2, Thị Minh, Thị Khánh, Ngọc*4, Ngọc Khánh, Khánh*3, "
        "Phương*3, Minh*3, Bảo*2, Bảo Ngọc, Gia, Thu*2, Thùy*2, Thanh*2, Hà*2, Quỳnh*2, Hoàng, Diệu*2, "
        "Tường, Hải, Mai, Kim",
        "Linh*6, Anh*7, Trang*4, Chi*3, Ngọc*3, Vy*3, Nhi*3, Hân*2, Châu*2, My*2, Thư*3, Thảo*3, "
        "Phương*3, Hà*2, Mai*2, Quỳnh*2, Ngân*2, Giang*2, Dương*2, Uyên*2, Yến*2, Hiền, Huyền*2, Nhung, "
        "Ly*2, Đan, Diệp, Băng, An",
    ),
)

MEN = (
    _generation(
        1962,
        "Văn*26, Đình*3, Xuân*3, Đức*3, Hữu*2, Quang, Bá, Công, Trọng, Duy, Khắc, Thế, Huy, Viết, Đăng, Như",
        "Tý, Sửu, Dần, Mão, Thìn, Tỵ, Ngọ, Mùi, Thân, Dậu, Tuất, Hợi, Giáp, Bính, Đinh, Ất, Canh, Nhâm, "
        "Quý, Bảy, Tám, Chín, Cả, Vượng, Thịnh, Phú, Quyền, Lộc, Thọ*2, Khang, Bình*2, Hòa*2, Chiến*2, "
        "Thắng*2, Lợi, Thành*2, Công, Danh, Tiến*2, Đạt, Khoa, Bảng, Hiển, Vinh*2, Hùng*3, Dũng*2, "
        "Mạnh, Cường, Nhân, Nghĩa, Lễ, Trí, Tín, Điền, Thảo, Mộc, Sơn*2, Hải*2, Giang, Thủy, Khiết, "
        "Quang, Minh*2, Ân, Ẩn, An, Ước, Ơn, Đoan, Đức, Ngữ",
    ),
    _generation(
        1981,
        "Văn*22, Đình*3, Xuân*3, Đức*4, Hữu*2, Quang*2, Mạnh*2, Công*2, Trọng, Duy*2, Ngọc*2, Thế, Huy, Viết, Tiến",
        "Hùng*5, Dũng*5, Cường*4, Tuấn*5, Thắng*4, Chiến*2, Hải*4, Sơn*4, Hà*2, Nam*2, Bình*3, Thành*3, "
        "Long*3, Quân*2, Toàn*2, Trung*3, Kiên*2, Khánh, Hưng*3, Hòa*2, Minh*2, Mạnh*2, Đông*2, Đức*2, "
        "Điệp, Doanh, Giang, Huấn, Hiếu*2, Hiền, Lâm*2, Luân, Lực, Nghĩa, Phong*2, Phương*2, Quang*3, "
        "Quyết, Tân, Thịnh, Thuận, Tú*2, Tùng*2, Vinh, Việt*2, Vượng, Ánh, Ước",
    ),
    _generation(
        1996,
        "Văn*16, Đình*2, Xuân*2, Đức*5, Hữu*2, Quang*3, Mạnh*3, Công*2, Trọng*2, Duy*3, Ngọc*3, Thế*2, "
        "Huy*2, Minh*2, Tiến*2, Hoàng*2, Thành, Việt, Anh",
        "Tuấn*5, Hùng*3, Dũng*4, Cường*4, Thắng*3, Đạt*4, Đức*4, Hiếu*4, Hoàng*4, Huy*4, Hưng*3, "
        "Kiên*3, Linh*2, Long*4, Minh*3, Nam*4, Phong*2, Quân*3, Quang*3, Sơn*3, Thành*3, Tiến*2, "
        "Toàn*2, Trung*4, Trường*2, Tú*3, Tùng*4, Việt*2, Vũ*2, Anh*3, Công, Định, Khánh, Thịnh",
    ),
    _generation(
        LAST_YEAR,
        "Văn*6, Đức*5, Minh*5, Quang*4, Gia*4, Bảo*3, Duy*3, Hoàng*4, Anh*2, Tuấn*2, Tiến*2, Thành*2, "
        "Xuân, Đình*2, Hải*2, Trung, Nhật*2, Việt*2, Quốc*2, Ngọc*2, Hữu, Thế, Đăng*2, Công, Mạnh, Khôi",
        "Anh*6, Minh*5, Huy*4, Khánh*3, Đức*4, Nam*4, Bảo*3, Long*3, Phúc*3, Quân*3, Khang*2, Khôi*2, "
        "Đạt*3, Dũng*3, Hưng*2, Hiếu*3, Hoàng*3, Kiên*3, Lâm*2, Nguyên*2, Phong*3, Sơn*2, Thành*2, "
        "Trung*2, Tùng*3, Việt*2, Vũ*2, Duy*2, Đăng*2, An",
    ),
)

# Rare, and worth having in every list: they show whether tables, cards and certificates can hold them.
LONG_NAMES: dict[Gender, tuple[str, ...]] = {
    "female": (
        "Nguyễn Hoàng Thị Phương Thảo Nguyên",
        "Vũ Ngọc Quỳnh Hương Giang",
        "Trần Lê Thị Hồng Nhung Tuyết",
    ),
    "male": (
        "Nguyễn Phạm Hoàng Trường Giang",
        "Phạm Vũ Đình Quang Trường",
        "Nguyễn Trần Đăng Quang Thượng Nghĩa",
    ),
}
LONG_NAME_SHARE = 0.004

# State leaders and the heroine of Nam Sách: chance must not put them on a roll.
KNOWN_TO_EVERYBODY = {
    "Lê Đức Anh", "Lê Đức Thọ", "Lê Ngọc Châu", "Lê Văn Thành", "Đào Duy Tùng",
    "Mạc Thị Bưởi", "Nguyễn Thị Bình", "Nguyễn Văn Linh", "Nguyễn Xuân Phúc",
}  # fmt: skip


def make_person(rng: random.Random) -> DemoPerson:
    """Invent one person; the same state of the generator gives the same person."""
    gender: Gender = "female" if rng.random() < 0.56 else "male"  # evening classes draw more women
    birth_year = _birth_year(rng)

    if rng.random() < LONG_NAME_SHARE:
        return DemoPerson(rng.choice(LONG_NAMES[gender]), gender, birth_year)
    return DemoPerson(_full_name(rng, gender, birth_year), gender, birth_year)


def _birth_year(rng: random.Random) -> int:
    first, last = rng.choices(list(BIRTH_YEARS), list(BIRTH_YEARS.values()))[0]
    return rng.randint(first, last)


def _full_name(rng: random.Random, gender: Gender, birth_year: int) -> str:
    generation = _generation_of(gender, birth_year)
    family = rng.choices(list(FAMILY_NAMES), list(FAMILY_NAMES.values()))[0]

    name = ""
    while not _is_a_likely_name(name):
        name = f"{family} {rng.choice(generation.middles)} {rng.choice(generation.givens)}"
    return name


def _is_a_likely_name(name: str) -> bool:
    """Nobody is called Vũ Đức Đức, and nobody here is called like a person whom everybody knows."""
    parts = name.split()
    return bool(parts) and len(set(parts)) == len(parts) and name not in KNOWN_TO_EVERYBODY


def _generation_of(gender: Gender, birth_year: int) -> Generation:
    generations = WOMEN if gender == "female" else MEN
    return next(generation for generation in generations if birth_year <= generation.last_year)
