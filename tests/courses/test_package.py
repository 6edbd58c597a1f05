"""What is wrong with a course folder: every fault at once, each with its file, its line and its remedy."""

from __future__ import annotations

import unicodedata

import pytest

from courses.package import read_package
from tests.courses.folder import BANK, COURSE, LESSON, SECOND_LESSON, SLUG, course_folder, faults_of, the_fault


@pytest.fixture
def broken(tmp_path):
    """Write the folder with one file changed."""
    return lambda name, content: course_folder(tmp_path, {name: content})


def line_of(text, words):
    """The line on which ``words`` stand, counted from one as an editor does."""
    return text[: text.index(words)].count("\n") + 1


def test_a_faultless_folder_is_read_whole(tmp_path):
    package = read_package(course_folder(tmp_path))
    assert [lesson.slug for lesson in package.lessons] == ["ma-otp", "lo-doc-ma"]
    assert (package.title, str(package.hours), package.quizzes[0].draw) == ("Giữ mã OTP", "1.5", 2)
    assert [screen.heading for screen in package.lessons[0].text.screens] == ["Mã gửi vào máy", "Thử trả lời"]


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    folder = course_folder(
        tmp_path,
        {
            "course.toml": COURSE.replace('"an-toan"', '"an-ninh"').replace("hours = 1.5", "hours = 0"),
            "01-ma-otp.md": LESSON.replace("media/khoa.svg)", "media/mat.svg)"),
            "02-lo-doc-ma.md": SECOND_LESSON.replace("so-cong-an-xa", "so-nha-toi"),
            "kiem-tra-cuoi-khoa.gift": BANK.replace("[id:otp-01] ", ""),
        },
    )
    files = [fault.file.removeprefix(f"{SLUG}/") for fault in faults_of(folder)]
    assert files == ["01-ma-otp.md", "02-lo-doc-ma.md", "course.toml", "course.toml", "kiem-tra-cuoi-khoa.gift"]


def test_the_name_of_a_path_is_not_for_courses(tmp_path):
    folder = course_folder(tmp_path)
    faults = faults_of(folder.rename(folder.parent / f"lo-trinh-{SLUG}"))
    assert [fault.message_vi for fault in faults] == ["Tên bắt đầu bằng lo-trinh- dành cho lộ trình."]


# --- course.toml ------------------------------------------------------------------------------------------


def test_a_folder_without_course_toml_says_so(broken):
    file, _, sentence = the_fault(broken("course.toml", None))
    assert file == f"{SLUG}/course.toml" and "Không có tệp này" in sentence


def test_a_toml_mistake_is_told_with_its_line(broken):
    text = COURSE.replace('summary = "', "summary = ")
    file, line, sentence = the_fault(broken("course.toml", text))
    assert (file, line) == (f"{SLUG}/course.toml", 2)
    assert "TOML" in sentence and "ngoặc kép" in sentence


def test_a_toml_mistake_in_a_lesson_is_told_with_the_line_of_the_whole_file(broken):
    text = LESSON.replace("minutes = 4", "minutes 4")
    assert the_fault(broken("01-ma-otp.md", text))[:2] == (f"{SLUG}/01-ma-otp.md", line_of(text, "minutes 4"))


