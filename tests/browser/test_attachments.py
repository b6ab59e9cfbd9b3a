"""Files of a case in a real browser: with scripts and without, in both languages, by keyboard, on a narrow screen."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlmodel import Session

from sifapp.applications.attachments import remove_attachment
from tests.applications.files import OLD_WORD, PDF, attach, office, png
from tests.browser.checks import axe, barriers
from tests.browser.conftest import Looks, OpenPage
from tests.factories import make_call, make_draft
from tests.people import People

SignIn = Callable[[Page, str], None]

WORDS = {
    "sv-SE": ("Lägg till filerna", "2 filer är tillagda.", "Ta bort", "Ta tillbaka", "Borttagna filer"),
    "en-GB": ("Add the files", "2 files are added.", "Remove", "Bring back", "Removed files"),
}


def on_disk(folder: Path, **files: bytes) -> list[Path]:
    """Files as somebody has them on their own computer."""
    paths = [folder / name.replace("_", ".") for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
    return paths


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("locale", ["sv-SE", "en-GB"])
def test_files_are_added_fetched_removed_and_brought_back(
    open_page: OpenPage,
    session: Session,
    people: People,
    sign_in: SignIn,
    tmp_path: Path,
    locale: str,
    scripts: bool,
) -> None:
    add, added, remove, bring_back, gone = WORDS[locale]
    case = make_draft(session, people.user("amira"), make_call(session))
    page = open_page(Looks(locale=locale, scripts=scripts))
    sign_in(page, "amira")
    page.goto(f"/cases/{case.id}/attachments")

    page.locator("#files").set_input_files(on_disk(tmp_path, avtal_docx=office("docx"), karta_png=png()))
    page.locator("#description").fill("Med skolan")
    page.get_by_role("button", name=add).click()
    expect(page.get_by_text(added)).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="avtal.docx").click()
    assert fetched.value.suggested_filename == "avtal.docx"
    assert fetched.value.path().read_bytes() == office("docx")

    page.get_by_role("button", name=re.compile(f"^{remove}.*avtal.docx")).click()
    expect(page.locator("main > .files .file")).to_have_count(1)
    page.get_by_text(gone, exact=True).click()
    page.get_by_role("button", name=re.compile(f"^{bring_back}.*avtal.docx")).click()
    expect(page.locator(".file")).to_have_count(2)


def test_refused_file_takes_the_focus_and_leads_to_the_field(
    page: Page, session: Session, people: People, sign_in: SignIn, tmp_path: Path
) -> None:
    case = make_draft(session, people.user("amira"), make_call(session))
    sign_in(page, "amira")
    page.goto(f"/cases/{case.id}/attachments")

    page.locator("#files").set_input_files(on_disk(tmp_path, brev_doc=OLD_WORD, avtal_pdf=PDF))
    page.get_by_role("button", name="Lägg till filerna").click()

    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").click()
    expect(page.locator("#files")).to_be_focused()
    expect(page.locator(".file")).to_have_count(1)
    assert axe(page) == []


def test_file_is_removed_by_keyboard(page: Page, app: Flask, session: Session, people: People, sign_in: SignIn) -> None:
    amira = people.user("amira")
    case = make_draft(session, amira, make_call(session))
    attach(session, case, by=amira, folder=app.extensions["settings"].attachments_dir)
    session.commit()
    sign_in(page, "amira")
    page.goto(f"/cases/{case.id}/attachments")

    page.get_by_role("link", name="avtal.pdf").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("”avtal.pdf” är borttagen.")).to_be_visible()


@pytest.mark.parametrize("path", ["/cases/{}/attachments", "/cases/{}", "/sketches/{}/check"])
def test_page_with_files_is_accessible(
    open_page: OpenPage, app: Flask, session: Session, people: People, sign_in: SignIn, path: str
) -> None:
    amira, folder = people.user("amira"), app.extensions["settings"].attachments_dir
    case = make_draft(session, amira, make_call(session))
    attach(session, case, PDF, f"{'Samverkansöverenskommelse' * 5}.pdf", by=amira, folder=folder)
    remove_attachment(session, case, attach(session, case, png(), "karta.png", by=amira, folder=folder), by=amira)
    session.commit()
    page = open_page(Looks(width=320))
    sign_in(page, "amira")

    page.goto(path.format(case.id))

    assert barriers(page) == []
