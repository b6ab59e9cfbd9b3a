"""What is in a zip file, and can it be opened without harm? Pure: reads a stream, and writes nothing but in memory.

Office and OpenDocument files are zip files. Sizes are read from the directory and then held against what comes out,
byte by byte: a directory can lie.
"""

import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from tempfile import SpooledTemporaryFile
from typing import IO

MEGABYTE = 1024 * 1024
MOST_PARTS = 5000
LARGEST_UNPACKED = 200 * MEGABYTE
# Real documents shrink to a twentieth; only what is made to do harm shrinks to less than a hundredth.
MOST_TIMES_LARGER = 100
# A small file may shrink as it likes: a page of empty cells does.
ALWAYS_ALLOWED = 10 * MEGABYTE
CHUNK = 64 * 1024
LONGEST_KEPT = MEGABYTE
LOCKED, LOCAL_HEADER, LOCAL_HEADER_BYTES = 0x1, b"PK\x03\x04", 30


class PackedFault(StrEnum):
    """Why a zip file is not opened."""

    BOMB = "bomb"
    NESTED = "nested"
    PASSWORD = "password"  # noqa: S105 - a reason, no password
    DAMAGED = "damaged"


class _FaultError(Exception):
    def __init__(self, fault: PackedFault) -> None:
        self.fault = fault


@dataclass
class Packed:
    """What a zip file holds. ``kept``: the parts that were asked for. ``fault``: why the rest was not read."""

    names: set[str] = field(default_factory=set)
    kept: dict[str, bytes] = field(default_factory=dict)
    fault: PackedFault | None = None


@dataclass
class _Room:
    """How many bytes may still come out, of the file and of all that is in it."""

    left: int

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise _FaultError(PackedFault.BOMB)


def unpack(stream: IO[bytes], wanted: Collection[str]) -> Packed:
    """Read all of a zip file, and keep the parts that are ``wanted``, each up to a megabyte.

    A chart in a text or a talk has its figures in a workbook inside the file: that one is opened too, and its parts
    count as parts of the whole. Any other zip file inside is a fault.
    """
    packed = Packed()
    size = stream.seek(0, 2)
    try:
        _read(stream, packed, _Room(min(LARGEST_UNPACKED, max(ALWAYS_ALLOWED, MOST_TIMES_LARGER * size))), wanted)
    except _FaultError as error:
        packed.fault = error.fault
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError, OSError):
        packed.fault = PackedFault.DAMAGED
    return packed


def _read(stream: IO[bytes], packed: Packed, room: _Room, wanted: Collection[str], inside: str = "") -> None:
    """``inside``: the name of the part that the stream is; "" for the file itself."""
    with zipfile.ZipFile(stream) as directory:
        parts = directory.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > room.left:
        raise _FaultError(PackedFault.BOMB)
    packed.names |= {f"{inside}/{part.filename}" if inside else part.filename for part in parts}
    for part in parts:
        pieces = _checked(stream, part, room)
        first = next(pieces, b"")
        if first.startswith(LOCAL_HEADER):
            _read_inner(first, pieces, packed, room, "" if inside else part.filename)
            continue
        content = first[:LONGEST_KEPT]
        for piece in pieces:
            if part.filename in wanted and len(content) < LONGEST_KEPT:
                content += piece
        if part.filename in wanted and not inside:
            packed.kept[part.filename] = content


def _read_inner(first: bytes, pieces: Iterator[bytes], packed: Packed, room: _Room, name: str) -> None:
    """``name``: of the part; "" when it is one too deep."""
    if "/embeddings/" not in name or not name.lower().endswith((".xlsx", ".docx", ".pptx")):
        raise _FaultError(PackedFault.NESTED)
    with SpooledTemporaryFile(max_size=MEGABYTE) as inner:
        inner.write(first)
        for piece in pieces:
            inner.write(piece)
        _read(inner, packed, room, (), name)


def _checked(stream: IO[bytes], part: zipfile.ZipInfo, room: _Room) -> Iterator[bytes]:
    """A part, piece by piece. Raises _FaultError when it is not what the directory says."""
    if part.flag_bits & LOCKED:
        raise _FaultError(PackedFault.PASSWORD)
    size, checksum = 0, 0
    for piece in _unpacked(stream, part):
        room.take(len(piece))
        size, checksum = size + len(piece), zlib.crc32(piece, checksum)
        if size > part.file_size:
            raise _FaultError(PackedFault.BOMB)
        yield piece
    if (size, checksum) != (part.file_size, part.CRC):
        raise _FaultError(PackedFault.DAMAGED)


def _unpacked(stream: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    # Not by zipfile, which stops where the directory says that the part ends, however much there is.
    raw = _raw(stream, part)
    if part.compress_type == zipfile.ZIP_STORED:
        yield from raw
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise _FaultError(PackedFault.DAMAGED)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflater.eof:
        packed = inflater.unconsumed_tail or next(raw, b"")
        piece = inflater.decompress(packed, CHUNK)
        if not (packed or piece or inflater.eof):
            raise _FaultError(PackedFault.DAMAGED)
        if piece:
            yield piece


def _raw(stream: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The packed bytes of a part. The stream may be moved between the pieces."""
    stream.seek(part.header_offset)
    header = stream.read(LOCAL_HEADER_BYTES)
    if not header.startswith(LOCAL_HEADER):
        raise _FaultError(PackedFault.DAMAGED)
    name_bytes, extra_bytes = struct.unpack("<HH", header[26:])
    place, left = part.header_offset + LOCAL_HEADER_BYTES + name_bytes + extra_bytes, part.compress_size
    while left:
        stream.seek(place)
        piece = stream.read(min(left, CHUNK))
        if not piece:
            raise _FaultError(PackedFault.DAMAGED)
        place, left = place + len(piece), left - len(piece)
        yield piece
