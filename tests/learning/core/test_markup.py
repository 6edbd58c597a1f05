"""Markdown: boxes, figures, tables; whatever could run comes out as text."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.core.markup import BOXES, clean_html, to_html, to_inline_html

HARMLESS_TAGS = {*"p h2 h3 h4 ul ol li strong em code blockquote s br hr a img figure figcaption div".split()}
HARMLESS_TAGS |= {*"table thead tbody tr th td".split()}
HARMLESS_ATTRIBUTES = set("href title src alt width height loading decoding class scope start".split())
NASTY = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<img src=x onerror=f()>",
        "javascript:",
        "[a](",
        ")",
        "![x](",
        "data:text/html,",
        "<",
        ">",
        "\n",
        "::: meo\n",
        ":::\n",
        "`",
        "**",
        '"',
        "'",
        "<svg onload=f()>",
        "<a href='",
        "&#x6a;avascript:",
        "|",
        "-",
        "# ",
    ]
)


def test_a_script_comes_out_as_text() -> None:
    html = to_html("Chào <script>alert(1)</script> bà con")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_html_comes_out_as_text() -> None:
    assert to_html('<b onclick="f()">đậm</b>') == '<p>&lt;b onclick="f()"&gt;đậm&lt;/b&gt;</p>\n'


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "http://xa.example"]
)
def test_an_address_that_could_run_or_is_open_to_eavesdroppers_is_no_link(address: str) -> None:
    assert f'href="{address}"' not in to_html(f"[bấm]({address})")


@pytest.mark.parametrize("address", ["https://dichvucong.gov.vn", "tel:113", "/khoa-hoc/"])
def test_an_honest_link_stays(address: str) -> None:
    assert f'<a href="{address}">bấm</a>' in to_html(f"[bấm]({address})")


@pytest.mark.parametrize(("name", "label"), BOXES.items())
def test_a_box_carries_its_label(name: str, label: str) -> None:
    html = to_html(f"::: {name}\nMột câu.\n:::")
    assert f'<div class="box box-{name}"><p class="box-label">{label}</p>' in html
    assert "<p>Một câu.</p>" in html


def test_a_picture_alone_becomes_a_figure_with_its_caption() -> None:
    html = to_html('![Hai máy](media/hai-may.svg "Hai máy nói chuyện")')
    assert (
        html
        == '<figure><img src="media/hai-may.svg" alt="Hai máy"><figcaption>Hai máy nói chuyện</figcaption></figure>\n'
    )


def test_a_picture_inside_a_sentence_stays_in_it() -> None:
    assert "<figure>" not in to_html("Bấm ![nút](media/nut.svg) này.")


def test_one_line_has_no_paragraph_around_it() -> None:
    assert to_inline_html("Bấm **Tìm**") == "Bấm <strong>Tìm</strong>"


def test_html_from_other_systems_loses_what_could_run() -> None:
    """Banks from Moodle hold HTML; that is cleaned and not escaped."""
    html = clean_html('<p onclick="f()" style="x">Chào<script>f()</script><iframe src="https://a"></iframe></p>')
    assert html == "<p>Chào</p>"


@given(st.lists(st.one_of(NASTY, st.text(max_size=8)), max_size=12).map("".join))
def test_nothing_that_could_run_ever_comes_out(markdown: str) -> None:
    for html in (to_html(markdown), to_inline_html(markdown), clean_html(markdown)):
        for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
            if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
                assert element.tag in HARMLESS_TAGS
                assert set(element.attrib) <= HARMLESS_ATTRIBUTES
                assert _goes_somewhere_harmless(element.get("href") or ""), element.attrib


def _goes_somewhere_harmless(address: str) -> bool:
    scheme = address.partition(":")[0] if ":" in address else ""
    return scheme in ("", "https", "tel", "mailto") or not scheme.isalnum()
