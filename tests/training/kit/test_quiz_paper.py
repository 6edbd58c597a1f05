"""Quizzes on paper: versions that ask the same, a number that brings a set back, a key that the marking agrees with."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace

import pypdf
import pytest
from sqlalchemy import select

import training.kit.views
from courses import actions as courses
from courses.catalogue import forget_catalogue
from courses.package import read_package
from learning.accounts.models import AuditEntry, Person
from learning.core.database import db
from learning.questions import Question, Response, arrange, mark, read_response, to_plain
from learning.questions.model import Description, Essay, Matching, Pair, Text, TextFormat
from tests.support import factories
from tests.support.clients import Browser
from training.kit.forms import PaperForm
from training.kit.queries import LETTERS, PaperSet, SetUnknown, new_set, paper_set, paper_version
from training.kit.quiz_paper import key, needed, papers, right_letters

PAPER = f"/can-bo/bo-tai-lieu/{factories.COURSE}/{factories.QUIZ}/de-giay"
KEY = f"/can-bo/bo-tai-lieu/{factories.COURSE}/{factories.QUIZ}/dap-an"
SEED = 482913
ClientOf = Callable[[Person], Browser]


@pytest.fixture
def printed(app) -> PaperSet:
    course = factories.course()
    return PaperSet(course, course.quizzes[0], SEED)


def ids(printed: PaperSet, letter: str) -> list[str]:
    return [row["id"] for row in paper_version(printed.quiz, printed.seed, letter)]


def as_answered(question: Question, order: list[int], letters: str) -> Response:
    """What somebody wrote on the answer sheet, as the site's own form would send it."""
    if question.kind == "matching":
        pairs = dict(pair.split("–") for pair in letters.split(", "))
        return read_response(question, order, {left: [right.lower()] for left, right in pairs.items()})
    if not order:
        return read_response(question, order, [letters])
    return read_response(question, order, [letter.lower() for letter in letters.split(", ")])


def test_all_versions_ask_the_same_questions_in_different_orders(printed: PaperSet) -> None:
    versions = [ids(printed, letter) for letter in LETTERS]
    assert len({frozenset(version) for version in versions}) == 1
    assert len({tuple(version) for version in versions}) > 4
    assert len(versions[0]) == printed.quiz.draw


def test_the_same_seed_gives_the_same_paper_and_another_seed_another(printed: PaperSet) -> None:
    again = paper_version(printed.quiz, SEED, "B")
    assert paper_version(printed.quiz, SEED, "B") == again
    others = [paper_version(printed.quiz, seed, "B") for seed in range(20)]
    assert any({row["id"] for row in other} != {row["id"] for row in again} for other in others)


def test_what_was_printed_once_is_drawn_the_same_in_years_to_come(printed: PaperSet) -> None:
    """The draw is part of what lies in cupboards: a change of it would make entered answers wrong."""
    assert paper_version(printed.quiz, SEED, "A") == GOLDEN


def test_a_version_has_the_form_that_an_attempt_keeps(printed: PaperSet) -> None:
    for row in paper_version(printed.quiz, SEED, "C"):
        assert set(row) == {"id", "order"}
        assert sorted(row["order"]) == list(range(len(row["order"])))


@pytest.mark.parametrize("letter", ["", "I", "a", "AB"])
def test_there_are_eight_versions_and_no_more(printed: PaperSet, letter: str) -> None:
    with pytest.raises(ValueError, match="versions"):
        paper_version(printed.quiz, SEED, letter)


def test_the_key_earns_full_marks_for_every_question_of_the_bank(app) -> None:
    rng = random.Random(3)
    for quiz in factories.course().quizzes:
        for question in quiz.questions.values():
            for _ in range(5):
                order = arrange(question, rng)
                assert mark(question, as_answered(question, order, right_letters(question, order))).correct, question.id


