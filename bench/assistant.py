"""How fast is the assistant, and how does a plain classifier do beside it?

Speed (in time of one processor), loading and memory are measured in a process of their own, each text for the first
time. The classifier is there for scale only: it learns the area from the ideas marked "dev" and is asked for those
marked "test" (tests/assistant/unseen_ideas.toml).
"""

import json
import math
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

IDEAS = Path(__file__).parents[1] / "tests" / "assistant" / "unseen_ideas.toml"
WORDS, LONG_WORDS = 60, 500
REPEATS = 3
NGRAM = 3
# Name, unit, the highest value that is well.
AIMS = (
    ("p50 of 60 words", "ms", 2.0),
    ("p99 of 60 words", "ms", 10.0),
    ("500 words", "ms", 15.0),
    ("loading", "ms", 300.0),
    ("memory", "MiB", 60.0),
)


@dataclass(frozen=True)
class Idea:
    """A labelled idea. ``areas``: those that are right; an empty string is none."""

    text: str
    part: str
    area: str
    areas: tuple[str, ...]


def show() -> list[str]:
    """Print what was measured; the aims that were missed."""
    done = subprocess.run([sys.executable, "-m", "bench.assistant"], capture_output=True, check=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    print("\nThe assistant")
    for name, unit, aim in AIMS:
        print(f"  {name:18} {measured[name]:8.2f} {unit} (aim: under {aim:g})")
    for name in ("area, assistant", "area, classifier", "p50, classifier"):
        print(f"  {name:18} {measured[name]:8.2f}{' ms' if name.startswith('p50') else ''}")
    return [f"assistant: {name} is {measured[name]:.1f} {unit}" for name, unit, aim in AIMS if measured[name] >= aim]


def measure() -> dict[str, float]:
    """All figures, of this process: the assistant must not have been loaded yet."""
    before = _resident_mib()
    start = process_time()
    from assistant import advise  # what is loaded is what is measured

    advise("Vi vill prova något för barn")
    loading_ms = (process_time() - start) * 1000
    memory = _resident_mib() - before
    ideas = _ideas()
    words = " ".join(idea.text for idea in ideas).split()
    texts = [" ".join(words[start : start + WORDS]) for start in range(0, len(words) - WORDS, WORDS)]
    times = sorted(_milliseconds(advise, text) for text in texts)
    longer = min(_milliseconds(advise, " ".join(words[at : at + LONG_WORDS])) for at in range(REPEATS))
    tested = [idea for idea in ideas if idea.part == "test"]
    classify = classifier([idea for idea in ideas if idea.part == "dev"])
    return {
        "p50 of 60 words": times[len(times) // 2],
        "p99 of 60 words": times[int(len(times) * 0.99)],
        "500 words": longer,
        "loading": loading_ms,
        "memory": memory,
        "area, assistant": _right(tested, lambda text: advise(text).primary_area or ""),
        "area, classifier": _right(tested, classify),
        "p50, classifier": sorted(_milliseconds(classify, text) for text in texts)[len(texts) // 2],
    }


def classifier(ideas: Sequence[Idea]) -> Callable[[str], str]:
    """Nearest mean of the character trigrams of each area's texts."""
    means = {area: _mean([_trigrams(idea.text) for idea in ideas if idea.area == area]) for area in _areas(ideas)}

    def classify(text: str) -> str:
        seen = _trigrams(text)
        return max(means, key=lambda area: sum(value * means[area].get(gram, 0.0) for gram, value in seen.items()))

    return classify


def _areas(ideas: Sequence[Idea]) -> list[str]:
    return sorted({idea.area for idea in ideas})


def _trigrams(text: str) -> dict[str, float]:
    """How often each three characters stand in the text, as a vector of length one."""
    counts = Counter(text.lower()[at : at + NGRAM] for at in range(len(text) - NGRAM + 1))
    return _of_length_one(counts)


def _mean(vectors: Sequence[dict[str, float]]) -> dict[str, float]:
    total: Counter[str] = Counter()
    for vector in vectors:
        total.update(vector)
    return _of_length_one(total)


def _of_length_one(vector: Counter[str]) -> dict[str, float]:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {gram: value / length for gram, value in vector.items()}


def _right(ideas: Sequence[Idea], judge: Callable[[str], str]) -> float:
    return sum(judge(idea.text) in idea.areas for idea in ideas) / len(ideas)


def _ideas() -> list[Idea]:
    rows: list[dict[str, Any]] = tomllib.loads(IDEAS.read_text("utf-8"))["idea"]
    return [Idea(row["text"], row["set"], row["area"], tuple(row["areas_ok"])) for row in rows]


def _milliseconds(run: Callable[[str], object], text: str) -> float:
    start = process_time()
    run(text)
    return (process_time() - start) * 1000


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 2**20


if __name__ == "__main__":
    print(json.dumps(measure()))
