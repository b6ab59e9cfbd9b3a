"""Are attached files kept whole, once, and no longer than somebody needs them?"""

import errno
import io
import os
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import pytest

from sifapp.applications.storage import Storage
from sifapp.db import utc_now

HASH = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"  # of "hello"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "attachments")


def put(storage: Storage, content: bytes = b"hello", *, days_ago: int = 0) -> Path:
    path = storage.path(storage.put(io.BytesIO(content)))
    then = (utc_now() - timedelta(days=days_ago)).timestamp()
    os.utime(path, (then, then))
    return path


def nothing_used(_hashes: Collection[str]) -> set[str]:
    return set()


def test_file_is_kept_under_its_hash(storage: Storage) -> None:
    assert storage.put(io.BytesIO(b"hello")) == HASH
    assert storage.path(HASH).read_bytes() == b"hello"
    assert list(storage.incoming.iterdir()) == []


def test_same_content_is_kept_once(storage: Storage) -> None:
    put(storage)
    put(storage)

    assert [path.name for path in storage.folder.rglob("*") if path.is_file()] == [HASH]


def test_only_the_owner_of_the_process_may_read_it(storage: Storage) -> None:
    assert put(storage).stat().st_mode & 0o077 == 0


def test_full_disk_leaves_nothing(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        storage.put(io.BytesIO(b"hello"))

    assert [path for path in storage.folder.rglob("*") if path.is_file()] == []


def test_sweep_takes_what_nobody_uses(storage: Storage) -> None:
    old, used, new = put(storage, b"old", days_ago=2), put(storage, b"used", days_ago=2), put(storage, b"new")

    swept = storage.sweep(lambda hashes: set(hashes) & {used.name}, utc_now() - timedelta(days=1))

    assert swept == 1
    assert (old.exists(), used.exists(), new.exists()) == (False, True, True)


def test_sweep_takes_what_a_crash_left(storage: Storage) -> None:
    put(storage)
    half = storage.incoming / "tmp123"
    half.write_bytes(b"hel")
    os.utime(half, (0, 0))

    assert storage.sweep(nothing_used, utc_now() - timedelta(days=1)) == 1
    assert not half.exists()


def test_sweep_looks_at_the_named_part_alone(storage: Storage) -> None:
    put(storage, days_ago=2)

    assert storage.sweep(nothing_used, utc_now(), first="3") == 0
    assert storage.sweep(nothing_used, utc_now(), first="2") == 1


def test_file_that_is_put_again_while_it_is_swept_stays(storage: Storage) -> None:
    path = put(storage, days_ago=2)

    def put_meanwhile(_hashes: Collection[str]) -> set[str]:
        put(storage)
        return set()

    assert storage.sweep(put_meanwhile, utc_now() - timedelta(days=1)) == 0
    assert path.read_bytes() == b"hello"


def test_sweep_of_a_folder_that_is_not_there_yet(storage: Storage) -> None:
    assert storage.sweep(nothing_used, utc_now()) == 0
