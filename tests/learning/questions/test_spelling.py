"""Which spellings are the same answer."""

import unicodedata

import pytest

from learning.questions.spelling import _fits, matches, shown


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("hà nội", "Hà Nội"),
        ("  Hà   Nội ", "Hà Nội"),
        (unicodedata.normalize("NFD", "Hà Nội"), "Hà Nội"),
        ("HOÀ BÌNH", "Hòa Bình"),
        ("hòa bình", "hoà bình"),
        ("khoẻ", "khỏe"),
        ("tuỷ", "tủy"),
        ("ĐỌC", "đọc"),
    ],
)
def test_the_same_word_spelled_otherwise(typed, pattern):
    assert matches(typed, pattern)
    assert matches(pattern, typed)


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [("ha noi", "Hà Nội"), ("dọc", "đọc"), ("hoa", "hòa"), ("hòa", "họa"), ("hànội", "hà nội"), ("", "a")],
)
def test_another_word(typed, pattern):
    assert not matches(typed, pattern)


@pytest.mark.parametrize(("typed", "pattern"), [("ha noi", "Hà Nội"), ("duong", "ĐƯỜNG"), ("đường", "duong")])
def test_marks_may_be_left_out_where_the_author_allows_it(typed, pattern):
    assert matches(typed, pattern, unmarked=True)
    assert not matches(typed, pattern)


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("mật khẩu", "*khẩu"),
        ("mật khẩu mạnh", "mật*"),
        ("mật khẩu", "mật*khẩu"),
        ("một mật và một khẩu mới", "*mật*khẩu*"),
        ("mật khẩu", "*mật*khẩu*"),
        ("bất kỳ", "*"),
        ("2*3", "2\\*3"),
        ("hoàng", "hoà*"),
        ("ab", "a*b"),
    ],
)
def test_a_star_stands_for_any_characters(typed, pattern):
    assert matches(typed, pattern)


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("khẩu mật", "*mật*khẩu*"),
        ("aba", "ab*ba"),
        ("abc", "a*b*b*c"),
        ("2x3", "2\\*3"),
        ("xab", "a*b"),
        ("abx", "a*b"),
        ("axbyc", "a*z*c"),
        ("abb", "a*bb*b"),
    ],
)
def test_what_stands_between_stars_must_be_there_in_order(typed, pattern):
    assert not matches(typed, pattern)


class Searched(str):
    """A text that counts how often something is looked for in it."""

    __slots__ = ()
    searches = 0

    def find(self, *asked) -> int:
        Searched.searches += 1
        return super().find(*asked)


def test_many_stars_cost_one_search_each():
    stars = 30
    assert not _fits(Searched("a" * 200), ("", *"a" * stars, "b", "a"))
    assert Searched.searches == stars + 1


def test_a_pattern_is_shown_without_its_signs():
    assert shown("mật*khẩu 2\\*3") == "mật…khẩu 2*3"
