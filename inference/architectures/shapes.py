"""What weights each architecture has, without building it: who registers a release has no torch.

Written a second time on purpose; a test holds every architecture to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """`inputs` columns and the `phases` of a scan go in, `outputs` logits come out."""

    shapes: Mapping[str, Shape]
    inputs: int
    outputs: int
    phases: int = 0


def linear(*, inputs: int, outputs: int) -> Form:
    return Form(shapes=line("table", inputs, outputs), inputs=inputs, outputs=outputs)


def table_net(*, inputs: int, outputs: int, hidden: int) -> Form:
    return Form(shapes=net("", inputs, outputs, hidden), inputs=inputs, outputs=outputs)


def table_heads(*, inputs: int, outputs: int, further: int, hidden: int) -> Form:
    chosen = net("chosen.", inputs, outputs, hidden)
    followed = net("followed.", inputs, further, hidden)
    return Form(shapes={**chosen, **followed}, inputs=inputs, outputs=outputs + further)


def phases_and_table(*, inputs: int, phases: int, width: int) -> Form:
    channels = (1, width, 2 * width, 4 * width)
    shapes = {
        **line("table", inputs, 1),
        **line("mix.0", phases * 8 * width, 4 * width),
        **line("mix.2", 4 * width, 1),
    }
    for place in range(3):
        before, after = channels[place : place + 2]
        shapes[f"encoder.{3 * place}.weight"] = (after, before, 3, 3, 3)
        for name in (f"{3 * place}.bias", f"{3 * place + 1}.weight", f"{3 * place + 1}.bias"):
            shapes[f"encoder.{name}"] = (after,)
    return Form(shapes=shapes, inputs=inputs, outputs=1, phases=phases)


def net(prefix: str, inputs: int, outputs: int, hidden: int) -> dict[str, Shape]:
    return {
        **line(f"{prefix}line", inputs, outputs),
        **line(f"{prefix}net.0", inputs, hidden),
        **line(f"{prefix}net.2", hidden, hidden),
        f"{prefix}net.4.weight": (outputs, hidden),
    }


def line(name: str, inputs: int, outputs: int) -> dict[str, Shape]:
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


FORMS: Mapping[str, Callable[..., Form]] = {
    "linear": linear,
    "table_net": table_net,
    "table_heads": table_heads,
    "phases_and_table": phases_and_table,
}
