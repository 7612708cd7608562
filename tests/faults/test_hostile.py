"""Hostile text: kept or refused in words where it comes in, and inert where it is seen."""

import logging
from pathlib import Path

import pytest

from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from tests.faults import hostile_files
from tests.faults.hostile_services import all_wrong, settle

EVERY = 5
"""In each run of the tests, every fifth text in every fifth field; `-m faults` takes all."""


def test_text_is_kept_or_refused_in_words_in_every_field(context: Context) -> None:
    company = settle(context)
    tried, found = all_wrong(context, company, lambda number: number % EVERY == 0)
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
