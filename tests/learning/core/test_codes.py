"""Codes typed from paper: forgiving where eyes err, unforgiving where fingers do."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.core.codes import (
    CARD_CODE_LENGTH,
    CODE_LENGTH,
    CodeMistyped,
    is_card_code,
    new_card_code,
    new_code,
    sanitise_card_code,
    sanitise_code,
    show_card_code,
    show_code,
)
from learning.core.phones import NotAPhone, normalise_phone

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = {"0": "0Oo", "1": "1IilL", "V": "VvUu"}

codes = st.binary(min_size=9, max_size=9).map(lambda raw: new_code(lambda n: raw))
card_codes = st.builds(
    lambda first, rest: card_code(first, rest),  # noqa: PLW0108  # defined further down
    st.sampled_from("1246"),
    st.text("0123456789", min_size=7, max_size=7),
)


def code_with(payload):
    """The whole code of nine chosen symbols."""
    return new_code(lambda n: bytes(map(ALPHABET.index, payload)))


def card_code(first, rest):
    """The whole card code of eight chosen digits."""
    draws = iter(["1246".index(first), *map(int, rest)])
    return new_card_code(lambda below: next(draws))


def replaced(code, place, symbol):
    return code[:place] + symbol + code[place + 1 :]


def swapped(code, place):
    return code[:place] + code[place + 1] + code[place] + code[place + 2 :]


def is_code(text):
    try:
        return sanitise_code(text) == text
    except CodeMistyped:
        return False


# --- Certificate codes ------------------------------------------------------------------------------------


@given(codes)
def test_a_new_code_has_ten_symbols_of_the_alphabet_and_is_accepted(code):
    assert len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    assert sanitise_code(code) == code


def test_new_codes_differ():
    assert len({new_code() for _ in range(500)}) == 500


def test_every_symbol_can_be_drawn():
    drawn = {new_code(lambda n, byte=byte: bytes([byte] * n))[0] for byte in range(256)}
    assert drawn == set(ALPHABET)


def test_every_single_wrong_symbol_is_caught():
    """Whole proof: the check is linear, so what holds for every error upon these codes holds upon all."""
    for code in ("0000000000", code_with("K7M2P9QX4"), code_with("ZZZZZZZZZ")):
        for place in range(CODE_LENGTH):
            right = [symbol for symbol in ALPHABET if is_code(replaced(code, place, symbol))]
            assert right == [code[place]]


def test_every_swap_of_neighbours_is_caught():
    """Every place, every pair of symbols; the last place by every payload symbol before the check symbol."""
    for place in range(CODE_LENGTH - 2):
        for one in ALPHABET:
            for other in ALPHABET.replace(one, ""):
                code = code_with(("0" * place + one + other).ljust(9, "0"))
                assert not is_code(swapped(code, place))


def test_every_swap_with_the_check_symbol_is_caught():
    for first in ALPHABET:
        for last in ALPHABET:
            code = code_with(first + "0000000" + last)
            assert code[-1] == code[-2] or not is_code(swapped(code, CODE_LENGTH - 2))


@given(codes, st.data())
def test_any_code_with_one_wrong_symbol_is_refused(code, data):
    place = data.draw(st.integers(0, CODE_LENGTH - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))
    with pytest.raises(CodeMistyped, match="gõ nhầm"):
        sanitise_code(replaced(code, place, wrong))


@given(codes, st.data())
def test_a_code_is_understood_however_it_was_read_and_typed(code, data):
    typed = ""
    for symbol in code:
        typed += data.draw(st.sampled_from(MISREAD.get(symbol, symbol + symbol.lower())))
        typed += data.draw(st.sampled_from(["", "", "", " ", "-", "–", ".", "\u00a0"]))
    assert sanitise_code(typed) == code


@given(codes)
def test_the_printed_form_is_understood(code):
    assert sanitise_code(show_code(code)) == code


def test_codes_are_printed_in_two_groups():
    assert show_code("K7M2P9QX4T") == "K7M2P-9QX4T"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "ở đây có 0"),
        ("K7M2P", "ở đây có 5"),
        ("K7M2P-9QX4T-1", "ở đây có 11"),
        ("K7M2P-9QXÂT", "tắt bộ gõ tiếng Việt"),
        ("K7M2P-9QX4!", "không có “!”"),
    ],
)
def test_a_code_that_cannot_be_is_refused_with_what_to_look_at(typed, hint):
    with pytest.raises(CodeMistyped, match=hint):
        sanitise_code(typed)


@given(st.text(max_size=14))
def test_whatever_is_typed_gives_a_code_or_a_refusal(typed):
    try:
        code = sanitise_code(typed)
    except CodeMistyped as refusal:
        assert str(refusal).endswith(".")
    else:
        assert is_code(code)


# --- Card codes -------------------------------------------------------------------------------------------


@given(card_codes)
def test_a_card_code_has_nine_digits_and_is_accepted(code):
    assert len(code) == CARD_CODE_LENGTH and code.isdigit() and code[0] in "1246"
    assert sanitise_card_code(code) == code and is_card_code(code)


@given(card_codes)
def test_a_card_code_is_never_taken_for_a_telephone_number(code):
    with pytest.raises(NotAPhone):
        normalise_phone(code)


def test_new_card_codes_come_from_the_machine_and_differ():
    assert len({new_card_code() for _ in range(200)}) > 195


def payloads():
    """Payloads that bring the check into every state, each with every pair of digits behind it."""
    for lead in "16":
        for state in range(10):
            for tail in range(100):
                yield lead, f"{state}{tail:02d}".ljust(7, "0")


def test_every_single_wrong_digit_of_a_card_code_is_caught():
    for lead, rest in payloads():
        code = card_code(lead, rest)
        for place, right in enumerate(code):
            wrong = [digit for digit in "0123456789" if is_card_code(replaced(code, place, digit))]
            assert wrong == [right]


def test_every_swap_of_neighbouring_digits_of_a_card_code_is_caught():
    for lead, rest in payloads():
        code = card_code(lead, rest)
        for place, (one, other) in enumerate(pairwise(code)):
            assert one == other or not is_card_code(swapped(code, place))


@given(card_codes, st.data())
def test_any_card_code_with_a_slip_is_refused(code, data):
    place = data.draw(st.integers(0, CARD_CODE_LENGTH - 2))
    wrong = data.draw(st.sampled_from("0123456789".replace(code[place], "")))
    assert not is_card_code(replaced(code, place, wrong))
    assert code[place] == code[place + 1] or not is_card_code(swapped(code, place))


@given(card_codes)
def test_a_card_code_is_understood_however_it_is_grouped(code):
    assert sanitise_card_code(show_card_code(code)) == code
    assert sanitise_card_code(f" {'-'.join(code)} ".replace("0", "O").replace("1", "l")) == code


def test_card_codes_are_printed_in_three_groups():
    assert show_card_code("412345678") == "412 345 678"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "ở đây có 0"),
        ("412 345", "ở đây có 6"),
        ("412 34A 678", "chỉ gồm chữ số"),
        ("٤١٢٣٤٥٦٧٨", "chỉ gồm chữ số"),
        ("000000000", "gõ nhầm"),
    ],
)
def test_a_card_code_that_cannot_be_is_refused_with_what_to_look_at(typed, hint):
    with pytest.raises(CodeMistyped, match=hint):
        sanitise_card_code(typed)


@given(st.text(max_size=14))
def test_whatever_is_typed_is_a_card_code_or_not(typed):
    assert is_card_code(typed) in (True, False)
