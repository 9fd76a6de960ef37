"""Whatever a report holds as a figure, drawn."""

from typing import Any

from analysis.domain.blocks import Figure
from analysis.domain.charts import Chart
from analysis.figures import chart, km


def drawn(figure: Figure, **how: Any) -> bytes:
    return chart.draw(figure, **how) if isinstance(figure, Chart) else km.draw(figure, **how)
