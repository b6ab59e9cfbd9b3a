"""What does the assistant know, and is it written down properly?

Reads the TOML files of this folder, each once, and hands them out as checked entries. A fault in a file
gives a :class:`KnowledgeError` that names the file, the entry and what is expected.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.types import AssistantError, Language, Source, Text


class KnowledgeError(Exception):
    """A knowledge file is wrong. The message names the file, the entry and what is expected."""


class Entry:
    """One table of a knowledge file, read field by field with a check on each."""

    def __init__(self, where: str, data: Mapping[str, object]) -> None:
        self.where = f"{where}[{data['id']}]" if isinstance(data.get("id"), str) else where
        self._data = data

    def __contains__(self, field: str) -> bool:
        return field in self._data

    def string(self, field: str, default: str | None = None) -> str:
        """A non-empty string; ``default`` when the field is absent."""
        value = self._data.get(field, default)
        if isinstance(value, str) and (value or default == ""):
            return value
        raise self._fault(field, "a non-empty string")

    def strings(self, field: str) -> tuple[str, ...]:
        """A list of strings; empty when the field is absent."""
        value = self._data.get(field, [])
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(value)
        raise self._fault(field, "a list of non-empty strings")

    def terms(self, field: str) -> tuple[str, ...]:
        """Terms written with commas between (how: ``assistant/terms.py``); none when the field is absent."""
        return _split(self.string(field, ""))

    def concepts(self) -> dict[str, dict[Language, tuple[str, ...]]]:
        """The rows of ``concepts``, each ``name: Swedish terms ; English terms``; a line that is indented goes on."""
        rows: dict[str, dict[Language, tuple[str, ...]]] = {}
        for row in self.string("concepts").strip().replace("\n ", " ").splitlines():
            name, _, terms = row.partition(":")
            swedish, semicolon, english = terms.partition(";")
            if not (semicolon and swedish.strip() and english.strip()) or name in rows:
                raise self._fault("concepts", f"unique rows such as 'name: svenska ; English', not {row!r}", shown=name)
            rows[name] = {"sv": _split(swedish), "en": _split(english)}
        return rows

    def number(self, field: str, default: float | None = None) -> float:
        """A number; ``default`` when the field is absent."""
        value = self._data.get(field, default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise self._fault(field, "a number")

    def flag(self, field: str) -> bool:
        """True or false; false when the field is absent."""
        value = self._data.get(field, False)
        if isinstance(value, bool):
            return value
        raise self._fault(field, "true or false")

    def text(self, field: str) -> Text:
        """A text in both languages, written as ``field.sv`` and ``field.en``."""
        entry = self.child(field)
        return Text(sv=entry.string("sv"), en=entry.string("en"))

    def sources(self, field: str = "sources") -> tuple[str, ...]:
        """The entry's source keys; at least one, and each must stand in sources.toml."""
        keys = self.strings(field)
        if not keys or any(key not in _sources() for key in keys):
            raise self._fault(field, "one or more keys from sources.toml")
        return keys

    def child(self, field: str) -> Entry:
        """The table under ``field``; an empty one when the field is absent."""
        value = self._data.get(field, {})
        if isinstance(value, Mapping):
            return Entry(f"{self.where}.{field}", value)
        raise self._fault(field, "a table")

    def children(self, field: str) -> tuple[Entry, ...]:
        """The list of tables under ``field``; empty when absent."""
        value = self._data.get(field, [])
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            return tuple(Entry(f"{self.where}.{field}", item) for item in value)
        raise self._fault(field, "a list of tables")

    def keys(self) -> tuple[str, ...]:
        """The names of the fields, in the order of the file."""
        return tuple(self._data)

    def _fault(self, field: str, expected: str, *, shown: object = None) -> KnowledgeError:
        return KnowledgeError(f"{self.where}: {field} should be {expected}, but is {shown or self._data.get(field)!r}")


def _split(terms: str) -> tuple[str, ...]:
    return tuple([" ".join(words) for words in map(str.split, terms.split(",")) if words])


@cache
def load(name: str) -> Entry:
    """The knowledge file ``name`` (without ``.toml``), read once. Raises KnowledgeError if it is not TOML."""
    path = Path(__file__).with_name(f"{name}.toml")
    try:
        return Entry(f"{name}.toml", tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{name}.toml is not valid TOML: {error}") from error


@cache
def _sources() -> dict[str, Source]:
    return {
        row.string("id"): Source(row.string("id"), row.string("title"), row.string("address", ""))
        for row in load("sources").children("source")
    }


def source(key: str) -> Source:
    """The source behind a key such as "S0". Raises AssistantError if there is no such key."""
    try:
        return _sources()[key]
    except KeyError:
        raise AssistantError(f"no source {key!r}; sources.toml has {', '.join(_sources())}") from None


KNOWLEDGE_VERSION: str = load("version").string("version")
# When the rules and their sources were last gone through (ISO date).
KNOWLEDGE_DATE: str = load("version").string("date")
