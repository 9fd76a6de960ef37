"""How much one upload may bring. A liver MRI of four phases has some 400 files of 300 kB."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    files: int = 5_000
    upload_bytes: int = 2_048 * MIB
    # Compressed images shrink by 2 to 4; what shrinks by more than this was made to burst.
    zip_ratio: int = 50
    wall_seconds: float = 30.0


LIMITS = Limits()