def test_the_key_stands_in_the_order_of_each_version(printed: PaperSet) -> None:
    found = key(printed, 4)
    assert found.letters == "ABCD"
    for place, letter in enumerate(found.letters):
        for row, drawn in zip(found.rows, paper_version(printed.quiz, SEED, letter), strict=True):
            question = printed.quiz.questions[drawn["id"]]
            assert mark(question, as_answered(question, drawn["order"], row.answers[place])).correct


def test_two_lefts_may_share_a_right_side(app) -> None:
    pairs = (Pair(plain("a"), "một"), Pair(plain("b"), "một"), Pair(plain("c"), "hai"))
    question = Question(plain("Ghép"), Matching(pairs))
    assert right_letters(question, [1, 0]) == "1–B, 2–B, 3–A"


def plain(words: str) -> Text:
    return Text(TextFormat.PLAIN, words)


def test_the_mark_to_pass_is_rounded_up(printed: PaperSet) -> None:
    strict = replace(printed, quiz=replace(printed.quiz, pass_mark=70))
    assert [needed(strict, asked) for asked in (3, 4, 10)] == [3, 3, 7]


def test_an_essay_never_stands_on_paper(printed: PaperSet) -> None:
    first, second, *rest = printed.quiz.questions.values()
    bank = [replace(first, task=Essay()), replace(second, task=Description()), *rest]
    quiz = replace(printed.quiz, bank=json.dumps([to_plain(question) for question in bank]), draw=8)
    assert {row["id"] for row in paper_version(quiz, SEED, "A")} == {question.id for question in rest}


def test_the_answer_sheet_has_four_cells_even_for_true_and_false(printed: PaperSet) -> None:
    assert {paper.cells for paper in papers(printed, 8)} == {"ABCD"}


def test_a_number_brings_its_set_back_however_it_is_typed(printed: PaperSet) -> None:
    number = printed.number
    for typed in (number, f"{number[:3]} {number[3:6]} {number[6:]}", f" {number}\u00a0"):
        assert paper_set(factories.COURSE, factories.QUIZ, typed) == printed


@pytest.mark.parametrize("typed", ["", "12", "482913", "abcdefghi", "٤٨٢٩١٣٠٠٠", "4829130001"])
def test_a_number_that_is_none_is_refused(app, typed: str) -> None:
    with pytest.raises(SetUnknown):
        paper_set(factories.COURSE, factories.QUIZ, typed)


def test_a_set_is_found_again_after_the_course_was_published_anew(printed: PaperSet, tmp_path) -> None:
    package = read_package(factories.COURSE_FOLDERS / factories.COURSE)
    changed = replace(package, quizzes=tuple(replace(quiz, draw=quiz.draw - 1) for quiz in package.quizzes))
    courses.publish(changed)
    forget_catalogue()
    db.session.commit()
    found = paper_set(factories.COURSE, factories.QUIZ, printed.number)
    assert factories.course().quizzes[0].draw == printed.quiz.draw - 1
    assert found.course.revision_id == printed.course.revision_id
    assert paper_version(found.quiz, found.seed, "A") == GOLDEN


def test_new_sets_are_not_to_be_foreseen(printed: PaperSet) -> None:
    assert len({new_set(printed.course, printed.quiz).number for _ in range(30)}) > 25


def test_the_page_proposes_a_set_and_warns(client_of: ClientOf, facilitator: Person) -> None:
    html = client_of(facilitator).get(PAPER).text
    assert "Không để lộ đáp án" in html
    proposed = re.search(r'name="number"[^>]*value="(\d{9})"|value="(\d{9})"[^>]*name="number"', html)
    assert proposed
    assert paper_set(factories.COURSE, factories.QUIZ, proposed[1] or proposed[2])


def test_the_papers_read_as_they_were_drawn(client_of: ClientOf, facilitator: Person, printed: PaperSet) -> None:
    response = client_of(facilitator).post(PAPER, data={"versions": "2", "number": printed.number})
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.data)).pages)
    text = " ".join(text.split())
    shown = f"{printed.number[:3]} {printed.number[3:6]} {printed.number[6:]}"
    assert "no-store" in response.headers["Cache-Control"]
    assert text.count(f"Bộ đề số {shown}") == 4
    for row in paper_version(printed.quiz, SEED, "B"):
        assert " ".join(printed.quiz.questions[row["id"]].text.body.split()) in text