def test_an_unknown_key_is_taken_for_a_typing_error(broken):
    text = COURSE.replace("order = 7", "oder = 7")
    file, line, sentence = the_fault(broken("course.toml", text))
    assert line == line_of(text, "oder") and "oder" in sentence


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("hours = 1.5", 'hours = "một giờ rưỡi"'),
        ("order = 7", "order = 7.5"),
        ('audiences = ["residents"]', 'audiences = "residents"'),
        ('title = "Giữ mã OTP"', "title = 5"),
        ("draw = 2", "draw = true"),
        ("pass_mark = 50", "pass_mark = 500"),
        ('audiences = ["residents"]', 'audiences = ["nguoi-dan"]'),
        ('audiences = ["residents"]', "audiences = []"),
        ('competencies = ["an-toan"]', 'competencies = ["an-ninh"]'),
        ('cover = "media/khoa.svg"', 'cover = "media/bia.svg"'),
        ('audiences = ["residents"]', 'audiences = [["residents"]]'),
        ('gains = ["Không đọc mã OTP cho ai"]', "gains = [1, 2]"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_on_its_line(broken, right, wrong):
    text = COURSE.replace(right, wrong, 1)
    file, line, sentence = the_fault(broken("course.toml", text))
    assert (file, line) == (f"{SLUG}/course.toml", line_of(text, wrong)) and wrong.split()[0] in sentence


@pytest.mark.parametrize("missing", ["title", "summary", "audiences", "competencies", "hours"])
def test_a_missing_key_is_named(broken, missing):
    rows = [row for row in COURSE.splitlines(keepends=True) if not row.startswith(missing) or "cuối khóa" in row]
    assert f"Thiếu mục {missing}" in the_fault(broken("course.toml", "".join(rows)))[2]


def test_every_missing_key_is_named_when_hardly_anything_is_there(broken):
    """The reader used to fall silent as soon as all keys that were there had been read."""
    sentences = " ".join(map(str, faults_of(broken("course.toml", 'title = "Giữ mã OTP"\n'))))
    assert all(f"Thiếu mục {name}" in sentences for name in ("summary", "audiences", "competencies", "hours"))


def test_an_empty_course_toml_is_not_a_course(broken):
    assert "Thiếu mục title" in " ".join(map(str, faults_of(broken("course.toml", ""))))


def test_a_fault_of_the_second_quiz_stands_on_its_own_line(broken):
    quiz = COURSE[COURSE.index("[[quizzes]]") :].replace('slug = "kiem-tra-cuoi-khoa"', 'slug = "thu-suc"')
    text = f"{COURSE}\n{quiz.replace('pass_mark = 50', 'pass_mark = 500')}"
    assert the_fault(broken("course.toml", text))[1] == line_of(text, "pass_mark = 500")


@pytest.mark.parametrize("value", ['"một bài"', "3", '["a"]'])
def test_quizzes_that_are_no_tables_are_a_fault_and_no_crash(broken, value):
    text = COURSE.partition("[[quizzes]]")[0] + f"quizzes = {value}\n"
    assert "quizzes" in the_fault(broken("course.toml", text))[2]


# --- lessons ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["title", "minutes", "goal", "competencies", "checked"])
def test_a_missing_key_of_a_lesson_is_named(broken, missing):
    text = "".join(row for row in LESSON.splitlines(keepends=True) if not row.startswith(f"{missing} ="))
    assert f"Thiếu mục {missing}" in the_fault(broken("01-ma-otp.md", text))[2]


def test_a_misspelt_key_of_a_lesson_is_a_fault_and_no_crash(broken):
    faults = faults_of(broken("01-ma-otp.md", LESSON.replace("checked =", "cheked =")))
    assert [fault.message_vi.rstrip(".") for fault in faults] == ["Thiếu mục checked", "Không biết mục cheked"]


def test_sources_are_lines_of_text(broken):
    text = LESSON.replace('sources = ["Luật 91/2025/QH15, Điều 16"]', "sources = [91]")
    assert the_fault(broken("01-ma-otp.md", text))[1] == line_of(text, "sources")


def test_a_screen_of_more_than_two_hundred_words_is_refused_at_its_first_line(broken):
    text = SECOND_LESSON.replace("::: hoi-ai", "chữ " * 197 + "\n\n::: hoi-ai")
    file, line, sentence = the_fault(broken("02-lo-doc-ma.md", text))
    assert line == line_of(text, "## Gọi") and "quá 200" in sentence


def test_words_of_practice_questions_do_not_count(broken):
    text = LESSON.replace("=Tắt máy#", "=Tắt máy " + "ngay " * 200 + "#")
    assert faults_of(broken("01-ma-otp.md", text)) == ()


def test_a_screen_without_a_heading_is_told_at_its_line(broken):
    text = LESSON.replace("## Thử trả lời\n", "Thử trả lời\n")
    file, line, sentence = the_fault(broken("01-ma-otp.md", text))
    assert line == line_of(text, "Thử trả lời\n") and "##" in sentence


def test_a_lesson_without_front_matter_says_where_to_read_more(broken):
    assert "+++" in str(faults_of(broken("01-ma-otp.md", "## Chỉ có chữ\n\nKhông có phần đầu.\n"))[0])


def test_a_box_left_open_is_told_where_it_opens(broken):
    text = SECOND_LESSON.replace(".\n:::\n", ".\n")
    file, line, sentence = the_fault(broken("02-lo-doc-ma.md", text))
    assert line == line_of(text, "::: hoi-ai") and "chưa đóng" in sentence


def test_an_unknown_box_is_named_with_the_known_ones(broken):
    text = SECOND_LESSON.replace("::: hoi-ai", "::: hoi-toi")
    file, line, sentence = the_fault(broken("02-lo-doc-ma.md", text))
    assert line == line_of(text, "::: hoi-toi") and "hoi-toi" in sentence and "hoi-ai" in sentence


def test_a_missing_picture_is_told_where_it_is_shown(broken):
    text = LESSON.replace("media/khoa.svg", "media/tin-nhan.svg")
    file, line, sentence = the_fault(broken("01-ma-otp.md", text))
    assert line == line_of(text, "media/tin-nhan.svg") and "media/tin-nhan.svg" in sentence


def test_a_picture_needs_words_for_those_who_cannot_see_it(broken):
    text = LESSON.replace("![Tin nhắn có sáu chữ số]", "![ ]")
    file, line, sentence = the_fault(broken("01-ma-otp.md", text))
    assert line == line_of(text, "![ ]") and "không nhìn thấy" in sentence


@pytest.mark.parametrize("address", ["https://example.vn/a.svg", "../khac/media/a.svg", "/tinh/a.svg", "media/A.PNG"])
def test_a_picture_from_elsewhere_is_refused(broken, address):
    text = LESSON.replace("media/khoa.svg", address)
    assert any("không nằm trong media/" in str(fault) for fault in faults_of(broken("01-ma-otp.md", text)))


def test_an_unknown_blank_is_named_with_its_line(broken):
    text = SECOND_LESSON.replace("so-cong-an-xa", "so-cong-an-huyen")
    file, line, sentence = the_fault(broken("02-lo-doc-ma.md", text))
    assert line == line_of(text, "so-cong-an-huyen") and "so-cong-an-xa" in sentence


def test_two_lessons_may_not_share_an_address(tmp_path):
    folder = course_folder(tmp_path, {"03-ma-otp.md": LESSON})
    assert sorted(fault.file for fault in faults_of(folder)) == [f"{SLUG}/01-ma-otp.md", f"{SLUG}/03-ma-otp.md"]


@pytest.mark.parametrize("name", ["1-ma-otp.md", "03_ma-otp.md", "03-Ma-OTP.md", "03-mã-otp.md", "03-ma--otp.md"])
def test_a_lesson_whose_file_name_is_wrong_is_told_and_not_left_out_in_silence(tmp_path, name):
    folder = course_folder(tmp_path, {name: LESSON})
    assert [fault.file for fault in faults_of(folder)] == [f"{SLUG}/{name}"]


def test_a_quiz_may_not_have_the_address_of_a_lesson(broken):
    """They would share one key in the ledger, and reading the lesson would count as passing the quiz."""
    text = COURSE.replace('slug = "kiem-tra-cuoi-khoa"', 'slug = "ma-otp"')
    file, line, sentence = the_fault(broken("course.toml", text))
    assert line == line_of(text, 'slug = "ma-otp"') and "ma-otp" in sentence


def test_two_quizzes_may_not_share_an_address(broken):
    quiz = COURSE[COURSE.index("[[quizzes]]") :]
    assert "kiem-tra-cuoi-khoa" in the_fault(broken("course.toml", f"{COURSE}\n{quiz}"))[2]


# --- questions --------------------------------------------------------------------------------------------


def test_a_broken_practice_question_is_told_on_its_line_of_the_lesson(broken):
    text = LESSON.replace("=Tắt máy#", "~Tắt máy#")
    file, line, sentence = the_fault(broken("01-ma-otp.md", text))
    assert file == f"{SLUG}/01-ma-otp.md" and line == line_of(text, "Có người gọi") and "đáp án" in sentence


def test_a_practice_question_that_cannot_explain_itself_is_refused(broken):
    start, end = LESSON.index("Có người"), LESSON.rindex("```")
    text = f"{LESSON[:start]}Viết số của công an. {{=113}}\n{LESSON[end:]}"
    file, line, sentence = the_fault(broken("01-ma-otp.md", text))
    assert line == line_of(text, "Viết số") and "đúng/sai" in sentence


def test_a_broken_bank_is_told_on_its_line(broken):
    text = BANK.replace("{TRUE#", "{ĐÚNG#")
    fault = faults_of(broken("kiem-tra-cuoi-khoa.gift", text))[0]
    assert (fault.file, fault.line) == (f"{SLUG}/kiem-tra-cuoi-khoa.gift", line_of(text, "{ĐÚNG#"))


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("[id:otp-02] ", "", "mã"),
        ("[tag:an-toan] [tag:bai-lo", "[tag:bai-lo", "năng lực"),
        ("[tag:an-toan] [tag:bai-lo", "[tag:an-toan] [tag:du-lieu-thong-tin] [tag:bai-lo", "năng lực"),
        (" [tag:bai-lo-doc-ma]", "", "đọc lại"),
        ("[tag:bai-lo-doc-ma]", "[tag:bai-khong-co]", "đọc lại"),
        ("[tag:bai-lo-doc-ma]", "[tag:bai-lo-doc-ma] [tag:bai-ma-otp]", "đọc lại"),
    ],
)
def test_a_question_needs_an_id_one_competency_and_one_lesson(broken, right, wrong, told):
    text = BANK.replace(right, wrong)
    file, line, sentence = the_fault(broken("kiem-tra-cuoi-khoa.gift", text))
    assert abs(line - line_of(text, "::Lỡ đọc mã::")) <= 1 and told in sentence


