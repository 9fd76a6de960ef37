from collections.abc import Mapping

import torch
from torch import Tensor, nn

from inference.architectures.base import Predicts


class PhasesAndTable(Predicts):
    """A small 3-D network over the phases of one examination, beside a regression on the table.

    Each phase goes through the same encoder; what enhances or washes out shows in the differences
    between phases, so a last layer sees them side by side. The two contributions are added as
    logits: without a scan the table speaks alone, and each share of a score is exact.
    """

    def __init__(self, *, inputs: int, phases: int, width: int) -> None:
        super().__init__()
        self.table = nn.Linear(inputs, 1)
        self.encoder = nn.Sequential(
            *block(1, width), *block(width, 2 * width), *block(2 * width, 4 * width)
        )
        self.mix = nn.Sequential(
            nn.Linear(phases * 8 * width, 4 * width), nn.SiLU(), nn.Linear(4 * width, 1)
        )

    def contributions(self, table: Tensor, volume: Tensor | None) -> Mapping[str, Tensor]:
        parts = {"table": self.table(table)}
        if volume is not None:
            parts["volume"] = self.mix(self.embedded(volume))
        return parts

    def embedded(self, volume: Tensor) -> Tensor:
        """Mean and maximum of each channel: how much of the liver, and how strong at its peak."""
        batch, phases = volume.shape[:2]
        maps = self.encoder(volume.flatten(0, 1).unsqueeze(1)).flatten(2)
        found = torch.cat([maps.mean(dim=2), maps.amax(dim=2)], dim=1)
        return found.reshape(batch, phases * found.shape[1])


def block(channels_in: int, channels_out: int) -> list[nn.Module]:
    # Group norm: batch norm would make a score depend on who else is scored with it.
    return [
        nn.Conv3d(channels_in, channels_out, kernel_size=3, stride=2, padding=1),
        nn.GroupNorm(4, channels_out),
        nn.SiLU(),
    ]
