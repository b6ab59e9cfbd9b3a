"""Is a text that tells of one person, or of a few, told from one that tells of groups?"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant import find_personal_data
from assistant.language import read
from assistant.persons import find_persons
from assistant.privacy import MASK, mask, unmask


def found(text: str) -> list[tuple[str, str]]:
    return [(place.kind, text[place.start : place.end]) for place in find_persons(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Eleven Kevin har varit borta sedan i höstas.", "Kevin"),
        ("Vår klient Anna Svensson är placerad på HVB.", "Anna Svensson"),
        ("Familjen Andersson bor trångt.", "Andersson"),
        ("Kevin, 14 år, går inte till skolan.", "Kevin"),
        ("14-åriga Zaineb slutade komma.", "Zaineb"),
        ("En elev som heter Xerxes mår dåligt.", "Xerxes"),
        ("Det gäller klienten (Anna S.) som vräktes.", "Anna S"),
        ("Efter en orosanmälan om Fatima kom familjen hit.", "Fatima"),
        ("The pupil Zaineb was placed last year.", "Zaineb"),
        ("Our client Anna Berg was evicted.", "Anna Berg"),
        ("Sara, aged 9, never comes.", "Sara"),
        ("We met a 14-year-old Kevin.", "Kevin"),
        ("Vi ringde mamman Anna\nSvensson i går.", "Anna\nSvensson"),
        ("Orosanmälan gäller mamman\r\nAnna Svensson.", "Anna Svensson"),
        ("Vi ringde mamman Anna\nVi vill hjälpa fler.", "Anna"),
        ("Vi ringde mamman Anna\n\nSvensson", "Anna"),
    ],
)
def test_name_beside_a_word_for_a_person_or_a_case_is_found(text: str, name: str) -> None:
    assert found(text) == [("name", name)]


@pytest.mark.parametrize(
    "text",
    [
        "Maria Ungdom tar emot en patient i taget.",
        "Eleven går på Sankt Eriks gymnasium.",
        "Elever i Rinkeby, Farsta och Skarpnäck får hjälp av Fryshuset.",
        "Vi arbetar med STIS i Spånga-Tensta och Ericsson bidrar.",
        "Anna på enheten håller i trådarna.",
        "The pupils of Farsta meet the Red Cross.",
    ],
)
def test_places_organisations_and_colleagues_are_no_cases(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Tre elever i 7B har självskadebeteende.", "Tre elever"),
        ("I fjol omhändertogs 2 barn.", "2 barn"),
        ("I fjol placerades tre\nungdomar i huset.", "tre\nungdomar"),
        ("Om projektet\nTre ungdomar är placerade enligt LVU.", "Tre ungdomar"),
        ("Fyra unga män i Husby har rekryterats.", "Fyra unga män"),
        ("Efter en orosanmälan om tre barn i huset kom polisen.", "tre barn"),
        ("Three girls were placed last year.", "Three girls"),
        ("There are two young women in the house.", "two young women"),
        ("Tre personer i porten är dömda för brott.", "Tre personer"),
    ],
)
def test_group_under_five_is_found(text: str, group: str) -> None:
    assert found(text) == [("small_group", group)]


@pytest.mark.parametrize(
    "text",
    [
        "Fem elever i 7B har självskadebeteende.",
        "Om fyra barn slipper en placering sparar staden mer än teamet kostar.",
        "En av fyra elever är borta.",
        "Två till fyra barn i klassen brukar behöva det.",
        "3–4 barn i gruppen kommer varje gång.",
        "Vi vill följa tre familjer.",
        "Två lotsar familjer och skola delar på kostnaden.",
        "Under tre år har elever fått stöd.",
        "Uppgiften ligger i dag på tre personer som har annat att göra.",
        "Staden sparar pengar, om fyra barn får stanna hemma.",
        "If four children avoid a placement, the city saves money.",
        "One in four pupils is absent.",
    ],
)
def test_larger_groups_shares_and_plans_tell_of_nobody(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Vi vill ha en lots.\n\nMed vänlig hälsning\nXerxes Qvarnström\nEnhetschef\n08-508 12 345",
            "Xerxes Qvarnström",
        ),
        ("Vi vill ha en lots.\n\nMvh Anna", "Anna"),
        ("We want a club.\r\n\r\nKind regards,\r\nAnna Berg, head of unit", "Anna Berg"),
        ("Vi vill ha en lots.\n/Anna Berg, enhetschef", "Anna Berg"),
        ("Vi vill ha en lots. /Anna", "Anna"),
        ("Vi vill ha en lots. Mvh /Anna Berg, enhetschef", "Anna Berg"),
    ],
)
def test_name_under_a_greeting_is_found(text: str, name: str) -> None:
    assert found(text) == [("name", name)]


@pytest.mark.parametrize(
    "text",
    [
        "Vi vill ha en lots.\n\nHälsningar\nFarsta Stadsdelsförvaltning\n08-508 12 345",
        "Vi vill ha en lots.\n\nVänligen\nÅterkom snart",
        "Hälsningar från Farsta Ungdomsgård",
    ],
)
def test_office_under_a_greeting_is_nobody(text: str) -> None:
    assert found(text) == []


ANYTHING = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ["eleven", "Kevin", "Anna", "Berg", "tre", "elever", "om", "070-123 45 67", "a@b.se", MASK, ".", "\n"]
    ),
    max_size=20,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(ANYTHING)
def test_places_stand_in_the_text_in_order(text: str) -> None:
    places = find_personal_data(text)

    assert [place for place in places if not 0 <= place.start < place.end <= len(text)] == []
    assert [place.start for place in places] == sorted(place.start for place in places)


@settings(max_examples=150, deadline=None)
@given(ANYTHING)
@example(f"Jämför {MASK} med eleven Kevin, 070-123 45 67 {MASK}")
def test_what_was_masked_can_be_put_back(text: str) -> None:
    assert unmask(mask(text), text) == text


def test_masking_leaves_the_rest_of_the_text() -> None:
    assert mask("Eleven Kevin Svensson (070-123 45 67) är borta.") == f"Eleven {MASK} ({MASK}) är borta."


def test_text_that_was_changed_beside_the_marks_gets_them_back() -> None:
    assert unmask(f"Den här eleven, {MASK}, är ofta borta.", "Eleven Kevin är borta.") == (
        "Den här eleven, Kevin, är ofta borta."
    )


@pytest.mark.parametrize("text", ["Eleven är borta.", f"Eleven {MASK} och {MASK} är borta."])
def test_text_with_more_or_fewer_marks_is_left_as_it_is(text: str) -> None:
    assert unmask(text, "Eleven Kevin är borta.") is None


@pytest.mark.parametrize("piece", ["Anna ", "tre barn ", "eleven Anna går. ", "x"])
def test_long_text_has_no_more_words_than_it_has(piece: str) -> None:
    text = (piece * 100_000)[:100_000]

    assert len(list(find_persons(text))) <= len(read(text).words)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ring Anna Svensson 070-123 45 67", "Anna Svensson"),
        ("Kontakta gärna någon, till exempel Anna Svensson, 08-508 00 000", "Anna Svensson"),
        ("Call Erik Berg about it", "Erik Berg"),
        ("Erik Berg, erik.berg@example.se", "Erik Berg"),
        ("Ring Eva", "Eva"),
    ],
)
def test_name_of_somebody_to_reach_is_a_name(text: str, name: str) -> None:
    assert ("name", name) in found(text)


@pytest.mark.parametrize("text", ["Kontakta Brå", "Ring Farsta, 08-508 18 000", "Maria Ungdom är med"])
def test_office_to_reach_is_no_name(text: str) -> None:
    assert "name" not in [kind for kind, _words in found(text)]
