"""Reading a scenario file: every value taken, every fault noted with its line and its remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import NamedTuple

from learning.scenarios.checking import check_scenario, check_words
from learning.scenarios.model import Element, Scenario, Screen, Tap
from learning.scenarios.small_yaml import Node, NotOurYaml, read_yaml

SCENARIO_KINDS = ("guide", "scam", "genuine")
KINDS = ("text", "message", "call", "card", "qr", "button", "apps", "list", "field", "keypad", "toggle")
DOES = ("go", "done", "trap", "refuse")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
MOST_SCREENS, MOST_ELEMENTS, MOST_ENTRIES = 20, 12, 12


class Problem(NamedTuple):
    """What is wrong on which line, and how to mend it, in the author's language."""

    line: int
    message: str
    remedy: str


class Lines(dict[str, int]):
    """Where things stand in the file, by name: ``screen:mo-may``, ``tap:mo-may:3``."""


class Map:
    """One map of the file; what nobody takes out of it is a typing error."""

    def __init__(self, node: Node, problems: list[Problem], what: str) -> None:
        self.line, self.problems, self.what = node.line, problems, what
        self.values: dict[str, Node] = dict(node.value) if isinstance(node.value, dict) else {}
        if not isinstance(node.value, dict):
            self.fault(
                node.line, f"Chỗ này phải là {what} gồm các dòng “tên: giá trị”.", "Viết theo mẫu trong tài liệu."
            )

    def fault(self, line: int, message: str, remedy: str) -> None:
        """Note one fault."""
        self.problems.append(Problem(line, message, remedy))

    def text(self, name: str, most: int, default: str | None = "") -> str:
        """A line of text; ``default=None`` means that it must be there."""
        node = self.values.pop(name, None)
        if node is None:
            if default is None:
                self.fault(self.line, f"Thiếu mục {name} của {self.what}.", f"Thêm dòng {name}: …")
            return default or ""
        if not isinstance(node.value, str) or not node.value.strip():
            self.fault(node.line, f"Mục {name} phải là một dòng chữ.", f"Viết {name}: rồi đến chữ, trên cùng một dòng.")
            return ""
        if len(node.value) > most:
            self.fault(node.line, f"Mục {name} dài {len(node.value)} chữ, quá {most}.", "Viết ngắn lại.")
        return node.value

    def entries(self, name: str, most: int, needed: bool = True) -> list[Node]:
        """The entries of a list."""
        node = self.values.pop(name, None)
        if node is None:
            if needed:
                self.fault(
                    self.line, f"Thiếu mục {name} của {self.what}.", f"Thêm {name}: và các dòng bắt đầu bằng “- ”."
                )
            return []
        if not isinstance(node.value, list):
            self.fault(node.line, f"Mục {name} phải là danh sách.", "Bắt đầu mỗi dòng bằng “- ”.")
            return []
        if len(node.value) > most:
            self.fault(
                node.line, f"Mục {name} có {len(node.value)} phần, quá {most}.", "Bớt đi, hoặc chia làm hai màn."
            )
        return node.value

    def lines(self, name: str, most: int, letters: int, needed: bool = True) -> tuple[str, ...]:
        """A list of lines of text."""
        found = []
        for node in self.entries(name, most, needed):
            if not isinstance(node.value, str) or len(node.value) > letters:
                self.fault(node.line, f"Mỗi dòng của {name} là chữ, không quá {letters} chữ.", "Viết ngắn lại.")
            else:
                found.append(node.value)
        return tuple(found)

    def name(self, key: str, default: str | None = "") -> str:
        """A short name without marks."""
        line = self.values[key].line if key in self.values else self.line
        value = self.text(key, 40, default)
        if value and not ID.fullmatch(value):
            self.fault(line, f"Tên “{value}” chưa dùng được.", "Chỉ dùng a-z, 0-9 và dấu nối.")
        return value

    def refuse_rest(self) -> None:
        """Say what nobody knows."""
        for name, node in self.values.items():
            self.fault(node.line, f"{self.what.capitalize()} không có mục {name}.", "Xóa dòng này, hoặc sửa lại tên.")


