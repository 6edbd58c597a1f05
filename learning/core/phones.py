"""Vietnamese telephone numbers, as people and spreadsheets write them.

A number is kept as digits with its leading 0: ten for a mobile, eleven for a landline (02…).
A number is never a key: several people of a family may share one.
"""

import re
import unicodedata

_MOBILE = re.compile(r"0(3[2-9]|5[2689]|7[06-9]|8[1-9]|9[0-9])\d{7}", re.ASCII)
_LANDLINE = re.compile(r"02\d{9}", re.ASCII)
_SEPARATORS = re.compile(r"[\s.\-‐‑–—_()'’]+")
_READ_AS_A_FLOAT = re.compile(r"(\d+)\.0", re.ASCII)  # a spreadsheet gave 912345678.0

# The eleven-digit mobile prefixes that the networks changed in 2018: 0168 345 6789 became 038 345 6789.
_CHANGED_PREFIXES = (
    {f"016{d}": f"03{d}" for d in "23456789"}
    | {"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078"}
    | {"0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082"}
    | {"0186": "056", "0188": "058", "0199": "059"}
)


class NotAPhone(ValueError):
    """What was typed is no Vietnamese telephone number; the error's text says what to do, in Vietnamese."""


def normalise_phone(text: str) -> str:
    """Return the digits with the leading 0 (mobile: 10, landline: 11); raise `NotAPhone` with a remedy."""
    phone = _national(_digits(text))

    if _MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone):
        return phone
    raise NotAPhone(_remedy(phone))


def is_mobile(phone: str) -> bool:
    """Tell whether a normalised number is a mobile one; landlines are kept but deserve a warning."""
    return _MOBILE.fullmatch(phone) is not None


def show_phone(phone: str) -> str:
    """Group a normalised number for reading: "0912 345 678", a landline "0225 384 2678"."""
    return f"{phone[:4]} {phone[4:7]} {phone[7:]}"


def mask_phone(phone: str) -> str:
    """Show a normalised number so that its owner knows it and others do not: "0912 ••• 678"."""
    return f"{phone[:4]} {'•' * (len(phone) - 7)} {phone[-3:]}"


def _digits(text: str) -> str:
    """Strip what people put between digits; a leading plus stays."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if as_float := _READ_AS_A_FLOAT.fullmatch(plain):
        plain = as_float[1]

    digits = _SEPARATORS.sub("", plain)
    if not digits:
        raise NotAPhone("Chưa có số điện thoại. Xin nhập 10 chữ số, thí dụ 0912 345 678.")
    if not re.fullmatch(r"\+?\d+", digits, re.ASCII):
        raise NotAPhone("Số điện thoại chỉ gồm chữ số. Xin nhập một số, 10 chữ số, thí dụ 0912 345 678.")
    return digits


def _national(digits: str) -> str:
    """Turn +84…, 0084…, 84… and a number that lost its 0 into 0…"""
    if digits.startswith("+") and not digits.startswith("+84"):
        raise NotAPhone("Đây là số nước ngoài. Xin nhập số điện thoại ở Việt Nam, bắt đầu bằng 0.")

    # A bare 84 is the country only in a number too long to have lost its 0: 084… is a mobile prefix too.
    country = r"\+84|0084|84(?=\d{9})"
    return "0" + re.sub(rf"^(?:{country})", "", digits).removeprefix("0")


def _remedy(phone: str) -> str:
    if len(phone) == 11 and (prefix := _CHANGED_PREFIXES.get(phone[:4])):
        return f"Đầu số {phone[:4]} đã đổi thành {prefix}. Xin nhập {show_phone(prefix + phone[4:])} nếu đúng."
    if len(phone) != 10:
        return f"Số di động có 10 chữ số, ở đây có {len(phone)}. Xin xem lại từng số."
    return f"Không có đầu số {phone[:3]}. Xin xem lại số điện thoại, thí dụ 0912 345 678."
