"""A lesson's screens as a reader of one commune sees them: the blanks filled in, or marked as still to come; pictures
shown, or only offered where data is dear.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from courses.content import Lesson, kilobytes
from courses.lesson_file import PLACEHOLDER
from courses.recordings import Recorded
from learning.accounts.commune import Commune

_BLANK = Markup('<span class="from-commune">{}</span>')
_PICTURE = re.compile(r'<img src="([^"]*)"([^>]*?) width="(\d+)" height="(\d+)"[^>]*>')
_ALT = re.compile(r'\balt="([^"]*)"')


def screens_for(lesson: Lesson, commune: Commune, saving: bool = False) -> tuple[Markup, ...]:
    """The screens in order, safe to put on a page; with ``saving`` no picture is fetched before it is asked for."""
    screens = (_fill(screen, commune) for screen in lesson.screens)
    return tuple(_without_pictures(screen, lesson.pictures) if saving else screen for screen in screens)


def _fill(html: str, commune: Commune) -> Markup:
    return Markup(PLACEHOLDER.sub(lambda found: str(_BLANK.format(commune.shown(found.group(1)))), html))


def _without_pictures(html: str, weights: dict[str, int]) -> Markup:
    """Each picture as a link to it with its words and its kilobytes; the script puts the picture in its place."""

    def offer(found: re.Match[str]) -> str:
        address, rest, width, height = found.groups()
        alt = _ALT.search(rest)
        words = alt.group(1) if alt else ""  # escaped already, as everything compiled
        cost = f" ({kilobytes(weights[address])} KB)" if address in weights else ""
        shape = f'data-width="{width}" data-height="{height}" data-alt="{words}"'
        said = f": {words}" if words else ""
        return f'<a class="picture" href="{address}" data-picture {shape}>Xem hình{said}{cost}</a>'

    return Markup(_PICTURE.sub(offer, html))


@dataclass(frozen=True, slots=True)
class Voiced:
    """One screen, and the recording in which somebody reads exactly its present text."""

    html: Markup
    recording: Recorded | None


def voiced(lesson: Lesson, commune: Commune, spoken: Iterable[Recorded], saving: bool = False) -> tuple[Voiced, ...]:
    """The screens with their recordings; one whose text has changed since is left out."""
    by_screen = {recorded.screen: recorded for recorded in spoken}
    texts, shown = screens_for(lesson, commune), screens_for(lesson, commune, saving)
    return tuple(
        Voiced(html, _still(by_screen.get(number), text))
        for number, (text, html) in enumerate(zip(texts, shown, strict=True), start=1)
    )


def fingerprint(screen: Markup) -> str:
    """The hash of what a screen says, pictures and marks of HTML aside."""
    return hashlib.sha256(screen.striptags().encode()).hexdigest()


def _still(recorded: Recorded | None, text: Markup) -> Recorded | None:
    return recorded if recorded and recorded.text_hash == fingerprint(text) else None
