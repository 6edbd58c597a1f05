"""Rules that every course keeps: it can be published, is light, is plausible, is written cleanly."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import defaultdict
from urllib.parse import urlsplit

import pytest

from learning.core.text import words
from tests.content.packages import EVERY_COURSE, FOLDERS, compiled, faults_in, package_of, texts_of, words_only

HEAVIEST = 60 * 1024  # bytes a lesson, pictures included
DOUBLES = set("luôn từ dần mãi thường đều rất ngày đêm hay ai đâu gì nào xa lâu sáng chiều tối xưa chung song".split())
DOUBLES |= set("vừa mình lời".split())
DOUBLES |= set("trắng xanh đỏ vàng đen tím nâu xám hồng".split())
DOUBLES |= set("không một hai ba bốn năm sáu bảy tám chín mươi tê bê".split())  # numbers and letters, spelled out
# Syllables that Vietnamese does not have without a mark; whoever writes one has lost it.
UNMARKED = set(
    """khong duoc nguoi viec nhieu truoc nuoc cuoc buoc duong phai neu cac hoc kiem luot thuc muc cap hoac dien giup
    nhap nhat bam nut chuyen quet biet giay thanh_ tuyen truyen huyen nghe_ viet tiep xem_ mat_ khau gui""".split()
)
UNMARKED = {syllable for syllable in UNMARKED if not syllable.endswith("_")}


def test_there_are_courses():
    assert len(FOLDERS) >= 8


@EVERY_COURSE
def test_a_course_can_be_published(folder):
    assert faults_in(folder) == []


# --- plausible --------------------------------------------------------------------------------------------


@EVERY_COURSE
def test_the_hours_on_the_certificate_fit_what_there_is_to_do(folder):
    """Reading, practising on the phone and the quiz: more than reading alone, and not many times as much."""
    package = package_of(folder)
    minutes = sum(lesson.text.minutes for lesson in package.lessons)
    assert minutes <= float(package.hours) * 60 <= 4 * minutes, (
        f"{package.hours} hours for {minutes} minutes of reading"
    )


@EVERY_COURSE
def test_a_lesson_takes_three_to_eight_minutes(folder):
    assert [lesson.slug for lesson in package_of(folder).lessons if not 3 <= lesson.text.minutes <= 8] == []


@EVERY_COURSE
def test_a_lesson_can_be_read_in_the_time_it_tells(folder):
    """Slow readers need about a minute for a hundred words, and some for doing."""
    speeds = {
        lesson.slug: sum(screen.words for screen in lesson.text.screens) / lesson.text.minutes
        for lesson in package_of(folder).lessons
    }
    assert {slug: round(speed) for slug, speed in speeds.items() if not 20 <= speed <= 120} == {}


@EVERY_COURSE
def test_a_lesson_has_three_to_seven_screens(folder):
    counts = {lesson.slug: len(lesson.text.screens) for lesson in package_of(folder).lessons}
    assert {slug: count for slug, count in counts.items() if not 3 <= count <= 7} == {}


@EVERY_COURSE
def test_a_lesson_weighs_at_most_sixty_kilobytes(folder):
    weights = {lesson["slug"]: lesson["bytes"] for lesson in json.loads(compiled(folder))["lessons"]}
    assert {slug: weight for slug, weight in weights.items() if weight > HEAVIEST} == {}


@EVERY_COURSE
def test_every_lesson_can_be_read_aloud_in_one_to_three_minutes(folder):
    lengths = {lesson.slug: words(lesson.read_aloud) for lesson in package_of(folder).lessons}
    assert {slug: length for slug, length in lengths.items() if not 90 <= length <= 420} == {}


@EVERY_COURSE
def test_what_is_read_aloud_holds_nothing_that_only_eyes_understand(folder):
    odd = {
        name: re.findall(r"https?:|\]\(|\*\*|^#+ |\{\{|`|\.vn\b", text, re.MULTILINE)
        for name, text in texts_of(folder).items()
        if name.endswith(".doc.md")
    }
    assert {name: signs for name, signs in odd.items() if signs} == {}


@EVERY_COURSE
def test_every_lesson_has_a_note_for_the_facilitator(folder):
    assert [lesson.slug for lesson in package_of(folder).lessons if not lesson.guide_html.strip()] == []


@EVERY_COURSE
def test_a_course_has_a_cover_and_says_what_one_can_do_afterwards(folder):
    package = package_of(folder)
    assert package.cover and 2 <= len(package.gains) <= 5
    assert (package.media[package.cover].width, package.media[package.cover].height) == (320, 180)


@EVERY_COURSE
def test_every_course_ends_with_a_quiz_that_counts(folder):
    assert [quiz.slug for quiz in package_of(folder).quizzes if quiz.certificate] != []


@EVERY_COURSE
def test_no_picture_lies_unused(folder):
    package = package_of(folder)
    used = {package.cover, *(name for lesson in package.lessons for name in lesson.text.pictures)}
    recordings = {name for name in package.media if name.endswith((".opus", ".mp3"))}
    assert sorted(set(package.media) - used - recordings) == []


@EVERY_COURSE
def test_a_picture_is_described_in_more_than_two_words(folder):
    short = [
        alt
        for text in texts_of(folder).values()
        for alt in re.findall(r"!\[([^\]]*)\]\(media/", text)
        if words(alt) < 3
    ]
    assert short == []


# --- written cleanly --------------------------------------------------------------------------------------


@EVERY_COURSE
def test_every_text_is_composed(folder):
    assert [name for name, text in texts_of(folder).items() if not unicodedata.is_normalized("NFC", text)] == []


@EVERY_COURSE
def test_no_text_holds_unseen_or_foreign_signs(folder):
    strange = {
        name: sorted(set(re.findall(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\ufffd\u00d0\u00f0]", text)))
        for name, text in texts_of(folder).items()
    }
    assert {name: signs for name, signs in strange.items() if signs} == {}


@EVERY_COURSE
def test_no_word_stands_twice_in_a_row(folder):
    twice = re.compile(r"(?<![\w-])([^\W\d_]{2,}) \1(?![\w-])")
    found = [
        f"{name}: {word} {word}"
        for name, text in texts_of(folder).items()
        for line in words_only(text).splitlines()
        for word in twice.findall(line)
        if word.lower() not in DOUBLES
    ]
    assert found == []


@EVERY_COURSE
def test_no_word_has_lost_its_marks(folder):
    found = []
    for name, text in texts_of(folder).items():
        if name != "course.toml":
            body = text.partition("\n+++\n")[2] or text
            found += [
                f"{name}: {word}"
                for word in re.findall(r"(?<![\w./-])[a-z]+(?![\w/-])", words_only(body))
                if word in UNMARKED
            ]
    assert found == []


@EVERY_COURSE
def test_there_is_no_space_before_a_full_stop_nor_two_in_a_row(folder):
    found = {
        name: re.findall(r"(?!dấu )\b\w+ [.,;:?!](?=\s)|\w+[,;]{2}|\w+\.\.(?!\.)\s", words_only(text))
        for name, text in texts_of(folder).items()
        if name.endswith(".md")
    }
    assert {name: places for name, places in found.items() if places} == {}


# --- links ------------------------------------------------------------------------------------------------


def addresses():
    """What the shipped courses themselves can be reached at."""
    known = set()
    for folder in FOLDERS:
        names = [path.name for path in folder.glob("[0-9][0-9]-*.md") if path.name.count(".") == 1]
        known |= {f"/khoa-hoc/{folder.name}", *(f"/khoa-hoc/{folder.name}/{name[3:-3]}" for name in names)}
        known |= {
            f"/kiem-tra/{folder.name}/{slug}"
            for slug in re.findall(r'^slug = "([^"]+)"', (folder / "course.toml").read_text(), re.MULTILINE)
        }
    return known


@EVERY_COURSE
def test_links_inside_the_site_lead_somewhere(app, folder):
    routes, known, dead = app.url_map.bind("localhost"), addresses(), []
    for name, text in texts_of(folder).items():
        for target in re.findall(r"(?<!!)\[[^\]]+\]\((/[^)\s]*)", text):
            path = urlsplit(target).path
            is_content = path.startswith(("/khoa-hoc/", "/kiem-tra/")) and path != "/khoa-hoc/"
            if (is_content and path.rstrip("/") not in known) or not routes.test(path, "GET"):
                dead.append(f"{name}: {target}")
    assert dead == []


@EVERY_COURSE
def test_links_out_of_the_site_are_encrypted_and_lead_to_the_state(folder):
    found = [target for text in texts_of(folder).values() for target in re.findall(r"\]\((https?://[^)\s]+)\)", text)]
    assert [target for target in found if not re.fullmatch(r"https://([a-z0-9-]+\.)*gov\.vn(/.*)?", target)] == []


# --- over all courses -------------------------------------------------------------------------------------


def test_no_two_questions_of_the_site_share_an_id():
    owners = defaultdict(list)
    for folder in FOLDERS:
        for name, text in texts_of(folder).items():
            for identifier in (
                re.findall(r"^//.*?\[id:([^\]]+)\]", text, re.MULTILINE) if name.endswith(".gift") else ()
            ):
                owners[identifier].append(f"{folder.name}/{name}")
    assert {identifier: files for identifier, files in owners.items() if len(files) > 1} == {}


def test_no_two_courses_share_a_title_or_a_place_in_a_list():
    titles, orders = defaultdict(list), defaultdict(list)
    for folder in FOLDERS:
        told = tomllib.loads((folder / "course.toml").read_text(encoding="utf-8"))
        titles[told["title"]].append(folder.name)
        for audience in told["audiences"]:
            orders[f"{audience} {told['order']}"].append(folder.name)
    assert {title: names for title, names in titles.items() if len(names) > 1} == {}
    assert {place: names for place, names in orders.items() if len(names) > 1} == {}


@pytest.mark.parametrize("audience", ["residents", "businesses", "community_tech_teams", "officials"])
def test_there_is_a_course_for_every_audience(audience):
    assert any(audience in (folder / "course.toml").read_text(encoding="utf-8") for folder in FOLDERS)
