"""What a release says, as columns of a file: a number, or a code and the share of each code."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from trials.domain.messages import Message
from trials.domain.messages import message as _

SCORE, CHOICE, SHARE = "score", "choice", "p_"
PLAIN = re.compile(r"[01](\.\d{1,8})?", re.ASCII)
# Shares are written with few digits.
ROUNDING = Decimal("0.005")
Cells = Mapping[str, str]


def columns_for(codes: Sequence[str]) -> tuple[str, ...]:
    return (CHOICE, *(SHARE + code for code in codes)) if codes else (SCORE,)


def rule(column: str, cell: str, codes: Sequence[str]) -> Message | None:
    """For a cell of these columns that is not empty. No rule repeats what the cell says."""
    if column == CHOICE:
        return None if cell in codes else _("must be one of {codes}", codes=", ".join(codes))
    return number_rule(cell)


def number_rule(cell: str) -> Message | None:
    try:
        if PLAIN.fullmatch(cell) and Decimal(cell) <= 1:
            return None
    except InvalidOperation:
        pass
    return _("must be a number from 0 to 1 with a point and at most 8 decimals")


def together(cells: Cells, codes: Sequence[str]) -> Iterator[tuple[str, Message]]:
    """What columns that are right each by itself say against one another."""
    if not codes:
        return
    shares = shares_in(cells, codes)
    if abs(sum(shares.values(), Decimal(-1))) > ROUNDING:
        yield SHARE + codes[0], _("the shares of a row must add up to 1")
    if any(share > shares[cells[CHOICE]] for share in shares.values()):
        yield CHOICE, _("must be the code with the largest share")


def shares_in(cells: Cells, codes: Sequence[str]) -> dict[str, Decimal]:
    return {code: Decimal(cells[SHARE + code]) for code in codes}


def output(cells: Cells, codes: Sequence[str], *, name: str) -> dict[str, Any]:
    """As a release that runs here says it (inference.running.attempts), and as it was written."""
    if not codes:
        return {name: float(cells[SCORE]), "as_written": cells[SCORE]}
    shares = {code: float(share) for code, share in shares_in(cells, codes).items()}
    return {name: cells[CHOICE], "probabilities": shares, "as_written": dict(cells)}
