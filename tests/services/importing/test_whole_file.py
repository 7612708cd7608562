"""What only the whole file can tell: whom tickets come after, and whether text was spoiled."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.mojibake import Evidence, mended
from dispatch_console.services.importing.results import Counts
from dispatch_console.services.importing.run import BATCH, Request, preview
from tests.services.importing.files import codes, import_file
from tests.services.importing.test_run import tickets

ROWS = BATCH + 5


def chained(path: Path, last: str) -> Path:
    """More rows than are stored at once: the first comes after the last, the last after `last`."""
    after = {1: f"X{ROWS}", ROWS: last}
    lines = [f"X{n},Pump {n},31.2,121.4,{after.get(n, '')}" for n in range(1, ROWS + 1)]
    path.write_text("\n".join(["External id,Title,Latitude,Longitude,After", *lines]))
    return path


def test_a_ticket_may_come_after_one_far_below_it_or_one_that_is_here(
    context: Context, tmp_path: Path
) -> None:
    here = tmp_path / "here.csv"
    here.write_text("External id,Title,Latitude,Longitude\nH1,Valve,31.2,121.4\n")
    import_file(context, here)
    path = chained(tmp_path / "long.csv", "H1; nobody")
    foreseen = preview(context, Request(kind=Kind.TICKETS, path=path))
    report = import_file(context, path)
    for one in (foreseen, report):
        assert one.counts == Counts(created=ROWS)
        told = [found.row for found in one.issues if found.code == "import.warning.unknown_after"]
        assert told == [ROWS + 1], "of the one that is nowhere, and no other"
    found = tickets(context)
    assert found["X1"].after == (found[f"X{ROWS}"].id,)
    assert found[f"X{ROWS}"].after == (found["H1"].id,)
    assert import_file(context, path).counts == Counts(unchanged=ROWS)
    changed = chained(tmp_path / "long.csv", "X2")
    assert import_file(context, changed).counts == Counts(updated=1, unchanged=ROWS - 1)


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["MÃ¼ller", "cafÃ©"], ["Müller", "café"]),
        (["ç”µæ¢¯", "plain"], ["电梯", "plain"]),
        # What somebody wrote: the pair of letters is no mark of a mistake.
        (["È´", "plain"], ["È´", "plain"]),
        (["MÃ¼ller", "Café"], ["MÃ¼ller", "Café"]),
        (["MÃ¼ller", "电梯"], ["MÃ¼ller", "电梯"]),
    ],
)
def test_text_is_mended_only_where_the_whole_file_proves_it(
    context: Context, tmp_path: Path, titles: Sequence[str], expected: Sequence[str]
) -> None:
    path = tmp_path / "spoiled.csv"
    lines = [f"T{n},{title},31.2,121.4" for n, title in enumerate(titles)]
    path.write_text("\n".join(["External id,Title,Latitude,Longitude", *lines]), encoding="utf-8")
    report = import_file(context, path)
    assert [tickets(context)[f"T{n}"].title for n in range(len(titles))] == list(expected)
    noted = [row for row in (2, 3) if "import.note.mended" in codes(report, row)]
    pairs = enumerate(zip(titles, expected, strict=True), 2)
    assert noted == [row for row, (was, now) in pairs if was != now]


def test_a_column_that_is_not_taken_speaks_against_it_too(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text(
        "External id,Title,Latitude,Longitude,Whatever\nT0,MÃ¼ller,31.2,121.4,Café\n",
        encoding="utf-8",
    )
    import_file(context, path)
    assert tickets(context)["T0"].title == "MÃ¼ller"


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_chinese_that_was_spoiled_comes_back_as_it_was(text: str) -> None:
    try:
        spoiled = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    assert mended(spoiled) == text
    evidence = Evidence()
    evidence.observe(["plain", spoiled])
    assert evidence.proven
    evidence.observe([text])
    assert not evidence.proven
