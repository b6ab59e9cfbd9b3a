"""How does a document look as a Word file: real headings, repeated heads of tables, its language?"""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as File
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Line
from flask_babel import gettext as _

from sifapp.documents.model import (
    Blank,
    Block,
    Document,
    Heading,
    Note,
    Paragraph,
    Points,
    Signatures,
    Table,
    reads_from_the_right,
    writable,
)

LOCALES = {"sv": "sv-SE", "en": "en-GB"}
FONT, CELL = "Arial", "Cell"
GREEN = RGBColor(0x00, 0x59, 0x4F)
TEXT_WIDTH_CM = 16.0
# The order of a paragraph's properties is fixed, and Word refuses a file that breaks it.
AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr")
AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
HEADING_SIZES = {"Title": 20, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11}


def write(document: Document) -> bytes:
    """The document as a .docx file."""
    file = docx.Document()
    _set_up(file, document)
    file.add_paragraph(style="Title").add_run(writable(document.title))
    for block in document.blocks:
        WRITERS[type(block)](file, block)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def _set_up(file: File, document: Document) -> None:
    """Page, fonts, language, title, and what stands at the top and foot of each page."""
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.4)
    _set_fonts(file)
    _add_cell_style(file)
    language = LOCALES[document.language]
    for node in file.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia"):
            node.set(qn(name), language)
    file.core_properties.title = writable(document.title)
    file.core_properties.language = language
    file.core_properties.author = file.core_properties.comments = ""
    section.header.paragraphs[0].text = writable(document.running)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(_("Page") + " ")
    _add_field(foot, "PAGE")
    foot.add_run(" (")
    _add_field(foot, "NUMPAGES")
    foot.add_run(")")


def _set_fonts(file: File) -> None:
    for name, size in {"Normal": 11, **HEADING_SIZES}.items():
        style: Any = file.styles[name]  # python-docx's own type has no font
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # they would win over the name
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal":
            style.font.color.rgb, style.font.bold = GREEN, True
    normal: Any = file.styles["Normal"]
    normal.paragraph_format.space_after = Pt(8)
    border = file.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def _add_cell_style(file: File) -> None:
    style: Any = file.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = file.styles["Normal"]
    style.font.size, style.paragraph_format.space_after = Pt(9.5), Pt(2)


def _add_field(line: Line, code: str) -> None:
    """A number that Word fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    line._p.append(field)


def _line(file: File, text: str, style: str | None = None, label: str = "") -> Line:
    line = file.add_paragraph()
    if style:
        _set_style(line, style)
    _fill(line, text, label)
    return line


def _set_style(line: Line, name: str) -> None:
    # By its id: python-docx searches all styles for a name, which takes most of the time of a long document.
    line._p.style = name.replace(" ", "")


def _fill(line: Line, text: str, label: str = "") -> None:
    if label:
        line.add_run(f"{writable(label)}: ").bold = True
    line.add_run(writable(text))
    if reads_from_the_right(text):
        line._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        for run in line.runs:
            run.font.rtl = True


def _heading(file: File, block: Heading) -> None:
    line = _line(file, block.text, f"Heading {block.level}")
    line.paragraph_format.page_break_before = block.new_page or None


def _paragraph(file: File, block: Paragraph) -> None:
    _line(file, block.text, label=block.label)


def _note(file: File, block: Note) -> None:
    line = _line(file, block.text)
    _border(line, "left", size=24)
    line.paragraph_format.left_indent = Cm(0.4)


def _border(line: Line, side: str, size: int = 6) -> None:
    """A line at one side; Word takes lines that are alike for one block, so it is drawn between them too."""
    borders = OxmlElement("w:pBdr")
    for where in (side, "between"):
        edge = OxmlElement(f"w:{where}")
        for name, value in {"val": "single", "sz": str(size), "space": "4", "color": "808080"}.items():
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    line._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _points(file: File, block: Points) -> None:
    style = "List Number" if block.numbered else "List Bullet"
    lines = [_line(file, item, style) for item in block.items]
    if block.numbered:
        _count_from_one(file, lines)


def _count_from_one(file: File, lines: list[Line]) -> None:
    """Word goes on counting where the list before ended."""
    numbering: Any = file.part.numbering_part.element  # python-docx has no type for it
    style: Any = file.styles["List Number"]
    used = style.element.pPr.numPr.numId.val
    abstract = next(num for num in numbering.num_lst if num.numId == used).abstractNumId.val
    fresh = numbering.add_num(abstract)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    for line in lines:
        place: Any = line._p.get_or_add_pPr().get_or_add_numPr()
        place.get_or_add_ilvl().val, place.get_or_add_numId().val = 0, fresh.numId


def _table(file: File, block: Table) -> None:
    caption = file.add_paragraph()
    caption.add_run(writable(block.caption)).bold = True
    caption.paragraph_format.keep_with_next = True
    table = file.add_table(rows=1, cols=len(block.heads), style="Table Grid")
    table.autofit = False
    widths = [Cm(TEXT_WIDTH_CM * width / sum(block.widths)) for width in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows = [block.heads, *block.rows]
    for _row in block.rows:
        table.add_row()
    for number, row in enumerate(table.rows):
        # A row stays on one page; the heads are on each.
        for name in ("w:cantSplit", "w:tblHeader")[: 1 if number else 2]:
            row._tr.get_or_add_trPr().append(OxmlElement(name))
    # All at once: python-docx finds a table's cells anew each time that it is asked.
    cells = table._cells
    for number, text in enumerate(text for row in rows for text in row):
        column = number % len(block.heads)
        _fill_cell(cells[number], text, width=widths[column], bold=number < len(block.heads) or not column)
        if column in block.numbers and number >= len(block.heads):
            cells[number].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.add_paragraph()


def _fill_cell(cell: Any, text: str, *, width: Cm, bold: bool) -> None:
    cell.width = width
    line = cell.paragraphs[0]
    _set_style(line, CELL)
    _fill(line, text)
    if bold:
        line.runs[0].bold = True


def _blank(file: File, block: Blank) -> None:
    _line(file, block.prompt).paragraph_format.keep_with_next = True
    for _number in range(block.lines):
        # Lines of their own, or Word draws one border around them all.
        line = file.add_paragraph()
        line.paragraph_format.space_before = Pt(12)
        _border(line, "bottom")


def _signatures(file: File, block: Signatures) -> None:
    for role in block.roles:
        line = _line(file, role)
        line.paragraph_format.space_before = Pt(48)
        line.paragraph_format.right_indent = Cm(8)
        line.paragraph_format.keep_with_next = role != block.roles[-1]
        _border(line, "top")


WRITERS: Mapping[type[Block], Callable[[File, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Note: _note,
    Points: _points,
    Table: _table,
    Blank: _blank,
    Signatures: _signatures,
}
