"""A report under letters leads from no number to the people behind it: who they are would tell what
they were given, and so the letter. Listings of people, which name no arm, keep their way back."""

from dataclasses import replace

from analysis.domain.blocks import Block
from analysis.domain.tables import Cell, Row, Table
from analysis.reports.sections import Section

# One row for each participant or event, and no letter in it.
LISTINGS = frozenset({"serious_events", "deaths", "adverse_events", "severe_laboratory"})


def veiled(section: Section) -> Section:
    return replace(
        section,
        blocks=tuple(veiled_block(one) for one in section.blocks),
        listings=tuple(veiled_table(one) for one in section.listings),
    )


def veiled_block(block: Block) -> Block:
    return veiled_table(block) if isinstance(block, Table) else block


def veiled_table(table: Table) -> Table:
    if table.key in LISTINGS:
        return table
    return replace(table, rows=tuple(veiled_row(one) for one in table.rows))


def veiled_row(row: Row) -> Row:
    return replace(row, cells=tuple(Cell(value=one.value, of=one.of) for one in row.cells))
