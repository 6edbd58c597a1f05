"""The page that says what every number means."""

from __future__ import annotations

from html import unescape

from learning.accounts.models import Person
from reports.figures.measures import MEASURES


def test_every_measure_stands_on_the_page_with_its_sentence(client_of, staff: Person) -> None:
    text = unescape(client_of(staff).get("/can-bo/thong-ke/dinh-nghia").get_data(as_text=True))
    for measure in MEASURES.values():
        assert measure.name in text
        assert measure.sentence in text
