"""Do browsers get the newest static files? Compressed copies (`make compress`) must not lag behind."""

import gzip

from sifapp.config import ROOT


def test_no_compressed_file_is_older_than_its_source() -> None:
    copies = (ROOT / "sifapp" / "static").rglob("*.gz")

    stale = [copy.name for copy in copies if gzip.decompress(copy.read_bytes()) != copy.with_suffix("").read_bytes()]
    assert stale == [], "run `make compress`"
