"""Vietnamese text: what people type made regular, comparable and sortable.

Everything that enters the site passes through `nfc`; people's names through `clean_name`. Search compares
`fold`ed texts, lists of people sort by the stored `name_sort_key`. Nothing here ever loses the letter đ.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

NAME_LIMIT = 80  # characters; the longest Vietnamese names on record stay under 60
SORT_KEY_LIMIT = 400  # symbols; a Vietnamese name needs less than twice its own length
APOSTROPHES = "'’‘ʼ"

# Keyboards and old lists write Icelandic eth or African D where đ is meant; they look the same in print.
_LOOK_LIKE_D_WITH_STROKE = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"})

_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}  # huyền hỏi ngã sắc nặng
_LEVEL_TONE = "1"
# 33 letters and three signs make exactly the 36 symbols 0-9a-z, see `name_sort_key`.
_END, _GAP, _OTHER = "012"
_RANK = dict(zip("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", "3456789abcdefghijklmnopqrstuvwxyz", strict=True))


class NotAName(ValueError):
    """What was typed cannot be a person's name; the text of the error tells why, in Vietnamese."""


# --- Cleaning ---------------------------------------------------------------------------------------------


def nfc(text: str) -> str:
    """Return the text in NFC, without control and invisible characters, every odd space an ordinary one.

    Line breaks stay (as \\n); tabs become spaces.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", "".join(map(_tame, unified)))


def clean_name(text: str) -> str:
    """Return a person's name ready to be stored and printed; raise `NotAName` with a Vietnamese sentence.

    The case stays as typed, unless all of it is capitals or all of it is small letters.
    """
    name = " ".join(nfc(text).split()).translate(_LOOK_LIKE_D_WITH_STROKE)
    if looks_legacy_encoded(text) or looks_legacy_encoded(name):
        raise NotAName("Tên này gõ bằng bảng mã cũ (TCVN3 hoặc VNI). Xin chọn bảng mã Unicode rồi gõ lại.")

    _refuse_what_is_no_name(name)

    if name.isupper() or name.islower():
        return _capitalise(name)
    return name


def _tame(character: str) -> str:
    if character == "\n" or character in "\u2028\u2029":
        return "\n"
    if character == "\t":
        return " "

    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "" if category in ("Cc", "Cf", "Cs") else character


def _refuse_what_is_no_name(name: str) -> None:
    if not name:
        raise NotAName("Chưa có họ và tên. Xin nhập họ và tên.")
    if len(name.casefold()) > NAME_LIMIT:  # so that what is derived from it fits too: “ﬃ” folds to three letters
        raise NotAName(f"Họ và tên dài quá {NAME_LIMIT} ký tự. Xin xem lại, chỉ nhập họ và tên.")

    for character in name:
        if not _belongs_in_a_name(character):
            raise NotAName(_why_not(character))

    if not name[0].isalpha() or re.search(r"\W{3}", _without_marks(name)) or _is_piled_with_marks(name):
        raise NotAName("Họ và tên phải bắt đầu bằng một chữ cái và chỉ gồm các chữ. Xin xem lại.")


def _belongs_in_a_name(character: str) -> bool:
    return character in f" -.‐{APOSTROPHES}" or unicodedata.category(character)[0] in "LM"


def _is_piled_with_marks(name: str) -> bool:
    """Tell whether a letter carries three marks or more, which would run over the printed lines."""
    runs = groupby(name, key=lambda character: unicodedata.category(character)[0])
    return any(kind == "M" and len(list(run)) > 2 for kind, run in runs)


def _why_not(character: str) -> str:
    if character.isdigit():
        return f"Họ và tên không có chữ số, ở đây có số “{character}”. Xin xóa chữ số rồi thử lại."
    return f"Họ và tên chỉ gồm các chữ, ở đây có dấu “{character}”. Xin xóa dấu đó rồi thử lại."


def _capitalise(name: str) -> str:
    """Give every word, and every part after a hyphen or an apostrophe, one capital ("H'Hen Niê")."""
    parts = re.split(rf"([ .\-‐{APOSTROPHES}])", name)
    return unicodedata.normalize("NFC", "".join(part.capitalize() for part in parts))


# --- Comparing and addressing -----------------------------------------------------------------------------


def fold(text: str) -> str:
    """Return the text as search sees it: no marks, đ as d, small letters, single spaces."""
    plain = _without_marks(nfc(text).casefold().translate(_LOOK_LIKE_D_WITH_STROKE))
    return " ".join(plain.replace("đ", "d").casefold().split())


def slugify(text: str) -> str:
    """Return an address of a-z, 0-9 and single hyphens; empty when the text has no Latin letter or digit."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def words(text: str) -> int:
    """Count the words (in Vietnamese: the syllables): runs between spaces that hold a letter or a digit."""
    return sum(any(map(str.isalnum, run)) for run in text.split())


