"""The same folder gives the same bytes, whoever compiles it and where."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from courses.compiler import PAGE_FRAME, compile_package
from courses.content import load_course
from courses.package import read_package
from tests.courses.folder import LESSON, SLUG, course_folder

ROOT = Path(__file__).resolve().parents[2]
COMPILE = (
    "import sys, pathlib; from courses.package import read_package; from courses.compiler import compile_package; "
)
COMPILE += "sys.stdout.buffer.write(compile_package(read_package(pathlib.Path(sys.argv[1])))[0].encode())"


def compiled(folder):
    text, digest = compile_package(read_package(folder))
    return load_course(uuid.uuid4(), text), digest


def in_another_process(folder, seed):
    environ = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", COMPILE, str(folder)]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=True).stdout


def test_two_processes_with_different_hash_seeds_write_equal_bytes(tmp_path):
    folder = course_folder(tmp_path)
    here = compile_package(read_package(folder))[0].encode()
    assert in_another_process(folder, "1") == in_another_process(folder, "2") == here


def test_the_hash_is_that_of_the_content(tmp_path):
    text, digest = compile_package(read_package(course_folder(tmp_path)))
    assert digest == hashlib.sha256(text.encode()).hexdigest()
    assert json.loads(text)["slug"] == SLUG


@pytest.mark.parametrize("name", ["01-ma-otp.md", "kiem-tra-cuoi-khoa.gift", "course.toml", "media/khoa.svg"])
def test_a_change_in_any_file_gives_another_hash(tmp_path, name):
    folder = course_folder(tmp_path)
    _, before = compiled(folder)
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8").replace("OTP", "OTP!").replace("#fff", "#eee"), encoding="utf-8")
    assert compiled(folder)[1] != before


def test_what_is_compiled_comes_back_as_it_was_written(tmp_path):
    package = read_package(course_folder(tmp_path))
    course, _ = compiled(tmp_path / SLUG)
    assert tuple(course.quizzes[0].questions.values()) == package.quizzes[0].questions
    assert (course.title, course.hours, course.minutes) == (package.title, package.hours, 9)
    assert course.required == (f"{SLUG}/ma-otp", f"{SLUG}/lo-doc-ma", f"{SLUG}/kiem-tra-cuoi-khoa")


def test_pictures_get_an_address_that_holds_their_hash_and_the_size_they_take(tmp_path):
    course, _ = compiled(course_folder(tmp_path))
    address = f"/khoa-hoc/{SLUG}/tep/{course.media['media/khoa.svg'][:16]}/khoa.svg"
    assert f'<img src="{address}"' in course.lessons[0].screens[0] and course.cover == address
    assert 'width="320" height="180"' in course.lessons[0].screens[0]


def test_the_weight_told_to_a_reader_counts_pictures_once_and_the_page_around_them(tmp_path):
    one = compiled(course_folder(tmp_path))[0].lessons[0]
    heavy = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><desc>{os.urandom(6000).hex()}</desc></svg>'
    more = compiled(course_folder(tmp_path, {"media/khoa.svg": heavy}))[0].lessons[0]
    assert PAGE_FRAME < one.weight < PAGE_FRAME + 2048
    assert 5 < more.kilobytes - one.kilobytes < 9


def test_a_practice_question_keeps_its_order_from_one_publication_to_the_next(tmp_path):
    first, _ = compiled(course_folder(tmp_path))
    second, _ = compiled(course_folder(tmp_path, {"01-ma-otp.md": LESSON.replace("Ngân hàng", "Nhà băng")}))
    assert first.lessons[0].screens[1] == second.lessons[0].screens[1]


def test_a_recording_is_offered_with_its_lesson(tmp_path):
    course, _ = compiled(course_folder(tmp_path, {"media/ma-otp.mp3": b"ID3" + bytes(20)}))
    assert course.lessons[0].recording.endswith("/ma-otp.mp3") and course.lessons[1].recording == ""
