"""Does every template keep the house rules: pages, fragments, macros, tokens, nothing inline?"""

import re
from pathlib import Path

import pytest
from flask import Flask

from sifapp.config import ROOT

FOLDER = ROOT / "sifapp" / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
FRAGMENTS = [name for name in TEMPLATES if Path(name).name.startswith("_")]
COMPONENTS = [name for name in TEMPLATES if name.startswith("components/")]
PAGES = [name for name in TEMPLATES if name not in (*FRAGMENTS, *COMPONENTS, "layout.html")]


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_parses(bare_app: Flask, name: str) -> None:
    assert bare_app.jinja_env.get_template(name).name == name


@pytest.mark.parametrize("name", PAGES)
def test_page_extends_the_layout(name: str) -> None:
    assert re.search(r'{% extends "([^"]+)" %}', source(name)), "a page extends layout.html, or a page that does"


@pytest.mark.parametrize("name", [name for name in PAGES if re.search(r"(wtf_errors|error_summary)\(", source(name))])
def test_page_that_lists_faults_says_so_in_its_title(name: str) -> None:
    """As layout.html does when ``errors`` is set: by the page, or by its view."""
    assert re.search(r"{% set errors =|error_summary\(errors|errors\.items\(\)", source(name))


@pytest.mark.parametrize("name", FRAGMENTS)
def test_fragment_says_what_it_needs_and_extends_nothing(name: str) -> None:
    text = source(name)

    assert text.startswith("{# Fragment.")
    assert "{% extends" not in text


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_holds_only_macros(name: str) -> None:
    text = re.sub(r"{#.*?#}", "", source(name), flags=re.DOTALL)
    outside = re.sub(r"{%-? macro .*?{%-? endmacro -?%}", "", text, flags=re.DOTALL)

    assert re.sub(r"{%-? (from|import|set) .*?%}", "", outside).strip() == ""


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_nothing_that_the_content_policy_blocks(name: str) -> None:
    tags = re.findall(r"<[a-z][^>]*>", source(name))

    inline = [tag for tag in tags if re.search(r'\s(style|on[a-z]+|hx-on[:a-z-]*)=|^<style|="javascript:', tag)]
    assert inline == []
    assert [tag for tag in tags if tag.startswith("<script") and " src=" not in tag] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_form_that_posts_has_a_token(name: str) -> None:
    forms = re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", source(name), flags=re.DOTALL | re.IGNORECASE)

    assert [form for form in forms if "csrf_token" not in form and "hidden_tag()" not in form] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_address_comes_from_url_for(name: str) -> None:
    by_hand = re.findall(r'(?:href|src|action|hx-get|hx-post)="(/[^"]*)"', source(name))

    assert by_hand == []
