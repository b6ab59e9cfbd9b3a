"""Can advice be stored and read back unchanged?"""

import json

import pytest

from assistant import Advice, Text, advise


@pytest.mark.parametrize("text", ["Läxhjälp för barn i tre år, ring 070-123 45 67", "Hej!", ""])
def test_advice_survives_json(text: str) -> None:
    advice = advise(text)

    stored = json.loads(json.dumps(advice.as_dict()))

    assert Advice.from_dict(stored) == advice


def test_advice_as_dict_is_what_json_gives_back() -> None:
    plain = advise("Läxhjälp för barn").as_dict()

    assert json.loads(json.dumps(plain)) == plain


def test_corrected_advice_survives_json() -> None:
    advice = advise("Läxhjälp", area="housing_urban", answers={"new_method": True})

    assert Advice.from_dict(json.loads(json.dumps(advice.as_dict()))) == advice


def test_text_gives_the_language_asked_for() -> None:
    text = Text(sv="hej", en="hello")

    assert (text["sv"], text["en"]) == ("hej", "hello")
