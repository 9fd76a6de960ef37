from audit.models.log_entries import SealedLogEntry
from audit.models.signatures import RefusedSigning, Signature
from audit.models.submissions import Submission
from audit.models.ticks import Tick

__all__ = ["RefusedSigning", "SealedLogEntry", "Signature", "Submission", "Tick"]
