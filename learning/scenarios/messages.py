"""The set of messages that the scam test draws from: what one is, how its file is read and checked. Pure.

One file holds the whole set; what is wrong with it is told with its line and its remedy, as with scenarios.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from learning.scenarios.checking import check_words
from learning.scenarios.model import Element
from learning.scenarios.reading import ID, Map, Problem, Reader
from learning.scenarios.small_yaml import Node, NotOurYaml, read_yaml

SCAM, GENUINE = "scam", "genuine"
FORMS = {
    "sms": "Tin nhắn mới",
    "call": "Cuộc gọi đến",
    "chat": "Ứng dụng trò chuyện",
    "app": "Một trang trên máy",
    "qr": "Một mã QR",
    "email": "Thư điện tử",
}
SHOWN = ("text", "message", "call", "card", "qr")  # a message is looked at; nothing on it can be pressed
LEAST_ITEMS, LEAST_SHARE, MOST_ITEMS = 40, 0.4, 200


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, in a lesson's own words; ``lesson`` is that lesson's key."""

    id: str
    text: str
    lesson: str

    @property
    def course(self) -> str:
        """The slug of the lesson's course."""
        return self.lesson.partition("/")[0]

    @property
    def lesson_slug(self) -> str:
        """The lesson's own slug."""
        return self.lesson.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Item:
    """One message, call, page or code; ``kind`` is the key and never leaves the server before the answer."""

    id: str
    kind: str
    form: str
    elements: tuple[Element, ...]
    why: str
    advice: Advice

    @property
    def is_scam(self) -> bool:
        """Whether it cheats."""
        return self.kind == SCAM

    @property
    def heading(self) -> str:
        """What stands at the top of the phone's screen."""
        return FORMS[self.form]


class _SetReader:
    def __init__(self) -> None:
        self.elements = Reader()
        self.problems = self.elements.problems
        self.advices: dict[str, Advice] = {}
        self.lines: dict[str, int] = {}

    def items(self, node: Node) -> tuple[Item, ...]:
        top = Map(node, self.problems, "bộ câu")
        for entry in top.entries("advice", 60):
            self._advice(Map(entry, self.problems, "lời khuyên"))
        found = tuple(self._item(Map(entry, self.problems, "câu")) for entry in top.entries("items", MOST_ITEMS))
        top.refuse_rest()
        return found

    def _advice(self, table: Map) -> None:
        name, line = self._own_name(table), _line(table, "lesson")
        advice = Advice(name, table.text("text", 200, None), table.text("lesson", 160, None))
        if advice.lesson and not all(ID.fullmatch(part) for part in f"{advice.lesson}/".split("/")[:2]):
            table.fault(line, f"Tên bài “{advice.lesson}” chưa dùng được.", "Viết ten-khoa/ten-bai.")
        self.advices[advice.id] = advice
        table.refuse_rest()

    def _item(self, table: Map) -> Item:
        name = self._own_name(table)
        kind = self._one_of(table, "kind", (SCAM, GENUINE))
        form = self._one_of(table, "form", tuple(FORMS))
        elements = tuple(self._shown(entry) for entry in table.entries("show", 6))
        why, line = table.text("why", 300, None), _line(table, "advice")
        wanted = table.name("advice", None)
        if wanted and wanted not in self.advices:
            table.fault(line, f"Không có lời khuyên {wanted}.", "Thêm vào mục advice ở đầu tệp, hoặc sửa lại tên.")
        table.refuse_rest()
        return Item(name, kind, form, elements, why, self.advices.get(wanted, Advice("", "", "")))

    def _own_name(self, table: Map) -> str:
        name = table.name("id", None)
        if name and name in self.lines:
            table.fault(table.line, f"Tên {name} dùng hai lần.", "Đổi một tên.")
        self.lines[name] = table.line
        return name

    def _one_of(self, table: Map, key: str, known: tuple[str, ...]) -> str:
        line, value = _line(table, key), table.text(key, 20, None)
        if value and value not in known:
            table.fault(line, f"Mục {key} không biết “{value}”.", f"Chọn một: {', '.join(known)}.")
        return value

    def _shown(self, node: Node) -> Element:
        element = self.elements.element(node)
        if element.kind not in SHOWN:
            remedy = f"Chỉ dùng: {', '.join(SHOWN)}. Nút trả lời đã có sẵn."
            self.problems.append(Problem(node.line, f"Câu thử không dùng {element.kind}.", remedy))
        return element


def _line(table: Map, key: str) -> int:
    return table.values[key].line if key in table.values else table.line


def read_items(text: str) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """The set and everything that is wrong with it; it can be used when nothing is."""
    try:
        node = read_yaml(text)
    except NotOurYaml as broken:
        return (), (Problem(broken.line, broken.message, broken.remedy),)
    reader = _SetReader()
    items = reader.items(node)
    problems = [*reader.problems, *(Problem(*found) for found in check_words(text))]
    if not problems:
        problems += _too_few(items)
    return items, tuple(sorted(problems))


def _too_few(items: tuple[Item, ...]) -> Iterator[Problem]:
    if len(items) < LEAST_ITEMS:
        yield Problem(1, f"Bộ câu có {len(items)} câu, cần từ {LEAST_ITEMS}.", "Viết thêm câu.")
    for kind in (SCAM, GENUINE):
        share = sum(item.kind == kind for item in items) / max(1, len(items))
        if share < LEAST_SHARE:
            yield Problem(1, f"Quá ít câu {kind}: {share:.0%}.", "Hai loại nên gần bằng nhau, để không ai sợ mọi tin.")
    for form in FORMS:
        if not any(item.form == form for item in items):
            yield Problem(1, f"Chưa có câu nào dạng {form}.", "Viết thêm một câu dạng này.")
