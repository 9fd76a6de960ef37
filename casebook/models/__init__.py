from casebook.models.backtests import Backtest
from casebook.models.consents import Consent, ConsentVersion, Withdrawal
from casebook.models.data_locks import DataLock
from casebook.models.database_locks import DatabaseLock
from casebook.models.deviations import Deviation
from casebook.models.facts import Fact
from casebook.models.form_files import FormFile
from casebook.models.form_signatures import FormSignature
from casebook.models.forms import Draft, FormRecord
from casebook.models.identities import Identity, IdentityMark
from casebook.models.locks import Lock
from casebook.models.participants import Participant
from casebook.models.queries import Query, QueryEntry
from casebook.models.records import Record
from casebook.models.verifications import Verification
from casebook.models.visits import Visit

__all__ = [
    "Backtest",
    "Consent",
    "ConsentVersion",
    "DataLock",
    "DatabaseLock",
    "Deviation",
    "Draft",
    "Fact",
    "FormFile",
    "FormRecord",
    "FormSignature",
    "Identity",
    "IdentityMark",
    "Lock",
    "Participant",
    "Query",
    "QueryEntry",
    "Record",
    "Verification",
    "Visit",
    "Withdrawal",
]
