"""Fit an architecture to a cohort, the same way each time on the same platform."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn import functional

from inference.architectures import build
from inference.architectures.base import Predicts
from inference.domain.package_contents import Architecture, Preprocess
from inference.running.platform import settle
from inference.running.scans import scaled
from inference.training.cohort import Cohort

Loss = Callable[[Tensor, Tensor], Tensor]
BATCH = 32
# So many rounds without a better one, and none is expected any more.
PATIENCE = 50


def begin(architecture: Architecture, *, seed: int) -> Predicts:
    settle()
    torch.manual_seed(seed)
    return build(architecture)


def tables(cohort: Cohort, preprocess: Preprocess) -> Tensor:
    return torch.tensor(cohort.table(preprocess), dtype=torch.float32)


def volumes(cohort: Cohort, preprocess: Preprocess) -> Tensor:
    assert cohort.volumes is not None
    return scaled(torch.from_numpy(cohort.volumes), preprocess)


def binary(logits: Tensor, outcome: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits[:, 0], outcome.float())


def choice(logits: Tensor, outcome: Tensor) -> Tensor:
    return functional.cross_entropy(logits, outcome)


def event_free(logits: Tensor, followed: Tensor) -> Tensor:
    """Of the strategy received, among those free of the event so far. followed: its index, then
    whether free by each month; logits: by month and strategy."""
    months = followed.shape[1] - 1
    by_month = logits.reshape(len(logits), months, -1)
    received = followed[:, :1].unsqueeze(1).expand(-1, months, -1)
    free = followed[:, 1:].float()
    at_risk = torch.cat([torch.ones(len(free), 1), free[:, :-1]], dim=1)
    given = by_month.gather(2, received).squeeze(2)
    loss = functional.binary_cross_entropy_with_logits(given, free, reduction="none")
    return (loss * at_risk).sum() / at_risk.sum()


def followed(cohort: Cohort) -> Tensor:
    assert cohort.free is not None
    return torch.tensor(np.column_stack([cohort.outcome, cohort.free]), dtype=torch.int64)


def fit_table(
    net: Predicts, table: tuple[Tensor, Tensor], stop: tuple[Tensor, Tensor], loss: Loss,
    *, rounds: int, decay: float,
) -> None:  # fmt: skip
    """All patients at once; keep what does best at the center kept from the training."""
    learner = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=decay)
    best = Best(net)
    for _ in range(rounds):
        learner.zero_grad()
        loss(net(table[0]), table[1]).backward()
        learner.step()
        with torch.no_grad():
            best.consider(float(loss(net(stop[0]), stop[1])))
        if best.waited > PATIENCE:
            break
    best.restore()


def fit_volume(
    net: Predicts, train: Mapping[str, Tensor], stop: Mapping[str, Tensor], *, rounds: int
) -> None:
    """The scan learns what the table leaves open: the table's share of the logit stays as it is."""
    parameters = [one for name, one in net.named_parameters() if not name.startswith("table.")]
    learner = torch.optim.AdamW(parameters, lr=2e-3, weight_decay=0.02)
    best = Best(net)
    for _ in range(rounds):
        for batch in batches(len(train["outcome"])):
            learner.zero_grad()
            logits = net(train["table"][batch], turned(train["volume"][batch]))
            binary(logits, train["outcome"][batch]).backward()
            learner.step()
        best.consider(float(binary(in_batches(net, stop), stop["outcome"])))
    best.restore()


def turned(volume: Tensor) -> Tensor:
    """Mirrored by chance: on which side a tumor lies says nothing of it."""
    axes = [axis for axis in (2, 3, 4) if torch.rand(()) < 0.5]
    return volume.flip(axes) if axes else volume


def batches(count: int) -> Iterator[Tensor]:
    yield from torch.randperm(count).split(BATCH)


def in_batches(net: Predicts, cohort: Mapping[str, Tensor], *, scanned: bool = True) -> Tensor:
    with torch.inference_mode():
        parts = [
            net(cohort["table"][part], cohort["volume"][part] if scanned else None)
            for part in torch.arange(len(cohort["table"])).split(BATCH)
        ]
        return torch.cat(parts)


class Best:
    """The weights with the smallest loss so far."""

    def __init__(self, net: nn.Module) -> None:
        self.net, self.loss, self.waited = net, float("inf"), 0
        self.weights: dict[str, Tensor] = {}

    def consider(self, loss: float) -> None:
        self.waited += 1
        if loss < self.loss:
            self.loss, self.waited = loss, 0
            self.weights = {name: one.clone() for name, one in self.net.state_dict().items()}

    def restore(self) -> None:
        self.net.load_state_dict(self.weights)


def weights_of(net: nn.Module) -> bytes:
    return save({name: one.contiguous() for name, one in net.state_dict().items()})


def as_numbers(logits: Tensor) -> NDArray[np.float64]:
    return np.asarray(logits.double().numpy())
