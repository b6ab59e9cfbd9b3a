"""What holds for any text at all?"""

import json
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant import Advice, advise, answer, check, find_personal_data, search_terms, similar, start, turn
from assistant.areas import AREA_IDS

ANY_TEXT = st.text(max_size=300) | st.text(alphabet="abåäö 019-–.,!?@\n\x00\u202e😀\u0301\ud800", max_size=200)
KNOWN = ["barn", "unga", "hemlösa", "jobb", "polis", "vi", "vill", "inte", "utan", "prova", "tre", "år", "bygga"]
KNOWN += ["not", "want", "the", "35", "mnkr", ",", ".", "?"]
WORDS = st.lists(st.sampled_from(KNOWN), max_size=30).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT | WORDS)
@example("\x00")
@example("9" * 6000 + " kr")
@example("skol" * 20_000)
@example("1 000 " * 500 + "mnkr")
@example("\u202ehemlösa barn\u202c 😀")
def test_any_text_gets_advice_that_quotes_it(text: str) -> None:
    advice = advise(text)

    evidence = [item for area in advice.areas for item in area.evidence]
    evidence += [item for fund in advice.funds for condition in fund.conditions for item in condition.evidence]
    assert all(text[item.start : item.end] == item.phrase for item in evidence)
    assert {area.id for area in advice.areas} == set(AREA_IDS)
    scores = [area.score for area in advice.areas] + [fund.score for fund in advice.funds]
    assert all(0 <= score <= 1 for score in scores)
    assert Advice.from_dict(json.loads(json.dumps(advice.as_dict()))) == advice


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT | WORDS)
def test_same_text_always_gets_the_same_advice(text: str) -> None:
    assert advise(text) == advise(text)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT | WORDS)
def test_any_text_gets_an_answer_terms_hints_and_a_reply(text: str) -> None:
    state, _ = start()

    later, reply = turn(state, text)

    assert answer(text).text
    assert all(term == term.strip() for term in search_terms(text))
    assert len(check("idea", {"idea": text}, language="sv")) <= 3
    assert turn(later, text)[1].text
    assert reply.text


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_personal_data_never_overlaps(text: str) -> None:
    places = find_personal_data(text)

    assert all(one.end <= other.start for one, other in pairwise(places))


@settings(max_examples=40, deadline=None)
@given(WORDS, st.lists(WORDS, max_size=5))
def test_similar_ranks_best_first_and_within_bounds(text: str, others: list[str]) -> None:
    scores = [item.score for item in similar(text, list(enumerate(others)))]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < value <= 1 for value in scores)
