"""A report as plain data for its page, so that the web process computes and draws nothing.

Tables keep, beside each printed cell, the participants it counts: the way back from a number.
"""

from typing import Any

from analysis.domain.curve_tables import CurveSet
from analysis.domain.tables import Column, Label, Row, Table, Wording, to_csv
from analysis.figures import km
from analysis.figures.style import Shape
from analysis.reports.contents import Block, Contents, Section
from analysis.reports.wording import written


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
    return {
        "key": one.key,
        "title": text(one.title, wording),
        "blocks": [block(part, wording) for part in one.blocks],
        "listings": [listing(part, wording) for part in one.listings],
    }


def listing(one: Table, wording: Wording) -> dict[str, Any]:
    return {"key": one.key, "title": text(one.title, wording), "csv": to_csv(one, wording)}


def block(part: Block, wording: Wording) -> dict[str, Any]:
    if isinstance(part, Table):
        return table(part, wording)
    if isinstance(part, CurveSet):
        return {"kind": "figure", "key": part.key, "title": text(part.title, wording)}
    return {"kind": "text", "text": text(part, wording)}


def table(one: Table, wording: Wording) -> dict[str, Any]:
    return {
        "kind": "table",
        "key": one.key,
        "title": text(one.title, wording),
        "columns": [text(one.stub, wording), *(heading(c, wording) for c in one.columns)],
        "rows": [row(line, one, wording) for line in one.rows],
        "footnotes": [text(note, wording) for note in one.footnotes],
        "csv": to_csv(one, wording),
    }


def row(line: Row, one: Table, wording: Wording) -> dict[str, Any]:
    return {
        "label": text(line.label, wording),
        "level": line.level,
        "cells": [
            {"text": written(cell, column, wording), "participants": list(cell.participants)}
            for cell, column in zip(line.cells, one.columns, strict=True)
        ],
    }


def heading(column: Column, wording: Wording) -> str:
    group = f"{text(column.group, wording)}: " if column.group is not None else ""
    return f"{group}{text(column.label, wording)}"


def text(label: Label, wording: Wording) -> str:
    return str(wording.of(label))


def figures(contents: Contents, wording: Wording) -> dict[str, bytes]:
    """Each curve set as SVG, wide for a desk and narrow for a phone."""
    return {
        f"{part.key}{suffix}": km.draw(part, wording=wording, shape=shape)
        for one in contents.sections
        for part in one.blocks
        if isinstance(part, CurveSet)
        for suffix, shape in (("", Shape.WIDE), ("-narrow", Shape.NARROW))
    }
