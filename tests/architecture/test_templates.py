"""Templates parse, use only filters that exist, hold no escape from escaping, and nothing that our CSP forbids."""

from __future__ import annotations

import re

import jinja2
import pytest
from flask import Flask
from jinja2 import nodes

from tests.architecture.disk import sources, templates

PAGES = sorted(name for name in templates() if name.endswith(".html") and "print/" not in name)
INLINE = re.compile(r"""<[^>]*\s(on[a-z]+|style)\s*=|<style\b|<script(?![^>]*\bsrc=)|javascript:""", re.IGNORECASE)
ELSEWHERE = re.compile(r"""\b(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)


@pytest.mark.parametrize("name", sorted(name for name in templates() if name.endswith(".html")))
def test_it_parses_and_uses_only_known_filters(app: Flask, name: str) -> None:
    tree = app.jinja_env.parse(templates()[name])
    assert not {node.name for node in tree.find_all(nodes.Filter)} - set(app.jinja_env.filters)
    assert not {node.name for node in tree.find_all(nodes.Test)} - set(app.jinja_env.tests)
    app.jinja_env.get_template(name)  # compiles, with every macro it imports


@pytest.mark.parametrize("name", PAGES)
def test_it_leaves_escaping_on(app: Flask, name: str) -> None:
    tree = app.jinja_env.parse(templates()[name])
    assert "safe" not in {node.name for node in tree.find_all(nodes.Filter)}
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier)), "autoescape is switched"


@pytest.mark.parametrize("name", PAGES)
def test_it_holds_nothing_inline_and_nothing_from_elsewhere(name: str) -> None:
    assert not INLINE.search(templates()[name])
    assert not ELSEWHERE.search(templates()[name])


@pytest.mark.parametrize("name", PAGES)
def test_somebody_uses_it(name: str) -> None:
    """A template is a page that a view renders, or is extended or imported by another."""
    named = f'"{name}"'
    assert any(named in source.text for source in sources()) or any(named in text for text in templates().values())


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("macros/")])
def test_every_page_extends_the_layout(name: str) -> None:
    assert name == "layout.html" or templates()[name].lstrip().startswith('{% extends "layout.html" %}')


def test_every_page_has_a_title_of_its_own() -> None:
    pages = [name for name in PAGES if not name.startswith("macros/") and name != "layout.html"]
    assert not [name for name in pages if "{% block title %}" not in templates()[name]]


def test_a_name_that_does_not_exist_is_not_silently_nothing(app: Flask) -> None:
    """Pages get one frozen contract each; a field that the contract has not is a fault and not an empty place."""
    with pytest.raises(jinja2.UndefinedError):
        app.jinja_env.from_string("{{ page.nothing.of_the_kind }}").render(page=object())


@pytest.mark.parametrize(
    "text", ['<p style="x">', '<a onclick="f()">', "<script>1</script>", '<a href="javascript:1">']
)
def test_the_rule_sees(text: str) -> None:
    assert INLINE.search(text)
