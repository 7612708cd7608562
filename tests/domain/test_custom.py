"""Custom fields keep what was entered in one form, or say what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.custom import (
    Choice,
    CustomField,
    FieldKind,
    Target,
    defaults,
    merged,
    of_type,
    read,
    require_sound,
)
from dispatch_console.domain.errors import DomainError
from tests.factories import DAY


def field(kind: FieldKind, **more: object) -> CustomField:
    told: dict[str, object] = {"type": "general", "code": "x", "name_en": "X", "name_zh": "某"}
    return CustomField(kind=kind, **(told | more))  # pyright: ignore[reportArgumentType]


TEXT, NUMBER, DATE = (field(kind) for kind in (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DATE))
CHOICE = field(FieldKind.CHOICE, choices=(Choice("a", "Alpha", "甲"), Choice("b", "Beta", "乙")))
LINK = field(FieldKind.REFERENCE, target=Target.TICKET)


@pytest.mark.parametrize(
    ("of", "said", "kept"),
    [
        (TEXT, "  a b ", "a b"),
        (TEXT, " ", None),
        (NUMBER, "1,250.50", "1250.5"),
        (NUMBER, 3, "3"),
        (NUMBER, "-0.0", "0"),
        (NUMBER, "1e3", "1000"),
        (NUMBER, "3,5", "3.5"),
        (NUMBER, "1.234,5", "1234.5"),
        (NUMBER, "１，２５０", "1250"),
        (CHOICE, "a", "a"),
        (CHOICE, "beta", "b"),
        (CHOICE, "乙", "b"),
        (DATE, "2026/03/02", "2026-03-02"),
        (DATE, DAY, "2026-03-02"),
        (LINK, "17", 17),
        (LINK, None, None),
    ],
)
def test_what_is_entered_is_kept_in_one_form(of: CustomField, said: object, kept: object) -> None:
    assert read(of, said) == kept


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (TEXT, "x" * 2001),
        (NUMBER, "many"),
        (NUMBER, "nan"),
        (NUMBER, "1,2,3"),
        (NUMBER, "1_000"),
        (NUMBER, "1e99"),
        (NUMBER, float("inf")),
        (NUMBER, True),
        (CHOICE, "c"),
        (DATE, "2026-02-30"),
        (LINK, "T-1"),
        (LINK, "-1"),
        (LINK, "9" * 30),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_the_field(of: CustomField, said: object) -> None:
    with pytest.raises(DomainError) as refused:
        read(of, said)
    assert refused.value.code == f"field.{of.kind.value}"
    assert refused.value.params["name_zh"] == "某"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9)))
def test_a_kept_number_is_read_as_itself(number: object) -> None:
    try:
        kept = read(NUMBER, number)
    except DomainError:
        return
    assert read(NUMBER, kept) == kept


@given(st.text(max_size=40), st.sampled_from([TEXT, NUMBER, CHOICE, DATE, LINK]))
def test_anything_is_kept_or_refused(said: str, of: CustomField) -> None:
    kept, code = None, ""
    try:
        kept = read(of, said)
    except DomainError as refused:
        code = refused.code
    assert code in ("", f"field.{of.kind.value}")
    assert kept is None or read(of, kept) == kept


def test_values_are_merged_taken_away_and_unknown_ones_refused() -> None:
    before = (("old", "kept"), ("x", "1"))
    assert merged([TEXT], before, {"x": "2"}) == (("old", "kept"), ("x", "2"))
    assert merged([TEXT], before, {"x": ""}) == (("old", "kept"),)
    with pytest.raises(DomainError) as refused:
        merged([TEXT], before, {"y": "2"})
    assert refused.value.code == "field.unknown"


def test_a_type_has_its_own_fields_and_those_of_all() -> None:
    mine = field(FieldKind.TEXT, type="it", code="a", position=2, default="d")
    gone = field(FieldKind.TEXT, type="it", code="b", active=False)
    other = field(FieldKind.TEXT, type="else", code="c")
    found = of_type([mine, gone, other, TEXT], "it")
    assert [one.code for one in found] == ["x", "a"]
    assert defaults(found) == {"a": "d"}


@pytest.mark.parametrize(
    ("faulty", "code"),
    [
        (field(FieldKind.TEXT, code="Größe"), "field.code"),
        (field(FieldKind.TEXT, name_zh=" "), "field.name"),
        (field(FieldKind.CHOICE), "field.choices"),
        (field(FieldKind.CHOICE, choices=(Choice("a", "A", "甲"),) * 2), "field.choices"),
        (field(FieldKind.REFERENCE), "field.target"),
        (field(FieldKind.NUMBER, default="x"), "field.number"),
    ],
)
def test_a_faulty_definition_is_refused(faulty: CustomField, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        require_sound(faulty)
    assert refused.value.code == code
