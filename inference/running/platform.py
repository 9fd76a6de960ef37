"""What the last bits of a score may depend on: set the same each time, and noted with each run."""

import platform
from functools import cache
from typing import Any

import numpy as np
import torch

# More threads would add up in another order in training; in running one is quick enough.
THREADS = 1


@cache
def settle() -> None:
    """One thread, 32 bits, no algorithm that may answer differently the next time."""
    torch.set_num_threads(THREADS)
    torch.set_default_dtype(torch.float32)
    # As `use_deterministic_algorithms`, which also loads the compiler: seconds, for nothing here.
    torch.set_deterministic_debug_mode("error")


def fingerprint() -> dict[str, Any]:
    """On the same fingerprint the same input has the same bits."""
    return {
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "threads": torch.get_num_threads(),
        "deterministic": torch.are_deterministic_algorithms_enabled(),
        "dtype": str(torch.get_default_dtype()).removeprefix("torch."),
    }
