"""Two people in one step: nobody's text is overwritten unseen."""

from hypothesis import given
from hypothesis import strategies as st

from sifapp.wizard.merging import base_after, base_of, merge, read_base

NAMES = ("title", "idea")
OPENED = {"title": "Lotsar", "idea": "Ett team."}
BASE = base_of(1, OPENED)


def test_my_change_holds_when_nobody_else_wrote() -> None:
    merged = merge(NAMES, BASE, OPENED, {"title": "Familjelotsar", "idea": "Ett team."})

    assert (merged.fields, merged.conflicts) == ({"title": "Familjelotsar", "idea": "Ett team."}, ())


def test_changes_of_different_fields_are_both_kept() -> None:
    theirs = {"title": "Lotsar", "idea": "Två team."}

    merged = merge(NAMES, BASE, theirs, {"title": "Familjelotsar", "idea": "Ett team."})

    assert (merged.fields, merged.conflicts) == ({"title": "Familjelotsar", "idea": "Två team."}, ())


def test_changes_of_the_same_field_are_a_conflict_and_leave_theirs() -> None:
    theirs = {"title": "Lotsar", "idea": "Två team."}

    merged = merge(NAMES, BASE, theirs, {"title": "Lotsar", "idea": "Tre team."})

    assert (merged.fields, merged.conflicts) == (theirs, ("idea",))


def test_same_change_by_both_is_no_conflict() -> None:
    theirs = {"title": "Lotsar", "idea": "Två team."}

    assert merge(NAMES, BASE, theirs, theirs).conflicts == ()


def test_field_that_was_not_on_my_page_stays() -> None:
    assert merge(NAMES, BASE, OPENED, {"title": "Lotsar"}).fields == OPENED


def test_emptied_field_is_emptied() -> None:
    assert merge(NAMES, BASE, OPENED, {"title": "", "idea": "Ett team."}).fields == {"idea": "Ett team."}


def test_my_own_older_text_from_another_window_is_replaced_and_named() -> None:
    theirs = {"title": "Lotsar", "idea": "Två team."}

    merged = merge(NAMES, BASE, theirs, {"title": "Lotsar", "idea": "Tre team."}, own={"idea"})

    assert merged.fields["idea"] == "Tre team."
    assert (merged.conflicts, merged.replaced) == ((), ("idea",))


def test_page_that_stays_open_does_not_take_a_colleagues_change_back() -> None:
    mine = {"title": "Familjelotsar", "idea": "Ett team."}
    theirs = {"title": "Lotsar", "idea": "Två team."}
    first = merge(NAMES, BASE, theirs, mine)

    again = merge(NAMES, base_after(BASE, 3, first.fields, mine), first.fields, {**mine, "title": "Lotsteam"})

    assert again.fields == {"title": "Lotsteam", "idea": "Två team."}


def test_base_travels_through_a_form() -> None:
    assert read_base(str(BASE)) == BASE


def test_tampered_base_is_none() -> None:
    assert read_base("x title:1") is None
    assert read_base("") is None


texts = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b", "c"]) for name in NAMES})


@given(texts, texts, texts)
def test_no_text_of_either_disappears_without_a_conflict(
    opened: dict[str, str], theirs: dict[str, str], mine: dict[str, str]
) -> None:
    merged = merge(NAMES, base_of(1, opened), theirs, mine)

    for name in NAMES:
        result = merged.fields.get(name, "")
        if theirs[name] != opened[name]:
            assert result == theirs[name]
        if mine[name] != opened[name]:
            assert result == mine[name] or name in merged.conflicts


@given(st.text())
def test_any_base_is_read_or_refused(text: str) -> None:
    base = read_base(text)

    assert base is None or base.version >= 0
