"""Is an answer good HTML for everybody? Every page and fragment that a test loads is checked here."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import html5lib

# html5lib ships no types: an element is an xml.etree Element, whose tag is a callable for a comment.
Element = Any

HEADINGS = {f"h{level}": level for level in range(1, 7)}
NAMED_BY_LABEL = ("input", "select", "textarea")
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns")


def faults(text: str) -> list[str]:
    """Everything that is wrong with a page or fragment, in words."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    if text.lstrip().lower().startswith("<!doctype"):
        root = parser.parse(text)
        found = _page(root)
    else:
        # A row can only be parsed inside a table.
        root = parser.parseFragment(text, "tbody" if re.match(r"\s*<tr\b", text) else "div")
        found = []
    syntax = [f"line {place[0]}: {code} {data or ''}".strip() for place, code, data in parser.errors]
    return [*syntax, *found, *_anywhere(root)]


def _page(root: Element) -> list[str]:
    """What only a whole page can have wrong."""
    found = []
    if root.get("lang") not in ("sv", "en"):
        found.append(f"<html lang> is {root.get('lang')!r}")
    if not content(root.find("head/title")).strip():
        found.append("the page has no title")
    if len(list(root.iter("main"))) != 1 or len(list(root.iter("h1"))) != 1:
        found.append("a page has one <main> and one <h1>")
    return [*found, *_heading_order(root), *_dead_references(root)]


def _anywhere(root: Element) -> list[str]:
    """What a page or a fragment can have wrong."""
    return [
        *_doubled_ids(root),
        *_unnamed(root),
        *_inline_code(root),
        *_forms(root),
        *_raw_placeholders(root),
    ]


def elements(root: Element) -> Iterator[Element]:
    """All elements, without comments."""
    return (element for element in root.iter() if isinstance(element.tag, str))


def content(element: Element | None) -> str:
    """The text inside an element."""
    return "" if element is None else "".join(element.itertext())


def typed(page: str) -> list[str]:
    """What a page gives back to copy or to change."""
    return [area.text or "" for area in html5lib.parse(page, namespaceHTMLElements=False).iter("textarea")]


def _heading_order(root: Element) -> list[str]:
    levels = [HEADINGS[e.tag] for e in elements(root) if e.tag in HEADINGS]
    # An error summary stands above the page's h1.
    steps = zip([1, *levels], levels, strict=False)
    return [f"a heading of level {now} follows one of level {before}" for before, now in steps if now > before + 1]


def _dead_references(root: Element) -> list[str]:
    ids = {e.get("id") for e in elements(root)} | {"", "top"}
    wanted = {word for e in elements(root) for name in REFERENCES for word in e.get(name, "").split()}
    wanted |= {e.get("href")[1:] for e in root.iter("a") if e.get("href", "").startswith("#")}
    return [f"nothing has the id {name!r}" for name in sorted(wanted - ids)]


def _doubled_ids(root: Element) -> list[str]:
    counted = Counter(e.get("id") for e in elements(root) if e.get("id"))
    return [f"{count} elements have the id {name!r}" for name, count in counted.items() if count > 1]


def _unnamed(root: Element) -> list[str]:
    labelled = {e.get("for") for e in root.iter("label") if content(e).strip()}
    wrapped = {id(inner) for label in root.iter("label") for inner in elements(label)}
    found = []
    for element in elements(root):
        named = bool(element.get("aria-label", "").strip() or element.get("aria-labelledby", "").strip())
        if element.tag in NAMED_BY_LABEL and element.get("type") not in ("hidden", "submit"):
            named = named or element.get("id") in labelled or id(element) in wrapped
        elif element.tag in ("a", "button"):
            named = named or bool(content(element).strip())
        elif element.tag == "img":
            named = element.get("alt") is not None
        else:
            continue
        if not named:
            found.append(f"<{element.tag} {element.get('name') or element.get('id') or ''}> has no name to read out")
        if element.tag == "a" and not element.get("href"):
            found.append(f"the link {content(element).strip()!r} leads nowhere")
    return found


def _inline_code(root: Element) -> list[str]:
    found = [
        f"<{e.tag} {name}> would be blocked"
        for e in elements(root)
        for name in e.keys()  # noqa: SIM118 - an Element is no dict
        if name == "style" or name.startswith("on")
    ]
    found += ["<style> would be blocked" for _ in root.iter("style")]
    return found + ["<script> without src would be blocked" for e in root.iter("script") if not e.get("src")]


def _forms(root: Element) -> list[str]:
    found = []
    for form in root.iter("form"):
        names = [e.get("name") for e in form.iter("input")]
        if form.get("method") == "post" and "csrf_token" not in names:
            found.append(f"the form to {form.get('action')} has no token")
        if not form.get("action"):
            found.append("a form has no action")
    return found


def _raw_placeholders(root: Element) -> list[str]:
    hidden = {id(inner) for e in root.iter("template") for inner in elements(e)}
    texts: Iterable[str] = (t for e in elements(root) if id(e) not in hidden for t in (e.text, e.tail) if t)
    return [f"a placeholder is shown: {t.strip()!r}" for t in texts if re.search(r"%\(\w+\)s|^\s*None\s*$", t)]
