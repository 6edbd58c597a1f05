"""Markdown to clean HTML, at publish time only. Raw HTML in the source comes out as text; nh3 has the last word."""

from __future__ import annotations

import re
from html import escape

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin

BOXES = {
    "tinh-huong": "Tình huống",
    "meo": "Mẹo nhỏ",
    "can-than": "Cẩn thận",
    "nho": "Nhớ ba điều",
    "go-roi": "Lỡ sai thì gỡ thế nào?",
    "hoi-ai": "Khi gặp khó, hỏi ai?",
}
_TAGS = set(
    "p h2 h3 h4 ul ol li strong em s code blockquote a img figure figcaption div "
    "table thead tbody tr th td br hr".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "div": {"class"},
    "p": {"class"},
    "th": {"scope"},
    "ol": {"start"},
}
_LONE_PICTURE = re.compile(r"<p>(<img [^>]*>)</p>")
_TITLE = re.compile(r' title="([^"]*)"')


def _open_or_close(self, tokens, index, options, env):  # type: ignore[no-untyped-def]  # markdown-it's signature
    token = tokens[index]
    if token.nesting != 1:
        return "</div>\n"
    name = token.info.strip()
    return f'<div class="box box-{escape(name)}"><p class="box-label">{BOXES[name]}</p>\n'


def _renderer() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    for name in BOXES:
        markdown.use(container_plugin, name, render=_open_or_close)
    return markdown


_MARKDOWN = _renderer()


def to_html(markdown: str) -> str:
    """Render one piece of Markdown, boxes included, into HTML that is safe to put on a page."""
    return _as_figures(clean_html(_MARKDOWN.render(markdown)))


def to_inline_html(markdown: str) -> str:
    """Render one line of Markdown without a paragraph around it."""
    return clean_html(_MARKDOWN.renderInline(markdown))


def clean_html(html: str) -> str:
    """Remove whatever is not on the short list of harmless tags and attributes."""
    attributes = {**_ATTRIBUTES, "img": _ATTRIBUTES["img"] | {"title"}}
    return nh3.clean(html, tags=_TAGS, attributes=attributes, url_schemes={"https", "tel", "mailto"}, link_rel=None)


def _as_figures(html: str) -> str:
    """Put a picture that stands alone into a figure; its Markdown title becomes the caption."""

    def figure(match: re.Match[str]) -> str:
        image = match.group(1)
        title = _TITLE.search(image)
        caption = f"<figcaption>{title.group(1)}</figcaption>" if title and title.group(1) else ""
        return f"<figure>{_TITLE.sub('', image)}{caption}</figure>"

    return _LONE_PICTURE.sub(figure, html)
