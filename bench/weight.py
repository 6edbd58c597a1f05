"""What a lesson costs a prepaid connection: every byte of the first visit, and of the next lesson."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bench.figures import Figure, measures
from bench.ground import Ground, Server
from bench.visitor import Visitor, parse, path_of

_IMPORT = re.compile(r"""(?:import|from)\s*\(?["']([^"']+\.js)["']""")
_STYLE_URL = re.compile(r"""url\(["']?(?!data:)([^"')#]+)""")
LINK = re.compile(r'href="(/khoa-hoc/[a-z0-9-]+/[a-z0-9-]*)"')


@dataclass(frozen=True)
class Visit:
    """One opened page: bytes by kind, and the addresses that were fetched."""

    path: str
    bytes_by_kind: Counter[str]
    fetched: frozenset[str]
    html_compressed: int

    @property
    def total(self) -> int:
        """All bytes, heads included."""
        return sum(self.bytes_by_kind.values())


@measures("lesson-weight")
def lesson_weight(ground: Ground) -> Iterator[Figure]:
    """First visit to the heaviest lesson, and the next lesson with everything shared in the cache."""
    lessons = lesson_paths(ground.site)
    first = max((visit(ground.site, path, frozenset()) for path in lessons), key=lambda one: one.total)
    yield Figure("lesson-first-visit", first.total / 1000, "kB", most=40, detail=_detail(first))
    yield from _requests([visit(ground.site, path, frozenset()) for path in lessons])
    yield Figure("lesson-html-compressed", first.html_compressed / 1000, "kB", most=14, detail={"lesson": first.path})

    shared = frozenset(path for path in first.fetched if path.startswith("/tinh/"))
    later = [visit(ground.site, path, shared) for path in lessons if path != first.path]
    heaviest = max(later, key=lambda one: one.total)
    middle = sorted(one.total for one in later)[len(later) // 2] / 1000
    detail = _detail(heaviest) | {"median_kB": middle}
    yield Figure("lesson-second-visit", heaviest.total / 1000, "kB", most=12, detail=detail)


def _requests(visits: list[Visit]) -> Iterator[Figure]:
    """Requests of a first visit, pictures below the fold included; the goal is for the usual two pictures."""
    counts = sorted(len(one.fetched) for one in visits)
    detail = {"most": counts[-1], "lessons": len(counts)}
    yield Figure("lesson-first-visit-requests", counts[len(counts) // 2], "requests", most=6, detail=detail)


@measures("catalogue-weight")
def catalogue_weight(ground: Ground) -> Iterator[Figure]:
    """The list of all courses, first visit, covers included as they come into view."""
    one = visit(ground.site, "/khoa-hoc/", frozenset())
    words = one.total - one.bytes_by_kind["pictures"]
    detail = {"with_covers_kB": one.total / 1000, "bytes": dict(one.bytes_by_kind)}
    yield Figure("catalogue-page", words / 1000, "kB", most=40, detail=detail)


def _detail(one: Visit) -> dict[str, object]:
    return {"lesson": one.path, "bytes": dict(one.bytes_by_kind)}


def lesson_paths(site: Server) -> list[str]:
    """Every lesson that the site links to."""
    visitor = Visitor(site)
    courses = sorted({path for path in LINK.findall(visitor.get("/khoa-hoc/").text) if path.endswith("/")})
    found = [path for course in courses for path in LINK.findall(visitor.get(course).text)]
    lessons = [path for path in dict.fromkeys(found) if not path.endswith("/")]
    if not lessons:
        raise LookupError("the site shows no lesson")
    return lessons


def visit(site: Server, path: str, cached: frozenset[str]) -> Visit:
    """Open a page as a browser does, pictures below the fold included."""
    visitor = Visitor(site)
    page = visitor.get(path)
    kinds, fetched = Counter({"html": page.wire}), {path}
    waiting = [(kind, path_of(address, path)) for kind, address in _icons_once(parse(page.text).parts)]
    while waiting:
        kind, address = waiting.pop()
        if address in fetched or address in cached:
            continue
        part = visitor.get(address)
        fetched.add(address)
        kinds[{"img": "pictures", "stylesheet": "css", "script": "js", "modulepreload": "js"}.get(kind, "icons")] += (
            part.wire
        )
        if kind in ("script", "modulepreload"):
            waiting += [("script", path_of(found, address)) for found in _IMPORT.findall(part.text)]
        elif kind == "stylesheet":
            waiting += [("icon", path_of(found, address)) for found in _STYLE_URL.findall(part.text)]
    return Visit(path, kinds, frozenset(fetched), len(page.raw))


def _icons_once(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A browser takes one of the icons it is offered, the first that scales."""
    icons = [part for part in parts if part[0] == "icon"]
    return [part for part in parts if part[0] != "icon"] + icons[:1]
