"""What each method of a plan prints of groups beside each other."""

from collections.abc import Callable, Iterator, Mapping

from analysis.domain.arms.adjusted_model import model_blocks, weighted_blocks
from analysis.domain.arms.asked import Asked
from analysis.domain.arms.attrition import attrition_table, maturity_table
from analysis.domain.arms.clocks import clocks_of, clocks_table, left_out_table
from analysis.domain.arms.differences import crude_table, difference_table, restricted_mean_table
from analysis.domain.blocks import Block, Blocks
from trials.domain.protocol.analyses import Method


def blocks_of(asked: Asked) -> Blocks:
    """In this order whatever order the plan names them in."""
    return tuple(
        block
        for method, section in SECTIONS.items()
        if method in asked.analysis.methods
        for block in section(asked)
    )


def difference_blocks(asked: Asked) -> Iterator[Block]:
    if asked.reference is not None:
        yield difference_table(asked)


def crude_blocks(asked: Asked) -> Iterator[Block]:
    """Beside an incidence it is a column of that table."""
    if Method.CUMULATIVE_INCIDENCE not in asked.analysis.methods:
        yield from (crude_table(asked, months) for months in asked.analysis.at_months)


def restricted_blocks(asked: Asked) -> Iterator[Block]:
    if asked.reference is not None:
        yield restricted_mean_table(asked)


def clock_blocks(asked: Asked) -> Iterator[Block]:
    clocks = clocks_of(asked)
    yield left_out_table(asked, clocks)
    yield clocks_table(asked, clocks)


def attrition_blocks(asked: Asked) -> Iterator[Block]:
    yield attrition_table(asked)


def maturity_blocks(asked: Asked) -> Iterator[Block]:
    yield maturity_table(asked)


def adjusted_blocks(asked: Asked) -> Iterator[Block]:
    if asked.analysis.covariates:
        yield from model_blocks(asked)


SECTIONS: Mapping[Method, Callable[[Asked], Iterator[Block] | list[Block]]] = {
    Method.PRE_SURGICAL_ATTRITION: attrition_blocks,
    Method.CLOCKS: clock_blocks,
    Method.MATURITY: maturity_blocks,
    Method.DIFFERENCE_AT: difference_blocks,
    Method.CRUDE_PROPORTION: crude_blocks,
    Method.RESTRICTED_MEAN: restricted_blocks,
    Method.COX: adjusted_blocks,
    Method.WEIGHTED_ARMS: weighted_blocks,
}
