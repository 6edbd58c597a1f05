"""Telephone numbers as people and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.core.phones import NotAPhone, is_mobile, mask_phone, normalise_phone, show_phone

MOBILE_PREFIXES = [
    *(f"03{d}" for d in "23456789"),
    *(f"05{d}" for d in "2689"),
    *(f"07{d}" for d in "06789"),
    *(f"08{d}" for d in "123456789"),
    *(f"09{d}" for d in "0123456789"),
]


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


mobiles = st.builds(str.__add__, st.sampled_from(MOBILE_PREFIXES), digits(7))
landlines = digits(9).map("02".__add__)
phones = mobiles | landlines


@given(phones, st.data())
def test_a_number_is_known_however_it_is_grouped(phone, data):
    gaps = data.draw(st.lists(st.sampled_from(["", " ", ".", "-", " - "]), min_size=11, max_size=11))
    written = "".join(digit + gap for digit, gap in zip(phone, gaps, strict=False)).rstrip(".- ")
    assert normalise_phone(written) == phone


@given(phones, st.sampled_from(["+84", "84", "0084", "+84 ", "(+84) ", "84-", "+84 (0)"]))
def test_a_number_is_known_with_the_country_code(phone, country):
    assert normalise_phone(country + phone[1:]) == phone


@given(phones)
def test_a_number_that_a_spreadsheet_robbed_of_its_zero_gets_it_back(phone):
    assert normalise_phone(phone[1:]) == phone
    assert normalise_phone(f"{int(phone)}.0") == phone


@given(phones)
def test_a_normal_number_stays_as_it_is(phone):
    assert normalise_phone(phone) == phone


@given(phones)
def test_a_number_shown_is_understood_again(phone):
    assert normalise_phone(show_phone(phone)) == phone


@given(st.text(max_size=20))
def test_whatever_is_typed_gives_a_number_or_a_refusal(typed):
    try:
        phone = normalise_phone(typed)
    except NotAPhone as refusal:
        assert str(refusal).endswith(".")
    else:
        assert phone.isascii() and phone.isdigit() and len(phone) == (10 if is_mobile(phone) else 11)


def test_a_number_that_begins_like_the_country_code_is_not_cut():
    assert normalise_phone("845678901") == "0845678901"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "Chưa có số điện thoại"),
        (" . ", "Chưa có số điện thoại"),
        ("không có", "chỉ gồm chữ số"),
        ("0912345678/0987654321", "Xin nhập một số"),
        ("9.12E+08", "chỉ gồm chữ số"),
        ("091234567", "ở đây có 9"),
        ("09123456789", "ở đây có 11"),
        ("0612345678", "Không có đầu số 061"),
        ("0512345678", "Không có đầu số 051"),
        ("0742345678", "Không có đầu số 074"),
        ("+1 650 555 0100", "số nước ngoài"),
        ("0168 345 6789", "Xin nhập 0383 456 789"),
        ("0123 456 7890", "Xin nhập 0834 567 890"),
        ("412 345 672", "ở đây có 10|Không có đầu số 041"),
    ],
)
def test_what_is_no_number_is_refused_with_the_remedy(typed, hint):
    with pytest.raises(NotAPhone, match=hint):
        normalise_phone(typed)


def test_only_the_prefixes_in_use_are_mobile_numbers():
    in_use = [f"0{prefix:02d}" for prefix in range(100) if is_mobile(f"0{prefix:02d}1234567")]
    assert in_use == MOBILE_PREFIXES


@given(mobiles)
def test_mobile_numbers_are_known_as_mobile(phone):
    assert is_mobile(phone)


@given(landlines)
def test_landlines_are_kept_but_are_not_mobile(phone):
    assert not is_mobile(normalise_phone(phone))


def test_numbers_are_shown_in_groups():
    assert show_phone("0912345678") == "0912 345 678"
    assert show_phone("02253842678") == "0225 384 2678"


def test_the_middle_of_a_masked_number_is_hidden():
    assert mask_phone("0912345678") == "0912 ••• 678"
    assert mask_phone("02253842678") == "0225 •••• 678"


@given(mobiles, digits(3))
def test_a_masked_number_says_nothing_of_the_hidden_digits(phone, hidden):
    assert mask_phone(phone) == mask_phone(phone[:4] + hidden + phone[7:])
