"""What every architecture does: logits as a sum of what each kind of input contributes."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn


class Predicts(nn.Module):
    """table: (batch, columns); volume: (batch, phases, depth, height, width), or None."""

    def contributions(self, table: Tensor, volume: Tensor | None) -> Mapping[str, Tensor]:
        """Logits (batch, outputs) by kind of input; an absent kind contributes nothing."""
        raise NotImplementedError

    def forward(self, table: Tensor, volume: Tensor | None = None) -> Tensor:
        parts = list(self.contributions(table, volume).values())
        return torch.stack(parts).sum(dim=0)