def test_a_quiz_may_not_draw_more_than_its_bank_holds(broken):
    text = COURSE.replace("draw = 2", "draw = 3")
    file, line, sentence = the_fault(broken("course.toml", text))
    assert line == line_of(text, "draw = 3") and "3" in sentence and "2" in sentence


def test_a_bank_that_is_not_there_is_told(broken):
    file, _, sentence = the_fault(broken("kiem-tra-cuoi-khoa.gift", None))
    assert file == f"{SLUG}/kiem-tra-cuoi-khoa.gift" and "Không có tệp này" in sentence


@pytest.mark.parametrize("bank", ["../khac/kho.gift", "/etc/passwd", "media/khoa.svg"])
def test_a_bank_lies_in_its_own_folder(tmp_path, bank):
    (tmp_path / "khac").mkdir()
    (tmp_path / "khac" / "kho.gift").write_text(BANK, encoding="utf-8")
    folder = course_folder(
        tmp_path, {"course.toml": COURSE.replace('bank = "kiem-tra-cuoi-khoa.gift"', f'bank = "{bank}"')}
    )
    assert faults_of(folder)


# --- bytes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["course.toml", "01-ma-otp.md", "kiem-tra-cuoi-khoa.gift"])
def test_a_file_in_another_encoding_is_told_with_the_line_of_the_first_bad_byte(tmp_path, name):
    lines = (course_folder(tmp_path) / name).read_bytes().splitlines(keepends=True)
    lines[1] = "Nguyễn".encode("utf-16-le") + lines[1]
    faults = faults_of(course_folder(tmp_path, {name: b"".join(lines)}))
    assert any(fault.file == f"{SLUG}/{name}" and fault.line == 2 and "UTF-8" in str(fault) for fault in faults)


