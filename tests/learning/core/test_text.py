"""Vietnamese text: cleaning, comparing, sorting; the letter đ is never lost."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.core.text import (
    NAME_LIMIT,
    SORT_KEY_LIMIT,
    NotAName,
    clean_name,
    fold,
    given_name,
    initials,
    looks_legacy_encoded,
    name_sort_key,
    nfc,
    slugify,
    words,
)

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"

vietnamese_words = st.text(VIETNAMESE + VIETNAMESE.upper(), min_size=1, max_size=7)
vietnamese_text = st.lists(vietnamese_words, max_size=6).map(" ".join)

# What a spreadsheet in .VnTime (TCVN3) or in a VNI font looks like once its font is gone.
TCVN3 = [
    "NguyÔn V¨n An", "TrÇn ThÞ B×nh", "Ph¹m Minh", "§ç Quang", "Lª Hoµ", "Hµ", "Ng« B¶o", "H\xadng",
    "D\xad¬ng", "®iÖn tho¹i", "Vò §øc M¹nh", "L\xad\xacng ThÞ", "T«n N÷", "Bïi ThÞ Cóc", "¸i V©n", "Hoµng",
]  # fmt: skip
VNI = [
    "Nguyeãn Vaên An", "Traàn Thò Bình", "Leâ", "Phaïm Minh", "Ñoã Quang", "Haûi Höng", "Nguyeãn Thò Höông",
    "Ñaëng Thuøy", "Thaéng", "Buøi Thò Cuùc", "TRAÀN VAÊN", "Hoaøng",
]  # fmt: skip
MOJIBAKE = ["Nguyá»…n VÄƒn An", "Tráº§n", "Ä‘iá»‡n thoáº¡i", "HÆ°ng", "T\ufffd \ufffdi\ufffdn"]

HONEST = [
    "Nguyễn Văn An", "Đỗ Thị Hoà", "Phạm Ngọc Khánh Linh", "H'Hen Niê", "«Bình dân học vụ số»", "§ 5, điểm đ",
    "© 2026 · Zalo®", "12 m², 30 µg, ±5 %", "VNeID, YouTube, iPhone",
    "Raúl, Gaétan, Israël, Loïc, Noël, François", "Müller, König, Ångström",
    "“Sai không mất gì”…", "Thừa Thiên Huế – quý I/2026", "½ giờ", "Ý Yên, Ứng Hòa",
]  # fmt: skip


# --- nfc --------------------------------------------------------------------------------------------------


@given(st.text())
def test_cleaning_text_twice_changes_nothing_more(text):
    assert nfc(nfc(text)) == nfc(text)


@given(st.text())
def test_clean_text_is_nfc_and_holds_no_control_character_but_line_breaks(text):
    cleaned = nfc(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(c) for c in cleaned.replace("\n", "")} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(vietnamese_text)
def test_both_spellings_of_a_vietnamese_letter_become_one(text):
    assert nfc(unicodedata.normalize("NFD", text)) == nfc(text) == text


def test_odd_spaces_become_spaces_and_invisible_characters_go():
    assert nfc("Hải\u00a0Hưng\u3000xã\tta\u200b\ufeff\x00!") == "Hải Hưng xã ta!"


def test_line_breaks_of_every_system_stay_as_line_breaks():
    assert nfc("một\r\nhai\rba\u2028bốn") == "một\nhai\nba\nbốn"


def test_a_mark_parted_from_its_letter_by_an_invisible_character_comes_back():
    assert nfc("a\u200b\u0301") == "á"


# --- clean_name -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Nguyễn   Thị\u00a0Hoa ", "Nguyễn Thị Hoa"),
        ("NGUYỄN THỊ HOA", "Nguyễn Thị Hoa"),
        ("đoàn thị hoà", "Đoàn Thị Hoà"),
        ("Lê T. Hoa", "Lê T. Hoa"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("y-bih ê-ban", "Y-Bih Ê-Ban"),
        ("Patrick O’Neil", "Patrick O’Neil"),
        ("Nguyễn thị Hoa", "Nguyễn thị Hoa"),
        ("McDonald van Anh", "McDonald van Anh"),
        ("Ðỗ Văn Ðức", "Đỗ Văn Đức"),
        ("Hòa", "Hòa"),
        ("毛泽东", "毛泽东"),
        ("सीता देवी", "सीता देवी"),
    ],
)
def test_a_name_is_tidied_but_keeps_what_was_meant(typed, name):
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "Chưa có họ và tên"),
        (" \t\n", "Chưa có họ và tên"),
        ("Nguyễn Văn A1", "số “1”"),
        ("hoa@example.vn", "dấu “@”"),
        ("=HYPERLINK", "dấu “=”"),
        ("<b>Hoa</b>", "dấu “<”"),
        ("Hoa 🌸", "dấu “🌸”"),
        ("...", "bắt đầu bằng một chữ cái"),
        ("-Hoa", "bắt đầu bằng một chữ cái"),
        ("Hoa .-. Lan", "bắt đầu bằng một chữ cái"),
        ("Hoa\u0323\u0301\u0300\u0303\u0309", "bắt đầu bằng một chữ cái"),
        ("Hoa " * 30, "dài quá 80 ký tự"),
        ("NguyÔn V¨n An", "bảng mã cũ"),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence_that_says_why(typed, hint):
    with pytest.raises(NotAName, match=hint) as refusal:
        clean_name(typed)
    assert str(refusal.value).endswith(".")


@given(vietnamese_text.filter(bool))
def test_a_clean_name_is_clean(typed):
    try:
        name = clean_name(typed)
    except NotAName:
        assert looks_legacy_encoded(typed)
    else:
        assert clean_name(name) == name


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_clean_name_or_a_refusal(typed):
    try:
        name = clean_name(typed)
    except NotAName:
        return
    assert clean_name(name) == name
    assert name[0].isalpha() and name == " ".join(name.split())


# --- fold and slugify -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dịch vụ công", "dich vu cong"),
        ("hoà", "hòa"),
        ("Đoàn", "doan"),
        ("ĐIỆN  THOẠI", "Ðiện\u00a0thoại"),
        ("Ưu đãi", "UU DAI"),
        ("đường", "Duong"),
    ],
)
def test_search_sees_no_difference(one, other):
    assert fold(one) == fold(other)


def test_search_still_tells_different_letters_apart():
    assert len({fold(word) for word in ("hoa", "hao", "ho a", "hoab", "goa")}) == 5


@given(vietnamese_text)
def test_folded_vietnamese_is_plain_small_latin(text):
    assert set(fold(text)) <= set(string.ascii_lowercase + " ")
    assert len(fold(text).replace(" ", "")) == len(text.replace(" ", ""))


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_an_address_is_made_of_small_letters_digits_and_single_inner_hyphens(text):
    slug = slugify(text)
    assert set(slug) <= set(string.ascii_lowercase + string.digits + "-")
    assert "--" not in slug and slug == slug.strip("-") == slugify(slug)


@given(st.text())
def test_an_address_is_the_same_for_composed_and_decomposed_spelling(text):
    assert slugify(unicodedata.normalize("NFC", text)) == slugify(unicodedata.normalize("NFD", text))


def test_an_address_never_loses_the_letter_d_with_stroke():
    """Symptom elsewhere: "Đoàn" became "oan"."""
    assert slugify("Đoàn thanh niên & đời sống") == "doan-thanh-nien-doi-song"


@given(vietnamese_words)
def test_an_address_keeps_every_vietnamese_letter(word):
    assert len(slugify(word)) == len(word)


def test_an_address_of_a_text_without_latin_letters_is_empty():
    assert slugify("…") == ""


# --- Parts of a name and their order ----------------------------------------------------------------------


def test_people_are_called_by_the_last_word_of_their_name():
    assert [given_name(n) for n in ("Nguyễn Thị Hoa", "Hoa", "")] == ["Hoa", "Hoa", ""]


def test_initials_have_no_marks():
    assert [initials(n) for n in ("Nguyễn Thị Hoa", "Đỗ Ánh", "")] == ["nth", "da", ""]


def test_words_are_counted_and_loose_signs_are_not():
    assert words("Bà con – cùng học, 30 phút …\n mỗi tối!") == 8


def assert_in_order(names):
    keys = [name_sort_key(name) for name in names]
    assert keys == sorted(set(keys))


def test_the_alphabet_is_vietnamese():
    assert_in_order(list("aăâbcdđeêghiklmnoôơpqrstuưvxy"))


def test_tones_stand_in_the_order_of_dictionaries():
    assert_in_order(["ma", "mà", "mả", "mã", "má", "mạ"])


def test_letters_decide_before_tones():
    assert_in_order(["An", "Ánh", "Ăn", "Ân", "Ẩn", "Ất"])


def test_d_with_stroke_comes_after_d():
    assert_in_order(["Lê Duy", "Lê Dương", "Lê Đạt", "Lê Đức"])


def test_lists_go_by_given_name_then_family_name_then_middle_name():
    assert_in_order(
        [
            "Trần Văn An",
            "Bùi Hoa",
            "Bùi Xuân Hoa",
            "Nguyễn Hoa",
            "Nguyễn Thị Hoa",
            "Nguyễn Thị Kim Hoa",
            "Nguyễn Thịnh Hoa",
            "Bùi Hòa",
            "Lê Hoan",
        ]
    )


@given(st.permutations(["An", "Hoa", "Lê Hoa", "Lê Thị Hoa", "Đỗ Hoa", "Phạm Ánh"]))
def test_the_order_does_not_depend_on_the_order_of_entry(names):
    assert sorted(names, key=name_sort_key) == ["An", "Phạm Ánh", "Hoa", "Đỗ Hoa", "Lê Hoa", "Lê Thị Hoa"]


def test_old_and_new_placing_of_the_tone_sort_together():
    assert name_sort_key("Lê Thị Hoà") == name_sort_key("LÊ THỊ HÒA")


@given(st.text())
def test_a_sort_key_can_be_stored_and_compared_anywhere(text):
    assert set(name_sort_key(text)) <= set(string.digits + string.ascii_lowercase)
    assert name_sort_key(unicodedata.normalize("NFD", text)) == name_sort_key(text)


@given(st.text(min_size=60, max_size=90, alphabet="ﬃΐ毛ảЖ ") | vietnamese_text)
def test_what_is_derived_from_a_clean_name_fits_into_its_column(typed):
    try:
        name = clean_name(typed)
    except NotAName:
        return
    assert len(name) <= NAME_LIMIT and len(fold(name)) <= NAME_LIMIT
    assert len(name_sort_key(name)) <= SORT_KEY_LIMIT


@given(vietnamese_words, vietnamese_words)
def test_two_words_share_a_sort_key_only_when_letters_and_tones_are_the_same(one, other):
    def letters(word):
        return [unicodedata.normalize("NFC", c) for c in toneless(word)]

    if name_sort_key(one) == name_sort_key(other):
        assert letters(one) == letters(other)


def toneless(word):
    marks = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in marks if c not in "\u0300\u0301\u0303\u0309\u0323"))


# --- Old encodings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TCVN3 + VNI + MOJIBAKE)
def test_text_in_an_old_encoding_is_noticed(text):
    assert looks_legacy_encoded(text)


@pytest.mark.parametrize("text", HONEST)
def test_good_text_is_not_taken_for_an_old_encoding(text):
    assert not looks_legacy_encoded(text)
    assert not looks_legacy_encoded(unicodedata.normalize("NFD", text))
