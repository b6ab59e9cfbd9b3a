"""Has a Word file real headings, tables with repeated heads, a language, and every letter?"""

from io import BytesIO

import docx
import pytest
from docx.document import Document as File
from docx.oxml.ns import qn
from flask import Flask

from sifapp.documents.writing import Form
from tests.documents.examples import ARABIC, LONG_WORD, written


@pytest.fixture(scope="module")
def file(bare_app: Flask) -> File:
    """The example, read again."""
    return docx.Document(BytesIO(written(bare_app, Form.WORD)))


def test_headings_have_their_styles_in_order(file: File) -> None:
    styled = [(p.style.name if p.style else "", p.text) for p in file.paragraphs]
    headings = [(style, text) for style, text in styled if style.startswith(("Title", "Heading"))]

    assert headings == [
        ("Title", "Åtgärder för äldre på Öland"),
        ("Heading 1", "Förslag till beslut"),
        ("Heading 1", "Ärendet"),
        ("Heading 2", "Poäng"),
    ]


def test_file_knows_its_title_and_language(file: File) -> None:
    languages = {node.get(qn("w:val")) for node in file.styles.element.iter(qn("w:lang"))}

    assert (file.core_properties.title, file.core_properties.language) == ("Åtgärder för äldre på Öland", "sv-SE")
    assert languages == {"sv-SE"}


def test_table_repeats_its_heads(file: File) -> None:
    (table,) = file.tables

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Kriterium", "Poäng"],
        ["Förebyggande", "4"],
        ["Långsiktig", "3,5"],
    ]
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True, False, False]


def test_each_list_counts_from_one(file: File) -> None:
    numbers = [number.get(qn("w:val")) for p in file.paragraphs for number in p._p.iter(qn("w:numId"))]

    assert [numbers.count(number) for number in dict.fromkeys(numbers)] == [2, 2]


def test_text_is_there_without_what_xml_cannot_hold(file: File) -> None:
    text = [p.text for p in file.paragraphs]

    assert "Första raden\nAndra raden med  noll,  halv och 🎉." in text
    assert f"<script>alert(1)</script> & {LONG_WORD}" in text


def test_script_from_the_right_is_set_so(file: File) -> None:
    from_the_right = [p.text for p in file.paragraphs if p._p.find(f".//{qn('w:bidi')}") is not None]

    assert from_the_right == [ARABIC]


def test_foot_counts_the_pages(file: File) -> None:
    foot = file.sections[0].footer.paragraphs[0]._p

    assert [field.get(qn("w:instr")) for field in foot.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert file.sections[0].header.paragraphs[0].text == "Sociala investeringsfonden · Prov"
