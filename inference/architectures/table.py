from collections.abc import Mapping

import torch
from torch import Tensor, nn

from inference.architectures.base import Predicts


class Linear(Predicts):
    """A logistic or multinomial regression."""

    def __init__(self, *, inputs: int, outputs: int) -> None:
        super().__init__()
        self.table = nn.Linear(inputs, outputs)

    def contributions(self, table: Tensor, volume: Tensor | None) -> Mapping[str, Tensor]:
        return {"table": self.table(table)}


class TableNet(Predicts):
    """A regression, and a small net for what the columns say only together."""

    def __init__(self, *, inputs: int, outputs: int, hidden: int) -> None:
        super().__init__()
        self.line = nn.Linear(inputs, outputs)
        self.net = nn.Sequential(
            nn.Linear(inputs, hidden),
            nn.SiLU(),
            nn.Linear(hidden, hidden),
            nn.SiLU(),
            nn.Linear(hidden, outputs, bias=False),
        )

    def contributions(self, table: Tensor, volume: Tensor | None) -> Mapping[str, Tensor]:
        return {"table": self.line(table) + self.net(table)}


class TableHeads(Predicts):
    """Two nets over the same columns: what is chosen, and what each choice would come to."""

    def __init__(self, *, inputs: int, outputs: int, further: int, hidden: int) -> None:
        super().__init__()
        self.chosen = TableNet(inputs=inputs, outputs=outputs, hidden=hidden)
        self.followed = TableNet(inputs=inputs, outputs=further, hidden=hidden)

    def contributions(self, table: Tensor, volume: Tensor | None) -> Mapping[str, Tensor]:
        return {"table": torch.cat([self.chosen(table), self.followed(table)], dim=1)}
