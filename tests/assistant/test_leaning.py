"""Do words lean towards money when enough of them do, and only then?"""

from assistant import leaning
from assistant.language import read


def phrases(text: str) -> dict[str, list[str]]:
    return {name: [item.phrase for item in said] for name, said in leaning.find(read(text)).items()}


def test_leaning_names_the_money_and_the_words_that_lean_most() -> None:
    found = phrases("Gatan är mörk: fler lampor, nytt staket och en bättre gångväg till skolgården")

    assert found == {"leans_to_physical_investment": ["Gatan", "lampor", "staket"]}


def test_leaning_is_empty_when_no_word_leans() -> None:
    assert phrases("Xyzzy plugh") == {}


def test_leaning_is_empty_for_an_empty_text() -> None:
    assert phrases("") == {}


def test_leaning_is_empty_when_two_lean_alike() -> None:
    assert phrases("En robot") == {}


def test_leaning_never_speaks_for_the_social_investment_fund() -> None:
    assert phrases("Polisen, BVC och jobbcoacher följer först barnens föräldrar") == {}