def _without_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


# --- Parts of a name --------------------------------------------------------------------------------------


def given_name(full_name: str) -> str:
    """Return the tên, by which people are called and listed: the last word of the full name, or ""."""
    return full_name.rsplit(maxsplit=1)[-1] if full_name.split() else ""


def initials(full_name: str) -> str:
    """Return the first letters without marks, in small letters: "Nguyễn Thị Hoa" → "nth"."""
    return "".join(word[0] for word in slugify(full_name).split("-") if word)


def name_sort_key(full_name: str) -> str:
    """Return a string whose plain order is that of Vietnamese lists: by tên, then họ, then đệm.

    Inside each part letters decide first (a ă â b c d đ …), then tones (ngang huyền hỏi ngã sắc nặng). The
    key uses only 0-9a-z, so SQLite and PostgreSQL order it alike under any usual collation.
    """
    parts = nfc(full_name).casefold().translate(_LOOK_LIKE_D_WITH_STROKE).split()
    given, family, middle = parts[-1:], parts[:-1][:1], parts[1:-1]

    return "".join(_part_key(part) for part in (given, family, middle))[:SORT_KEY_LIMIT]


def _part_key(parts: list[str]) -> str:
    letters = _GAP.join("".join(_letter_ranks(word)) for word in parts)
    tones = "".join(map(_tone_rank, parts))
    return f"{letters}{_END}{tones}{_END}"


def _letter_ranks(word: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFD", word)
    toneless = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))

    for letter in toneless:
        base = unicodedata.normalize("NFD", letter)[0]
        if rank := _RANK.get(letter) or _RANK.get(base):
            yield rank
        elif letter.isalnum():
            yield _OTHER + _base36(ord(letter))


def _tone_rank(word: str) -> str:
    """One digit a syllable, so that "hoà" and "hòa" are the same word."""
    tones = (_TONES[c] for c in unicodedata.normalize("NFD", word) if c in _TONES)
    return next(tones, _LEVEL_TONE)


def _base36(number: int) -> str:
    """Four symbols, enough for every Unicode code point, in the order of the numbers."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return "".join(digits[number // 36**place % 36] for place in (3, 2, 1, 0))


# --- Old encodings ----------------------------------------------------------------------------------------

_LEGACY = re.compile(
    "|".join(
        (
            "\ufffd",
            # UTF-8 read as Latin-1 or Windows-1252: "Nguyá»…n", "Ä‘", "Æ°"
            "á[»º]|Ä[‘\x91\u0090]|Æ[°¡]|Ã[\u00a0-¿]|Ä\u0192",
            # TCVN3 (.VnTime): a capital with a mark after a small letter ("NguyÔn", "ThÞ"); signs inside
            # a word ("V¨n", "B×nh"), at its end ("Hµ", "Ng«") or as its first letter ("§ç", "®iÖn")
            "[a-zß-ÿ][À-ÖØ-Þ]",
            r"[^\W\d_]\xad?[¨©ª«¬®µ¶·¸¹»¼½¾×÷¡-§]\xad?[^\W\d_]",
            r"[^\W\d_][¨«¬µ¶¸](?!\w)|\b[LlTtMm]ª\b",
            r"[§®][^\W\d_]|\b[§®][¨-¾]",
            # … and ư, which became an invisible soft hyphen: "H\xadng"
            r"\b(?i:[b-df-hj-np-tv-xz]{1,3})\xad(?i:[b-df-hj-np-tv-xz]{0,2})\b",
            # VNI: the mark as a letter of its own after the vowel ("Vaên", "Traàn", "Leâ"), đ as ñ, ươ as öô
            "(?i:a[âêàáãåäøùûõ]|e[âàáãåäøùûõ]|o[âåäøûõ]|u[øùûõï]|öô|ö[øùûõï])",
            # … these only before a Vietnamese ending, for the sake of Raúl, Gaétan and Israël
            r"(?i:aï(?:m|nh|ng|c|t|p|y|o|i)\b|a[éèúüë](?:ng|c|t|p|n|m)\b)",
            r"\b[ñÑ](?=[^\W\d_])",
        )
    )
)


def looks_legacy_encoded(text: str) -> bool:
    """Tell whether the text was probably written in TCVN3 or VNI, or decoded wrongly; a good guess, no proof.

    Give it the raw text: `nfc` removes some of the signs.
    """
    return _LEGACY.search(unicodedata.normalize("NFC", text)) is not None
