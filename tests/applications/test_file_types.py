"""What is a file, by its content, and which ones are not taken?"""

import io
import struct
import zipfile
import zlib

import pytest

from sifapp.applications import packed
from sifapp.applications.file_types import CHUNK, Fault, Kind, safe_name, sniff
from sifapp.errors import FileRefusedError
from tests.applications.files import JPEG, OLD_WORD, PDF, TEXT, WEBP, office, open_document, png, zipped

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"\xef\xbb\xbf\n <!doctype html><script>alert(1)</script>"


def fault_of(content: bytes, name: str = "bilaga") -> str:
    with pytest.raises(FileRefusedError) as refused:
        sniff(io.BytesIO(content), name)
    return refused.value.fault


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "avtal.pdf", Kind.PDF),
        (office("docx"), "brev.docx", Kind.WORD),
        (office("xlsx"), "budget.xlsx", Kind.EXCEL),
        (office("pptx"), "bilder.pptx", Kind.POWERPOINT),
        (open_document("text"), "brev.odt", Kind.ODF_TEXT),
        (open_document("spreadsheet"), "budget.ods", Kind.ODF_SHEET),
        (png(), "karta.png", Kind.PNG),
        (JPEG, "foto.jpg", Kind.JPEG),
        (WEBP, "foto.webp", Kind.WEBP),
        (TEXT, "läs mig.txt", Kind.TEXT),
        (TEXT, "läs mig", Kind.TEXT),
        (b"\xef\xbb\xbf" + "år;belopp\n2027;1".encode(), "budget.csv", Kind.CSV),
        # The name does not tell.
        (PDF, "avtal.docx", Kind.PDF),
        (office("xlsx"), "budget.zip", Kind.EXCEL),
    ],
)
def test_kind_is_told_by_content(content: bytes, name: str, kind: Kind) -> None:
    assert sniff(io.BytesIO(content), name) is kind


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "tom.pdf", Fault.EMPTY),
        (OLD_WORD, "brev.doc", Fault.OLD_OFFICE),
        (OLD_WORD, "brev.docx", Fault.OLD_OFFICE),
        (office("docx", {"word/vbaProject.bin": b"x"}), "brev.docx", Fault.MACRO),
        (office("xlsx", {"xl/VBAPROJECT.BIN": b"x"}), "budget.xlsx", Fault.MACRO),
        (open_document("text", {"Basic/Standard/Module1.xml": b"x"}), "brev.odt", Fault.MACRO),
        (zipped({"avtal.pdf": PDF}), "allt.zip", Fault.ARCHIVE),
        (zipped({"[Content_Types].xml": b"<Types/>"}), "brev.docx", Fault.UNKNOWN),
        (open_document("presentation"), "bilder.odp", Fault.UNKNOWN),
        (SVG, "logga.svg", Fault.MARKUP),
        (SVG, "logga.png", Fault.MARKUP),
        (HTML, "sida.txt", Fault.MARKUP),
        (b"alert(1)", "avtal.pdf", Fault.NAMED_OTHERWISE),
        (b"@echo off", "start.bat", Fault.NAMED_OTHERWISE),
        ("Överenskommelse".encode("latin-1"), "brev.txt", Fault.ENCODING),
        ("Överenskommelse".encode("utf-16"), "brev.csv", Fault.ENCODING),
        (b"Hej\0", "brev.txt", Fault.ENCODING),
        (b"MZ\x90\x00\x03", "avtal.pdf", Fault.UNKNOWN),
        (b"\x7fELF\x02\x01", "avtal", Fault.UNKNOWN),
    ],
)
def test_what_is_not_taken(content: bytes, name: str, fault: Fault) -> None:
    assert fault_of(content, name) == fault


def test_text_is_read_to_its_end() -> None:
    late = b"a" * 200_000 + b"\xff"

    assert fault_of(late, "brev.txt") == Fault.ENCODING


def test_letter_may_stand_on_the_border_between_two_pieces() -> None:
    content = b"a" * (64 * 1024 - 1) + "å".encode()

    assert sniff(io.BytesIO(content), "brev.txt") is Kind.TEXT


def test_file_that_shrinks_beyond_belief_is_not_opened() -> None:
    bomb = office("docx", {"word/media/nothing.bin": bytes(30_000_000)})

    assert fault_of(bomb) == Fault.BOMB


def test_small_file_may_shrink_as_it_likes() -> None:
    sheet = office("xlsx", {"xl/worksheets/sheet1.xml": b"<c/>" * 1_000_000})

    assert sniff(io.BytesIO(sheet), "budget.xlsx") is Kind.EXCEL


def test_file_with_too_many_parts_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_PARTS", 10)

    assert fault_of(office("docx", {f"word/{number}": b"" for number in range(8)})) == Fault.BOMB


