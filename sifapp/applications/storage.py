"""Where are the files kept that people attach, and how are those found that nobody needs any more?

Each file is named by the hash of its content, in a folder that no address leads to. A file is there before its row is,
and goes after it: a crash leaves a file too many, never a row without file.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Storage:
    """The folder of all files. Several machines need one that they share."""

    folder: Path

    @property
    def incoming(self) -> Path:
        """Where files stand until they are whole."""
        return self.folder / "incoming"

    def path(self, sha256: str) -> Path:
        """Where the file with this content is, or would be."""
        return self.folder / sha256[:2] / sha256

    def put(self, stream: IO[bytes]) -> str:
        """Keep a file; returns its SHA-256 (64 hex digits). Raises OSError when it could not be written whole."""
        self.incoming.mkdir(parents=True, exist_ok=True)
        stream.seek(0)
        digest = hashlib.sha256()
        with NamedTemporaryFile(dir=self.incoming, delete=False) as file:
            written = Path(file.name)
            try:
                while piece := stream.read(CHUNK):
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
                self._move_in(written, self.path(digest.hexdigest()))
            except OSError:
                written.unlink(missing_ok=True)
                raise
        return digest.hexdigest()

    def _move_in(self, written: Path, target: Path) -> None:
        """In place of an old one with the same content, too: its time says that somebody has just asked for it."""
        target.parent.mkdir(exist_ok=True)
        written.replace(target)
        for folder in (target.parent, self.folder):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def sweep(self, used: Callable[[Collection[str]], Set[str]], before: datetime, first: str = "") -> int:
        """Delete files that were written ``before`` and that nobody uses; returns how many.

        ``used``: which of these hashes have a row. ``first``: only the files whose hash begins so; looking at all of
        many takes long. Any number of workers may sweep while files are added.
        """
        return sum(
            self._sweep(folder, used, before)
            for folder in self.folder.glob("*")
            if folder == self.incoming or folder.name.startswith(first)
        )

    def _sweep(self, folder: Path, used: Callable[[Collection[str]], Set[str]], before: datetime) -> int:
        old = {path.name: path for path in folder.iterdir() if _is_older(path, before)}
        in_use = used(old) if old else frozenset()
        return sum(self._forget(path, before) for name, path in old.items() if name not in in_use)

    def _forget(self, path: Path, before: datetime) -> bool:
        """Delete a file, unless it was put anew since it was looked at: it is taken aside, and looked at again."""
        aside = self.incoming / f"{path.name}.swept"
        try:
            path.replace(aside)
            if _is_older(aside, before):
                aside.unlink()
                return True
            aside.replace(path)
        except FileNotFoundError:  # another worker was first
            pass
        return False


def _is_older(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:  # another worker was first
        return False
