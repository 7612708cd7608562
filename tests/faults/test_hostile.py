"""Hostile text: kept or refused in words where it comes in, and inert where it goes out."""

import logging
from pathlib import Path

import pytest

from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from tests.faults import hostile_files
from tests.faults.hostile_columns import EXCUSED, columns, mark_all, reached
from tests.faults.hostile_house import settle
from tests.faults.hostile_services import all_wrong

EVERY = 40
"""In each run of the tests, one text in so many pairs of text and field; `-m faults` takes all."""


def test_every_column_that_words_may_be_in_is_tried_or_has_a_reason_not_to_be(
    context: Context, tmp_path: Path
) -> None:
    mark_all(context, tmp_path)
    found = reached(context.database.url)
    assert columns() - found - EXCUSED.keys() == set(), "put hostile text there by an entry"
    assert found & EXCUSED.keys() == set(), "the reason is none: text does come there"
    assert EXCUSED.keys() <= columns()


def test_text_is_kept_or_refused_in_words_in_every_field(context: Context) -> None:
    tried, found = all_wrong(context, settle(context), EVERY)
    assert tried > 100
    assert found == []


@pytest.mark.parametrize("kind", list(Kind))
def test_files_of_hostile_text_come_in_and_go_out_harmless(
    context: Context, kind: Kind, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settle(context)
    for name, write in (("in.csv", hostile_files.write_csv), ("in.xlsx", hostile_files.write_xlsx)):
        path = tmp_path / name
        given = write(path, kind)
        with caplog.at_level(logging.ERROR):
            report = hostile_files.take_in(context, path, kind)
        assert caplog.records == []
        assert len(report.outcomes) == given
        assert report.counts.refused < given
    assert hostile_files.formulas(context, tmp_path, kind) == []
