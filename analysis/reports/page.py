"""A report as plain data for its page, so that the web process computes and draws nothing.

Tables keep, beside each printed cell, the participants it counts: the way back from a number.
"""

from collections.abc import Collection
from datetime import date
from itertools import groupby
from typing import Any

from analysis.domain.blocks import Block, Figure
from analysis.domain.tables import Label, Row, Table, Wording, to_csv
from analysis.figures.drawn import drawn
from analysis.figures.style import Shape
from analysis.reports.contents import Contents
from analysis.reports.sections import Section
from analysis.reports.wording import written
from trials.domain.partial_dates import PartialDate


def as_page(contents: Contents, wording: Wording) -> dict[str, Any]:
    cut = contents.cut
    return {
        "title": text(contents.protocol.trial.title, wording),
        "closed": contents.closed,
        "cut": {
            "name": cut.name,
            "sha256": cut.sha256,
            "events_to": cut.events_to.isoformat(),
            "known_at": cut.known_at.isoformat(),
        },
        "counted": contents.counted,
        "sections": [section(one, wording) for one in contents.sections],
    }


def section(one: Section, wording: Wording) -> dict[str, Any]:
    drawn_here = {part.key for part in one.blocks if isinstance(part, Figure)}
    return {
        "key": one.key,
        "title": text(one.title, wording),
        "blocks": [block(part, wording) for part in one.blocks],
        "listings": [listing(part, wording, drawn_here) for part in one.listings],
    }


def listing(one: Table, wording: Wording, figures: Collection[str]) -> dict[str, Any]:
    """The steps of a figure stand on a page of their own, each leading to whom it counts."""
    if one.key.removesuffix("_steps") in figures:
        return table(one, wording)
    return {"key": one.key, "title": text(one.title, wording), "csv": to_csv(one, wording)}


def block(part: Block, wording: Wording) -> dict[str, Any]:
    if isinstance(part, Table):
        return table(part, wording)
    if isinstance(part, Figure):
        return {"kind": "figure", "key": part.key, "title": text(part.title, wording)}
    return {"kind": "text", "text": text(part, wording)}


def table(one: Table, wording: Wording) -> dict[str, Any]:
    kinds = [kind_of(one, place) for place in range(len(one.columns))]
    return {
        "kind": "table",
        "key": one.key,
        "title": text(one.title, wording),
        "stub": text(one.stub, wording),
        "groups": groups(one, wording),
        "columns": [
            {"label": text(column.label, wording), "kind": kind}
            for column, kind in zip(one.columns, kinds, strict=True)
        ],
        "rows": [row(line, one, kinds, wording) for line in one.rows],
        "footnotes": [text(note, wording) for note in one.footnotes],
        "csv": to_csv(one, wording),
    }


def row(line: Row, one: Table, kinds: list[str], wording: Wording) -> dict[str, Any]:
    return {
        "label": text(line.label, wording),
        "level": line.level,
        "cells": [
            {
                "text": written(cell, column, wording),
                "kind": kind,
                "participants": list(cell.participants),
                "rows": [[ref.table, ref.id] for ref in cell.rows],
            }
            for cell, column, kind in zip(line.cells, one.columns, kinds, strict=True)
        ],
    }


def groups(one: Table, wording: Wording) -> list[dict[str, Any]]:
    """What neighboring columns share, each with how many; nothing where none is shared."""
    if all(column.group is None for column in one.columns):
        return []
    named = ("" if column.group is None else text(column.group, wording) for column in one.columns)
    return [{"label": label, "span": len(list(same))} for label, same in groupby(named)]


def kind_of(one: Table, place: int) -> str:
    """Numbers are set to the end of their column, days and words to its beginning."""
    values = [line.cells[place].value for line in one.rows]
    if any(isinstance(value, int | float) for value in values):
        return "number"
    return "when" if any(isinstance(value, date | PartialDate) for value in values) else ""


def text(label: Label, wording: Wording) -> str:
    return str(wording.of(label))


def figures(contents: Contents, wording: Wording) -> dict[str, bytes]:
    """Each figure as SVG, wide for a desk and narrow for a phone."""
    return {
        f"{figure.key}{suffix}": drawn(figure, wording=wording, shape=shape)
        for figure in contents.figures()
        for suffix, shape in (("", Shape.WIDE), ("-narrow", Shape.NARROW))
    }