def test_a_nul_character_is_told_with_its_line(broken):
    text = LESSON.replace("Ngân hàng", "Ngân\x00hàng")
    file, line, sentence = the_fault(broken("01-ma-otp.md", text))
    assert line == line_of(text, "\x00") and "ký tự rỗng" in sentence


def test_decomposed_letters_from_another_computer_are_composed(tmp_path):
    changed = {
        "course.toml": unicodedata.normalize("NFD", COURSE),
        "01-ma-otp.md": unicodedata.normalize("NFD", LESSON),
    }
    package = read_package(course_folder(tmp_path, changed))
    assert package == read_package(course_folder(tmp_path))
    assert package.title == unicodedata.normalize("NFC", package.title)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    whole = read_package(course_folder(tmp_path))
    windows = {
        name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
        for name, text in {"course.toml": COURSE, "01-ma-otp.md": LESSON, "kiem-tra-cuoi-khoa.gift": BANK}.items()
    }
    assert read_package(course_folder(tmp_path, windows)) == whole


def test_a_facilitators_note_needs_its_four_headings(broken):
    folder = broken("01-ma-otp.guide.md", "## Chuẩn bị\n\n## Hỏi bà con\n\n## Hay vướng\n")
    assert "Kết buổi" in the_fault(folder)[2]
