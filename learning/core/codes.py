"""Codes that people read off paper and type: certificate codes and card codes.

Both carry a check symbol that catches every single wrong symbol and every swap of two neighbours, so a slip
of the finger is told as such and never opens somebody else's record. Codes are random: they say nothing about
a person.
"""

import re
import secrets
from collections.abc import Callable

CODE_LENGTH = 10
CARD_CODE_LENGTH = 9

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
_VALUE = {symbol: value for value, symbol in enumerate(_ALPHABET)}
_READ_WRONG = str.maketrans("OILU", "011V")
_SEPARATORS = re.compile(r"[\s.\-‐‑–—_]+")

# Vietnamese numbers that lost their 0 begin with 3, 5, 7, 8 or 9: a card code never looks like one.
_CARD_FIRST_DIGITS = "1246"

# Damm's quasigroup of order ten: (state, digit) → state, with zeros on the diagonal.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class CodeMistyped(ValueError):
    """The code cannot be right as typed; the text of the error says what to look at, in Vietnamese."""


# --- Certificate codes ------------------------------------------------------------------------------------


def new_code(randbytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Return a fresh certificate code: nine random symbols (45 bits) and their check symbol."""
    values = [byte & 31 for byte in randbytes(CODE_LENGTH - 1)]
    values.append(_double(_syndrome(values)))
    return "".join(_ALPHABET[value] for value in values)


def show_code(code: str) -> str:
    """Group a certificate code for print: "K7M2P-9QX4T"."""
    return f"{code[:5]}-{code[5:]}"


def sanitise_code(typed: str) -> str:
    """Return the certificate code that was meant, forgiving case, spaces, hyphens, O/0, I/l/1 and U/V.

    Raises `CodeMistyped` when the length, a symbol or the check symbol is wrong.
    """
    code = _compact(typed)
    if stray := next((symbol for symbol in code if symbol not in _VALUE), None):
        raise CodeMistyped(_stray_symbol(stray))
    if len(code) != CODE_LENGTH:
        raise CodeMistyped(f"Mã xác minh có {CODE_LENGTH} ký tự, ở đây có {len(code)}. Xin xem lại mã in trên giấy.")
    if _syndrome([_VALUE[symbol] for symbol in code]):
        raise CodeMistyped("Mã xác minh chưa đúng, có ký tự gõ nhầm. Xin so lại từng ký tự với mã in trên giấy.")
    return code


def _syndrome(values: list[int]) -> int:
    """Weigh the symbols with the powers of the generator of GF(32) and add; zero exactly for a right code.

    The weights differ from place to place: one wrong symbol, or two swapped ones, cannot cancel out.
    """
    total = 0
    for value in values:
        total = _double(total) ^ value
    return total


def _double(value: int) -> int:
    """Multiply by the generator x of GF(32), modulo x⁵ + x² + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled > 31 else doubled


def _stray_symbol(symbol: str) -> str:
    if symbol.isalpha():
        return "Mã xác minh chỉ gồm chữ không dấu và số. Xin tắt bộ gõ tiếng Việt rồi gõ lại."
    return f"Mã xác minh chỉ gồm chữ và số, không có “{symbol}”. Xin xem lại mã in trên giấy."


# --- Card codes -------------------------------------------------------------------------------------------


def new_card_code(randbelow: Callable[[int], int] = secrets.randbelow) -> str:
    """Return a fresh card code: nine digits, the first one of 1, 2, 4, 6, the last one a Damm check digit."""
    first = _CARD_FIRST_DIGITS[randbelow(len(_CARD_FIRST_DIGITS))]
    digits = first + "".join(str(randbelow(10)) for _ in range(CARD_CODE_LENGTH - 2))
    return digits + _damm(digits)


def show_card_code(code: str) -> str:
    """Group a card code for print: "412 345 678"."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def sanitise_card_code(typed: str) -> str:
    """Return the card code that was meant, forgiving spaces, dots, hyphens, O/0 and I/l/1.

    Raises `CodeMistyped` when the length, the first digit or the check digit is wrong.
    """
    code = _compact(typed)
    if not re.fullmatch("[0-9]*", code):
        raise CodeMistyped("Mã thẻ học chỉ gồm chữ số. Xin xem lại số in trên thẻ.")
    if len(code) != CARD_CODE_LENGTH:
        raise CodeMistyped(f"Mã thẻ học có {CARD_CODE_LENGTH} số, ở đây có {len(code)}. Xin xem lại số in trên thẻ.")
    if code[0] not in _CARD_FIRST_DIGITS or _damm(code) != "0":
        raise CodeMistyped("Mã thẻ học chưa đúng, có số gõ nhầm. Xin so lại từng số với số in trên thẻ.")
    return code


def is_card_code(text: str) -> bool:
    """Tell whether the text is a right card code, however grouped; a telephone number never is."""
    try:
        sanitise_card_code(text)
    except CodeMistyped:
        return False
    return True


def _damm(digits: str) -> str:
    """Return the check digit of some digits; "0" for digits that already end in their right check digit."""
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state


def _compact(typed: str) -> str:
    return _SEPARATORS.sub("", typed).upper().translate(_READ_WRONG)
