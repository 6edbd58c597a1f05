"""Heard and seen: a lesson read aloud sentence by sentence, an editor's own voice, high contrast, pictures on tap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import CHROMIUM, DESK, PHONE, QUIET
from tests.browser.eyes import faults_at_every_size
from tests.browser.people import COURSE, Office, Resident
from tests.browser.server import Server
from tests.support.factories import PASSWORD

LESSON = f"/khoa-hoc/{COURSE}/nop-ho-so"
OTHER = f"/khoa-hoc/{COURSE}/mot-cong-duy-nhat"
MAIN_PAGES = ("/", "/khoa-hoc/", f"/khoa-hoc/{COURSE}/", LESSON, "/hien-thi")

# The voice of the phone stands outside of what is tested here. This one says what it was told to say, and ends a
# sentence when the test lets it: `voice.ends()`. What it was told is kept in `voice.said`.
VOICE = """
  const said = [], waiting = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const speech = {
    getVoices: () => [{ lang: "en-US" }, { lang: "vi-VN", localService: true }],
    addEventListener: () => {},
    cancel: () => { waiting.splice(0).forEach((words) => words.onerror && words.onerror({ error: "canceled" })); },
    speak: (words) => { said.push([words.text, words.rate, words.voice.lang]); waiting.push(words); },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  const next = () => waiting.shift();
  window.voice = { said, ends: () => next().onend(), breaks: () => next().onerror({}), busy: () => waiting.length };
"""
MARKED = "() => [...(CSS.highlights.get('reading') || [])].map(String).join('|')"


class Listener(Resident):
    """Somebody who would rather hear than read."""

    @property
    def heard(self) -> list[str]:
        """Everything the phone has said so far."""
        return [text for text, _, _ in self.page.evaluate("voice.said")]

    @property
    def marked(self) -> str:
        """The words that are marked on the page."""
        return str(self.page.evaluate(MARKED))

    def hears_out(self) -> None:
        """Wait until the sentence is over."""
        self.page.evaluate("voice.ends()")


@pytest.fixture
def listener(site: Server, open_browser: Callable[..., BrowserContext]) -> Listener:
    """A phone with a Vietnamese voice."""
    context = open_browser(**PHONE)
    context.add_init_script(VOICE)
    return Listener(context.new_page(), site)


def test_a_lesson_is_read_sentence_by_sentence_and_each_is_marked(listener: Listener) -> None:
    listener.opens(LESSON)
    listener.presses("Nghe bài này")
    seen = []
    for _ in range(6):
        seen.append(listener.marked)
        listener.hears_out()
    assert listener.heard[:6] == seen
    assert all(seen)
    assert all(text.strip().count(". ") == 0 for text in seen)
    assert listener.page.evaluate("voice.said[0].slice(1)") == [1, "vi-VN"]


def test_marking_leaves_the_page_as_it_was(listener: Listener) -> None:
    listener.opens(LESSON)
    before = listener.page.locator(".screen").first.inner_html()
    listener.presses("Nghe bài này")
    listener.hears_out()
    assert listener.page.locator(".screen").first.inner_html() == before


def test_where_the_browser_cannot_mark_words_it_marks_the_block(
    site: Server, open_browser: Callable[..., BrowserContext]
) -> None:
    context = open_browser(**PHONE)
    context.add_init_script(VOICE + "delete window.Highlight;")
    old = Listener(context.new_page(), site)
    old.opens(LESSON)
    old.presses("Nghe bài này")
    expect(old.page.locator(".reading")).to_have_count(1)
    assert old.heard[0] in old.page.locator(".reading").inner_text()


def test_it_goes_on_where_it_stopped_also_after_the_page_was_left(listener: Listener) -> None:
    listener.opens(LESSON)
    listener.presses("Nghe bài này")
    for _ in range(3):
        listener.hears_out()
    fourth = listener.heard[3]
    listener.presses("Tạm dừng")
    assert listener.page.evaluate("voice.busy()") == 0
    listener.presses("Nghe tiếp")
    assert listener.heard[4] == fourth

    listener.opens(OTHER)
    expect(listener.page.get_by_role("button", name="Nghe bài này")).to_be_visible()
    listener.opens(LESSON)
    listener.presses("Nghe tiếp")
    assert listener.heard == [fourth]


def test_one_sentence_back_and_forth_and_from_the_beginning(listener: Listener) -> None:
    listener.opens(LESSON)
    listener.presses("Nghe bài này")
    first = listener.heard[0]
    listener.presses("Câu sau")
    second = listener.heard[1]
    listener.presses("Câu sau")
    listener.presses("Câu trước")
    assert listener.heard[3] == second != first
    listener.presses("Từ đầu")
    assert listener.heard[4] == first
    listener.presses("Câu trước")
    assert listener.heard[5] == first


def test_the_speed_is_remembered(listener: Listener) -> None:
    listener.opens(LESSON)
    listener.presses("Chậm")
    listener.opens(OTHER)
    expect(listener.page.get_by_role("button", name="Chậm")).to_have_attribute("aria-pressed", "true")
    listener.presses("Nghe bài này")
    assert listener.page.evaluate("voice.said[0][1]") == 0.8


def test_at_the_end_it_is_silent_and_can_begin_again(listener: Listener) -> None:
    listener.opens(LESSON)
    listener.presses("Nghe bài này")
    for _ in range(400):
        if not listener.page.evaluate("voice.busy()"):
            break
        listener.hears_out()
    expect(listener.page.get_by_role("button", name="Nghe bài này")).to_be_visible()
    assert not listener.marked


def test_a_voice_that_breaks_is_said_to_have_broken(listener: Listener) -> None:
    listener.opens(LESSON)
    listener.presses("Nghe bài này")
    listener.page.evaluate("voice.breaks()")
    listener.sees("Chưa đọc được")
    expect(listener.page.locator("[data-listen]")).to_have_attribute("aria-pressed", "false")


def test_a_practice_question_is_read_with_its_answers(listener: Listener) -> None:
    listener.opens(LESSON)
    question = listener.page.locator(".practice").first
    listener.taps(question.get_by_role("button", name="Nghe câu hỏi"))
    for _ in range(question.locator("label").count()):
        listener.hears_out()
    assert listener.heard[0] == question.locator("legend").inner_text().strip()
    answers = question.locator("label").all_inner_texts()
    assert listener.heard[1:] == [f"Đáp án {'ABCDE'[at]}: {text.strip()}" for at, text in enumerate(answers)]


def test_a_question_silences_the_lesson(listener: Listener) -> None:
    listener.opens(LESSON)
    listener.presses("Nghe bài này")
    listener.taps(listener.page.locator(".practice").first.get_by_role("button", name="Nghe câu hỏi"))
    assert listener.page.evaluate("voice.busy()") == 1
    expect(listener.page.locator("[data-listen]")).to_have_attribute("aria-pressed", "false")


def test_questions_of_a_quiz_can_be_heard(listener: Listener) -> None:
    listener.registers("Trần Thị Nghe Bài")
    listener.opens_quiz()
    questions = listener.page.locator("[data-question]")
    expect(questions.get_by_role("button", name="Nghe câu hỏi")).to_have_count(questions.count())
    listener.taps(questions.first.get_by_role("button", name="Nghe câu hỏi"))
    assert questions.first.locator("legend").inner_text().split()[-1] in listener.heard[0]
    assert "Thôi nghe" in questions.first.inner_text()


def test_in_zalo_a_question_says_why_it_cannot_be_heard(
    site: Server, open_browser: Callable[..., BrowserContext]
) -> None:
    phone = Resident(
        open_browser(**PHONE, user_agent="Mozilla/5.0 (Linux; Android 11) Zalo android/1").new_page(), site
    )
    phone.opens(LESSON)
    phone.taps(phone.page.locator(".practice").first.get_by_role("button", name="Nghe câu hỏi"))
    expect(phone.page.locator(".practice [role=status]")).to_contain_text("mở bằng Chrome hoặc Safari")


# --- an editor's own voice --------------------------------------------------------------------------------


@pytest.fixture
def studio(admin: Office, site: Server) -> Iterator[Office]:
    """A desk with a microphone in which something hums."""
    hums = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--autoplay-policy=no-user-gesture-required",
    ]
    browser = admin.page.context.browser
    assert browser is not None
    how: dict[str, Any] = {"executable_path": CHROMIUM, "args": [*QUIET, *hums]}
    with closing(browser.browser_type.launch(**how)) as loud:
        context = loud.new_context(**DESK, locale="vi-VN", permissions=["microphone"])
        context.add_init_script(VOICE)
        editor = Office(context.new_page(), site)
        editor.signs_in("theky", PASSWORD)
        yield editor


def test_an_editor_records_a_screen_and_people_hear_it(
    studio: Office, site: Server, open_browser: Callable[..., BrowserContext]
) -> None:
    room = f"/quan-tri{LESSON}/thu-am"
    studio.opens(room)
    studio.presses("Thu âm phần 1")
    expect(studio.page.get_by_text("Đang thu: 2 giây")).to_be_visible()
    studio.presses("Dừng thu")
    expect(studio.page.get_by_text("Nghe lại rồi giữ hoặc bỏ")).to_be_visible()
    assert studio.page.locator("#phan-1 form[data-recorder] audio").evaluate(CAN_BE_PLAYED)
    studio.presses("Giữ bản thu phần 1")
    expect(studio.page.locator("#phan-1 .box-label").first).to_contain_text("Đã thu")

    studio.opens(LESSON)
    studio.sees("Có giọng đọc thu sẵn")
    expect(studio.page.locator("[data-recording]")).to_be_hidden()
    sound = "document.querySelector('[data-recording] audio')"
    assert studio.page.evaluate(f"{sound}.networkState") != 2  # nothing is loaded before somebody listens
    studio.presses("Nghe bài này")
    studio.page.wait_for_function(f"() => {sound}.currentTime > 0.5")
    assert studio.page.evaluate("voice.said.length") == 0
    studio.page.wait_for_function("() => voice.said.length === 1")  # the next screen nobody has recorded

    silent = Resident(open_browser(**PHONE, java_script_enabled=False).new_page(), site)
    silent.opens(LESSON)
    expect(silent.page.locator("[data-recording] audio")).to_be_visible()

    studio.opens(room)
    studio.presses("Xóa bản thu phần 1")
    studio.sees("Đã xóa bản thu phần 1")


def test_a_recording_that_cannot_be_played_gives_way_to_the_voice(studio: Office) -> None:
    room = f"/quan-tri{OTHER}/thu-am"
    studio.opens(room)
    studio.presses("Thu âm phần 1")
    expect(studio.page.get_by_text("Đang thu: 1 giây")).to_be_visible()
    studio.presses("Dừng thu")
    studio.presses("Giữ bản thu phần 1")
    expect(studio.page.locator("#phan-1 .box-label").first).to_contain_text("Đã thu")

    studio.page.route("**/ghi-am/*", lambda route: route.abort())
    studio.opens(OTHER)
    studio.presses("Nghe bài này")
    studio.page.wait_for_function("() => voice.said.length === 1")
    studio.page.unroute("**/ghi-am/*")


def test_a_refused_microphone_and_a_lost_network_are_said(studio: Office) -> None:
    studio.opens(f"/quan-tri{LESSON}/thu-am")
    studio.page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no')); }")
    studio.presses("Thu âm phần 2")
    studio.sees("Chưa dùng được micrô")

    studio.opens(f"/quan-tri{LESSON}/thu-am")
    studio.presses("Thu âm phần 2")
    expect(studio.page.get_by_text("Đang thu: 1 giây")).to_be_visible()
    studio.presses("Dừng thu")
    studio.page.context.set_offline(True)
    studio.presses("Giữ bản thu phần 2")
    studio.sees("Bản thu vẫn còn đây")
    studio.page.context.set_offline(False)
    studio.presses("Bỏ, thu lại")


CAN_BE_PLAYED = """(audio) => new Promise((found) => {
  audio.onerror = () => found(false);
  audio.onloadeddata = () => found(true);
  audio.load();
})"""


# --- seen -------------------------------------------------------------------------------------------------


def chooses(person: Resident, *words: str) -> None:
    """On the page "Cách hiện"."""
    person.opens("/hien-thi")
    for word in words:
        person.taps(person.page.locator(".choice label", has_text=word).first)
    person.presses("Nhớ trên máy này")
    person.sees("Máy này đã nhớ")


def test_everything_is_chosen_with_and_without_scripts(
    site: Server, open_browser: Callable[..., BrowserContext], scripts: bool
) -> None:
    person = Resident(open_browser(**PHONE, java_script_enabled=scripts).new_page(), site)
    chooses(person, "Chữ to", "Tương phản cao", "Ít chuyển động", "Tiết kiệm dữ liệu")
    person.opens(LESSON)
    html = person.page.locator("html")
    for name, value in (("text", "2"), ("contrast", "high"), ("motion", "less"), ("saving", "on")):
        expect(html).to_have_attribute(f"data-{name}", value)


@pytest.mark.parametrize("address", MAIN_PAGES)
def test_high_contrast_is_high_everywhere(
    site: Server, open_browser: Callable[..., BrowserContext], address: str
) -> None:
    person = Resident(open_browser(viewport={"width": 360, "height": 740}, has_touch=True).new_page(), site)
    chooses(person, "Tương phản cao")
    person.opens(address)
    assert not faults_at_every_size(person.page)
    assert person.page.evaluate(PALE_BORDERS) == []


# Edges of what can be tapped or read apart: at least as dark as text has to be.
PALE_BORDERS = """() => {
  const light = (colour) => {
    const linear = (part) => part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = colour.match(/[\\d.]+/g).map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const edged = ".card, .screen, .box, .choice label, .button:not(.button-quiet), .practice, .input";
  return [...document.querySelectorAll(edged)].filter((element) => {
    const { borderTopColor: colour, borderTopWidth: width } = getComputedStyle(element);
    return element.getClientRects().length && (parseFloat(width) < 1 || 1.05 / (light(colour) + 0.05) < 7);
  }).map((element) => element.outerHTML.slice(0, 100));
}"""


def test_a_picture_comes_when_it_is_tapped(site: Server, open_browser: Callable[..., BrowserContext]) -> None:
    person = Resident(open_browser(**PHONE).new_page(), site)
    chooses(person, "Tiết kiệm dữ liệu")
    fetched = pictures_of(person.page)
    for address in ("/khoa-hoc/", LESSON):
        person.opens(address)
        person.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        person.page.wait_for_timeout(300)
    assert not fetched

    offer = person.page.locator("a[data-picture]").first
    words = offer.inner_text().removeprefix("Xem hình: ").rpartition(" (")[0]
    person.taps(offer)
    picture = person.page.get_by_alt_text(words)
    expect(picture).to_be_visible()
    person.page.wait_for_function("(picture) => picture.complete && picture.naturalWidth", arg=picture.element_handle())
    assert len(fetched) == 1
    assert person.page.url.endswith(LESSON)


def test_without_scripts_the_link_opens_the_picture(site: Server, open_browser: Callable[..., BrowserContext]) -> None:
    person = Resident(open_browser(**PHONE, java_script_enabled=False).new_page(), site)
    chooses(person, "Tiết kiệm dữ liệu")
    person.opens(LESSON)
    person.taps(person.page.locator("a[data-picture]").first)
    person.arrives_at(f"/khoa-hoc/{COURSE}/tep/")


def pictures_of(page: Page) -> list[str]:
    """The pictures of courses that the page fetches from now on."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/tep/" in request.url else None)
    return fetched


def test_the_browser_is_a_real_one(chromium: Browser) -> None:
    """The recording tests mean something only where the browser can record."""
    page = chromium.new_page()
    assert page.evaluate("MediaRecorder.isTypeSupported('audio/webm;codecs=opus')")
    page.close()
