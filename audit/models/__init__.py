from audit.models.signatures import Signature
from audit.models.submissions import Submission
from audit.models.ticks import Tick

__all__ = ["Signature", "Submission", "Tick"]