def test_the_key_is_traced_never_stored_and_says_what_passes(
    client_of: ClientOf, facilitator: Person, printed: PaperSet
) -> None:
    response = client_of(facilitator).post(KEY, data={"versions": "3", "number": printed.number})
    text = " ".join(pypdf.PdfReader(io.BytesIO(response.data)).pages[0].extract_text().split())
    trace = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "print_key")).one()
    assert "no-store" in response.headers["Cache-Control"]
    assert "KHÔNG ĐỂ LỘ ĐÁP ÁN" in text
    assert "Đạt từ 3 câu đúng" in text
    assert trace.actor_id == facilitator.id
    assert trace.subject == f"course:{factories.COURSE}"
    assert trace.note == f"{factories.QUIZ} {printed.number} 3"


@pytest.mark.parametrize("data", [{}, {"versions": "9", "number": "x"}, {"versions": "2", "number": "000000000"}])
def test_a_wrong_wish_is_told_beside_the_field_and_prints_and_traces_nothing(
    client_of: ClientOf, facilitator: Person, monkeypatch: pytest.MonkeyPatch, printed: PaperSet, data: dict[str, str]
) -> None:
    monkeypatch.setattr(training.kit.views, "print_key", lambda *_: pytest.fail("a key was printed"))
    if data.get("number") == "000000000" and printed.number.endswith("000"):
        data = data | {"number": "000000001"}
    response = client_of(facilitator).post(KEY, data=data)
    assert response.status_code == 422
    assert "Cần sửa" in response.text
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.action == "print_key")).all()


def test_learners_and_guests_get_neither_paper_nor_key(
    client: Browser, client_of: ClientOf, resident: Person, printed: PaperSet
) -> None:
    said = {"versions": "1", "number": printed.number}
    assert client_of(resident).post(KEY, data=said).status_code == 403
    assert client.post(KEY, data=said).status_code == 401
    assert client.post(PAPER, data=said).status_code == 401


def test_there_is_no_key_of_a_quiz_that_does_not_exist(client_of: ClientOf, facilitator: Person) -> None:
    assert client_of(facilitator).get(PAPER.replace(factories.QUIZ, "khong-co")).status_code == 404


def test_the_form_counts_versions() -> None:
    assert PaperForm(versions="8", number="1").count == 8


def test_the_kit_leads_to_everything(client_of: ClientOf, facilitator: Person) -> None:
    html = client_of(facilitator).get(f"/can-bo/bo-tai-lieu/{factories.COURSE}").text
    for lesson in factories.course().lessons:
        for end in ("", "/trinh-chieu", "/trinh-chieu.pdf", "/to-phat.pdf"):
            assert f'"/can-bo/bai-hoc/{factories.COURSE}/{lesson.slug}{end}"' in html
    assert f'"{PAPER}"' in html
    assert f'"/can-bo/bo-tai-lieu/{factories.COURSE}"' in client_of(facilitator).get("/can-bo/bo-tai-lieu/").text


def test_the_kit_of_a_path_offers_its_quizzes_and_leads_to_its_courses(
    client_of: ClientOf, facilitator: Person
) -> None:
    way = factories.path()
    html = client_of(facilitator).get(f"/can-bo/bo-tai-lieu/{way.slug}").text
    assert f'"/can-bo/bo-tai-lieu/{way.slug}/{way.quizzes[0].slug}/de-giay"' in html
    assert f'"/can-bo/bo-tai-lieu/{way.steps[0].course}"' in html


GOLDEN = [
    {"id": "thu-01", "order": [0, 1, 2]},
    {"id": "thu-08", "order": [1, 2, 0]},
    {"id": "thu-07", "order": [1, 0]},
    {"id": "thu-02", "order": [2, 1, 0]},
]