class Reader:
    """Reads one file; collects faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.where = Lines()

    def scenario(self, slug: str, node: Node) -> Scenario:
        """The whole file."""
        top = Map(node, self.problems, "tình huống")
        kind_line = top.values["kind"].line if "kind" in top.values else 1
        self.where["lesson"] = top.values["lesson"].line if "lesson" in top.values else 1
        made = Scenario(
            slug=slug,
            title=top.text("title", 80, None),
            kind=top.text("kind", 10, None),
            goal=top.text("goal", 160, None),
            intro=top.text("intro", 400, None),
            minutes=self._minutes(top),
            learnt=top.lines("learnt", 4, 140),
            lesson=top.name("lesson"),
            screens=tuple(self._screen(entry) for entry in top.entries("screens", MOST_SCREENS)),
        )
        if made.kind and made.kind not in SCENARIO_KINDS:
            top.fault(kind_line, f"Không biết loại “{made.kind}”.", f"Chọn một: {', '.join(SCENARIO_KINDS)}.")
        top.refuse_rest()
        return made

    def _minutes(self, top: Map) -> int:
        line = top.values["minutes"].line if "minutes" in top.values else top.line
        value = top.text("minutes", 2, None)
        if value and not (value.isascii() and value.isdecimal() and 1 <= int(value) <= 15):
            top.fault(line, "Số phút chưa dùng được.", "Viết một số từ 1 đến 15.")
            return 1
        return int(value or 1)

    def _screen(self, node: Node) -> Screen:
        table = Map(node, self.problems, "màn hình")
        name = table.name("id", None)
        if f"screen:{name}" in self.where:
            table.fault(node.line, f"Hai màn cùng tên {name}.", "Đổi tên một màn.")
        self.where.setdefault(f"screen:{name}", node.line)
        title, hint = table.text("title", 60, None), table.text("hint", 200)
        if not hint:
            table.fault(node.line, f"Màn {name} chưa có gợi ý.", "Thêm dòng hint: chỉ đúng chỗ cần bấm.")
        elements = tuple(self.element(entry) for entry in table.entries("show", MOST_ELEMENTS))
        table.refuse_rest()
        screen = Screen(name, title, hint, elements)
        for element, entry in zip(elements, node_entries(node), strict=False):
            self._remember(screen, element, entry)
        return screen

    def _remember(self, screen: Screen, element: Element, entry: Node) -> None:
        """Note on which line each tap stands, for what walking finds."""
        nodes = node_entries(entry, element.kind) or [entry] * len(element.taps)
        mine = {id(tap): node.line for tap, node in zip(element.taps, nodes, strict=False)}
        for number, _, tap in screen.numbered():
            if id(tap) in mine:
                self.where[f"tap:{screen.id}:{number}"] = mine[id(tap)]

    def element(self, node: Node) -> Element:
        """One thing on a screen."""
        table = Map(node, self.problems, "phần tử")
        kind = next((name for name in table.values if name in KINDS), "")
        if not kind:
            table.fault(node.line, "Không biết đây là phần tử gì.", f"Mở đầu bằng một trong: {', '.join(KINDS)}.")
            return Element("text")
        element = _READERS[kind](self, kind, table)
        element = replace(element, when=table.name("when"), unless=table.name("unless"))
        table.refuse_rest()
        return element

    def _words(self, kind: str, table: Map) -> Element:
        note = {"message": "from", "call": "says"}.get(kind, "")
        said = table.text(note, 300) if note else ""
        return Element(kind, table.text(kind, 400 if kind != "call" else 60, None), note=said)

    def _card(self, kind: str, table: Map) -> Element:
        return Element(kind, table.text(kind, 60, None), lines=table.lines("lines", 8, 100))

    def _qr(self, kind: str, table: Map) -> Element:
        line = table.line
        alt = table.text("alt", 160)
        if not alt:
            table.fault(line, "Hình mã QR chưa có lời tả.", "Thêm dòng alt: tả hình cho người không nhìn thấy.")
        return Element(kind, table.text(kind, 60, None), note=alt)

    def _button(self, kind: str, table: Map) -> Element:
        return Element(kind, taps=(self._tap(table, kind),))

    def _several(self, kind: str, table: Map) -> Element:
        taps = []
        for entry in table.entries(kind, MOST_ENTRIES):
            inner = Map(entry, self.problems, "ô bấm" if kind == "apps" else "dòng")
            taps.append(self._tap(inner, "label"))
            inner.refuse_rest()
        return Element(kind, taps=tuple(taps))

    def _typed(self, kind: str, table: Map) -> Element:
        label, sample = table.text(kind, 80, None), table.text("sample", 60, None)
        if kind == "keypad" and not sample.isdecimal():
            table.fault(table.line, "Bàn phím số cần mẫu chỉ gồm chữ số.", "Sửa sample, hoặc dùng field.")
        tap = Tap(table.text("button", 40) or "Xong", go=table.name("go", None), sets=table.name("set"))
        return Element(kind, label, note=table.text("note", 200), sample=sample, taps=(tap,))

    def _toggle(self, kind: str, table: Map) -> Element:
        return Element(kind, taps=(Tap(table.text(kind, 60, None), flips=table.name("flag", None)),))

    def _tap(self, table: Map, label: str) -> Tap:
        chosen = [name for name in DOES if name in table.values]
        if len(chosen) != 1:
            table.fault(table.line, "Mỗi chỗ bấm làm đúng một việc.", f"Viết một trong: {', '.join(DOES)}.")
        return Tap(
            label=table.text(label, 80, None),
            note=table.text("note", 120),
            go=table.name("go"),
            done=table.text("done", 300),
            trap=table.text("trap", 400),
            refuse=table.text("refuse", 300),
            sets=table.name("set"),
        )


_READERS: dict[str, Callable[[Reader, str, Map], Element]] = {
    "text": Reader._words,
    "message": Reader._words,
    "call": Reader._words,
    "card": Reader._card,
    "qr": Reader._qr,
    "button": Reader._button,
    "apps": Reader._several,
    "list": Reader._several,
    "field": Reader._typed,
    "keypad": Reader._typed,
    "toggle": Reader._toggle,
}


def node_entries(node: Node, name: str = "show") -> list[Node]:
    """The entries of a list inside a map; none when it is something else."""
    inner = node.value.get(name) if isinstance(node.value, dict) else None
    return inner.value if inner is not None and isinstance(inner.value, list) else []


def read_scenario(slug: str, text: str, lessons: Collection[str]) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario and everything that is wrong with it; it can be published when nothing is."""
    try:
        node = read_yaml(text)
    except NotOurYaml as broken:
        return None, (Problem(broken.line, broken.message, broken.remedy),)
    reader = Reader()
    scenario = reader.scenario(slug, node)
    if scenario.lesson and scenario.lesson not in lessons:
        lesson = f"Khóa này không có bài {scenario.lesson}."
        reader.problems.append(
            Problem(reader.where["lesson"], lesson, "Sửa lại tên bài ở mục lesson, hoặc xóa dòng này.")
        )
    reader.problems += [Problem(*found) for found in check_words(text)]
    if not reader.problems:
        reader.problems += [Problem(*found) for found in check_scenario(scenario, reader.where)]
    return scenario, tuple(sorted(reader.problems))
