"""QR symbols for paper, as one SVG path of whole numbers: cheap to draw, the same every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import segno


class Strokes(NamedTuple):
    """A QR symbol as one SVG path of horizontal strokes, and the side of its square with the quiet zone."""

    path: str
    side: int


def qr_strokes(url: str) -> Strokes:
    """The QR symbol for ``url``, error level M; whole numbers, each stroke centred on its row, to be cheap to draw."""
    matrix = segno.make_qr(url, error="m", boost_error=False, mask=2).matrix  # any mask reads well
    path = "".join(f"M{x} {y}h{length}" for y, row in enumerate(matrix) for x, length in _dark_runs(row))

    return Strokes(path, len(matrix) + 2 * 4)


def _dark_runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    x = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield x, length
        x += length