def lying(content: bytes, said: int) -> bytes:
    """An Office file whose directory says that its last part is ``said`` bytes long, with a checksum to match."""
    true = office("docx", {"word/media/x.bin": content})
    place, checksum = true.rindex(b"PK\x01\x02"), zlib.crc32(content[:said])
    size = len(content)
    # checksum, packed size, size: the second stays
    entry = bytearray(true[place:])
    assert struct.unpack_from("<L", entry, 24) == (size,)
    struct.pack_into("<L", entry, 16, checksum)
    struct.pack_into("<L", entry, 24, said)
    return true[:place] + bytes(entry)


def test_directory_that_tells_a_smaller_size_is_found_out() -> None:
    bomb = lying(bytes(5_000_000), said=10)

    assert [info.file_size for info in zipfile.ZipFile(io.BytesIO(bomb)).infolist()][-1] == 10
    assert fault_of(bomb) == Fault.BOMB


def test_size_that_is_too_large_is_damage() -> None:
    assert fault_of(lying(bytes(10), said=20)) == Fault.DAMAGED


@pytest.mark.parametrize("cut", [60, 200, 300])
def test_file_that_broke_off_is_damaged(cut: int) -> None:
    assert fault_of(office("docx")[:cut]) == Fault.DAMAGED


def test_no_change_of_a_byte_makes_more_than_a_fault() -> None:
    whole = office("docx", {"word/media/x.png": png(b"x" * 50)})

    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        try:
            sniff(io.BytesIO(changed), "brev.docx")
        except FileRefusedError:
            continue


def pdf(inside: bytes) -> bytes:
    """A PDF that says this of itself, far into it."""
    return PDF.replace(b"%%EOF", b" " * (CHUNK - 200) + inside + b"\n%%EOF")


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        (b"trailer<</Root 1 0 R/Encrypt 5 0 R>>", Fault.PASSWORD),
        (b"trailer<</Encrypt\r\n<</Filter/Standard>>>>", Fault.PASSWORD),
        (b"<</S/JavaScript/JS(app.alert\\(1\\))>>", Fault.PROGRAM),
        (b"<</S /J#61vaScript /JS 7 0 R>>", Fault.PROGRAM),
        (b"<</S/Launch/F(cmd.exe)>>", Fault.PROGRAM),
        (b"x" * 150 + b"<</S/JavaScript>>", Fault.PROGRAM),
    ],
)
def test_locked_pdf_and_one_with_a_program_are_refused(inside: bytes, fault: Fault) -> None:
    assert fault_of(pdf(inside)) == fault


def test_pdf_may_speak_of_programs_and_passwords() -> None:
    assert sniff(io.BytesIO(pdf(b"(Encrypt JavaScript /LaunchPad)")), "rapport.pdf") is Kind.PDF


def test_password_inside_is_told() -> None:
    locked = bytearray(office("docx"))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1

    assert fault_of(bytes(locked)) == Fault.PASSWORD


def test_workbook_behind_a_chart_is_looked_into() -> None:
    chart = "ppt/embeddings/Microsoft_Excel_Sheet.xlsx"
    macro = office("xlsx", {"xl/vbaProject.bin": b"x"})
    bomb = office("xlsx", {"xl/x.bin": bytes(30_000_000)})
    twice = office("xlsx", {"xl/embeddings/x.xlsx": office("xlsx")})

    assert sniff(io.BytesIO(office("pptx", {chart: office("xlsx")})), "bilder.pptx") is Kind.POWERPOINT
    assert fault_of(office("pptx", {chart: macro})) == Fault.MACRO
    assert fault_of(office("pptx", {chart: bomb})) == Fault.BOMB
    assert fault_of(office("pptx", {chart: twice})) == Fault.NESTED


@pytest.mark.parametrize("name", ["word/media/allt.zip", "word/media/bild.png", "word/embeddings/allt.zip"])
def test_other_packed_files_inside_are_not_taken(name: str) -> None:
    assert fault_of(office("docx", {name: zipped({"a": b"b"})})) == Fault.NESTED


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("Årsredovisning 2027.PDF", Kind.PDF, "Årsredovisning 2027.PDF"),
        ("avtal.exe", Kind.PDF, "avtal.exe.pdf"),
        ("C:\\Users\\amira\\karta.png", Kind.PNG, "karta.png"),
        ("../../etc/passwd", Kind.TEXT, "passwd.txt"),
        ("avtal\u202efdp.exe", Kind.PDF, "avtalfdp.exe.pdf"),
        ("rad\r\nSet-Cookie: x.pdf", Kind.PDF, "radSet-Cookie: x.pdf"),
        ("foto.jpeg", Kind.JPEG, "foto.jpeg"),
        ("", Kind.WEBP, "webp.webp"),
        ("...", Kind.PDF, "pdf.pdf"),
        ("x" * 300 + ".pdf", Kind.PDF, "x" * 146 + ".pdf"),
        ("y" * 300, Kind.WORD, "y" * 145 + ".docx"),
    ],
)
def test_name_ends_as_the_content_says(name: str, kind: Kind, kept: str) -> None:
    assert safe_name(name, kind) == kept
