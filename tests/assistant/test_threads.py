"""The application asks from several threads at once: nobody gets another's stem."""

from concurrent.futures import ThreadPoolExecutor

from assistant.language import stem

STARTS, ENDS = ("familj", "skol", "arbetslös", "bostad", "trygg"), ("erna", "orna", "het")
WORDS = [f"{start}{end}" for start in STARTS for end in ENDS]


def test_stems_do_not_depend_on_what_other_threads_ask_for() -> None:
    alone = {word: stem(word, "sv") for word in WORDS}

    with ThreadPoolExecutor(8) as threads:
        for _round in range(20):
            stem.cache_clear()
            together = dict(zip(WORDS * 8, threads.map(lambda word: stem(word, "sv"), WORDS * 8), strict=True))
            assert together == alone
