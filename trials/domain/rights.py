"""Which role may do what, and on which terms: the permission matrix.

One right for each act a role can be given by itself. Whether the act fits the state of the record
(not locked, consent valid) is policy and stands elsewhere.
"""

from collections.abc import Mapping
from enum import Flag, StrEnum, auto

from trials.domain.roles import TREATING_ROLES, Role


class Grant(Flag):
    """How far a right reaches (the first four) and on which terms (the rest)."""

    NONE = 0
    ANY = auto()
    OWN_SITE = auto()
    ASSIGNED = auto()
    OWN_ENTRIES = auto()
    REASON = auto()
    SECOND_PERSON = auto()
    LOGGED = auto()
    NOT_SELF = auto()
    WITHOUT_OUTCOMES = auto()


class Right(StrEnum):
    READ_RECORDS = "read_records"
    ENTER_DATA = "enter_data"
    CORRECT_DATA = "correct_data"
    SIGN_ELIGIBILITY = "sign_eligibility"
    SIGN_ADVERSE_EVENT = "sign_adverse_event"
    RAISE_QUERY = "raise_query"
    ANSWER_QUERY = "answer_query"
    CLOSE_QUERY = "close_query"
    VERIFY_SOURCE = "verify_source"
    SIGN_FORM = "sign_form"
    LOCK_FORM = "lock_form"
    UNLOCK_FORM = "unlock_form"
    APPROVE_UNLOCK = "approve_unlock"
    LOCK_DATABASE = "lock_database"
    SEE_IDENTITY = "see_identity"
    SEE_PREDICTION_BEFORE_LOCK = "see_prediction_before_lock"
    SEE_RUN_HEALTH = "see_run_health"
    SEE_CONCEALED_PREDICTION = "see_concealed_prediction"
    SEE_OPEN_PREDICTION = "see_open_prediction"
    LOCK_TREATMENT_DECISION = "lock_treatment_decision"
    SEE_POOLED_COUNTS = "see_pooled_counts"
    SEE_OUTCOME_BY_ARM = "see_outcome_by_arm"
    GENERATE_CLOSED_REPORT = "generate_closed_report"
    READ_CLOSED_REPORT = "read_closed_report"
    READ_BLINDED = "read_blinded"
    PROPOSE_RELEASE = "propose_release"
    APPROVE_RELEASE = "approve_release"
    DEPLOY_RELEASE = "deploy_release"
    RUN_INFERENCE = "run_inference"
    RECORD_SEALED_SCORES = "record_sealed_scores"
    EXPORT_PSEUDONYMOUS = "export_pseudonymous"
    EXPORT_IDENTIFIABLE = "export_identifiable"
    READ_AUDIT_TRAIL = "read_audit_trail"
    CHANGE_ACCOUNTS = "change_accounts"
    REQUEST_ACCOUNT_CHANGE = "request_account_change"
    EDIT_AUDIT_TRAIL = "edit_audit_trail"
    RECORD_CLINICAL_EVENT = "record_clinical_event"
    IMPORT_COHORT = "import_cohort"
    CHECK_CONSECUTIVE = "check_consecutive"
    ENROLL = "enroll"
    HANDLE_SERIOUS_EVENT = "handle_serious_event"
    RECORD_DEVIATION = "record_deviation"
    CLASSIFY_DEVIATION = "classify_deviation"
    PROPOSE_PROTOCOL_VERSION = "propose_protocol_version"
    APPROVE_PROTOCOL_VERSION = "approve_protocol_version"
    DELEGATE = "delegate"
    TAKE_OPEN_CUT = "take_open_cut"
    TAKE_SEALED_CUT = "take_sealed_cut"
    ANALYZE_BY_ARM = "analyze_by_arm"
    RELEASE_REPORT = "release_report"
    SIGN_RECOMMENDATION = "sign_recommendation"
    CONFIRM_HOLD = "confirm_hold"
    ADJUDICATE = "adjudicate"
    UPLOAD_IMAGING = "upload_imaging"
    ACCEPT_IMAGE_QUALITY = "accept_image_quality"
    PROPOSE_READING = "propose_reading"
    APPROVE_READING = "approve_reading"


ANY, OWN_SITE, ASSIGNED = Grant.ANY, Grant.OWN_SITE, Grant.ASSIGNED
WITH_REASON = Grant.ANY | Grant.REASON
WITH_ANOTHER = Grant.ANY | Grant.SECOND_PERSON

TREATING = dict.fromkeys(TREATING_ROLES, OWN_SITE)
INVESTIGATORS = dict.fromkeys((Role.PI, Role.SUB_INVESTIGATOR), OWN_SITE)
UNBLINDED = {Role.UNBLINDED_STATISTICIAN: ANY}

MATRIX: Mapping[Right, Mapping[Role, Grant]] = {
    # Statisticians and the board read data cuts; the sponsor reads counts and serious events, since
    # live records show arm and outcome side by side.
    Right.READ_RECORDS: {
        **TREATING,
        Role.DATA_MANAGER: ANY,
        Role.MONITOR: OWN_SITE,
        Role.AUDITOR: ANY,
    },
    Right.ENTER_DATA: {**TREATING, Role.READER: ASSIGNED},
    Right.CORRECT_DATA: {
        **dict.fromkeys(TREATING_ROLES, OWN_SITE | Grant.REASON),
        Role.READER: ASSIGNED | Grant.REASON,
    },
    Right.SIGN_ELIGIBILITY: INVESTIGATORS,
    Right.SIGN_ADVERSE_EVENT: INVESTIGATORS,
    Right.RAISE_QUERY: {
        Role.DATA_MANAGER: ANY,
        Role.MONITOR: OWN_SITE,
        Role.STATISTICIAN: ANY,
        **UNBLINDED,
    },
    Right.ANSWER_QUERY: TREATING,
    Right.CLOSE_QUERY: {Role.DATA_MANAGER: ANY, Role.MONITOR: OWN_SITE},
    Right.VERIFY_SOURCE: {Role.MONITOR: OWN_SITE},
    Right.SIGN_FORM: {Role.PI: OWN_SITE},
    Right.LOCK_FORM: {Role.DATA_MANAGER: ANY},
    Right.UNLOCK_FORM: {Role.DATA_MANAGER: WITH_ANOTHER | Grant.REASON},
    Right.APPROVE_UNLOCK: {Role.SPONSOR: WITH_ANOTHER},
    Right.LOCK_DATABASE: {
        Role.DATA_MANAGER: WITH_ANOTHER,
        Role.STATISTICIAN: WITH_ANOTHER,
        Role.SPONSOR: WITH_ANOTHER,
    },
    Right.SEE_IDENTITY: {
        **TREATING,
        Role.MONITOR: OWN_SITE | Grant.LOGGED,
        Role.AUDITOR: WITH_REASON,
    },
    Right.SEE_PREDICTION_BEFORE_LOCK: {
        Role.UNBLINDED_STATISTICIAN: WITH_REASON | Grant.LOGGED,
        Role.AUDITOR: WITH_REASON,
    },
    Right.SEE_RUN_HEALTH: {Role.MODEL_ENGINEER: WITH_REASON},
    Right.SEE_CONCEALED_PREDICTION: {
        **UNBLINDED,
        Role.MODEL_ENGINEER: ANY,
        Role.AUDITOR: ANY,
    },
    Right.SEE_OPEN_PREDICTION: {
        **TREATING,
        **UNBLINDED,
        Role.DATA_MANAGER: ANY,
        Role.MONITOR: OWN_SITE,
        Role.DSMB: ANY,
        Role.MODEL_ENGINEER: ANY,
        Role.AUDITOR: ANY,
    },
    Right.LOCK_TREATMENT_DECISION: INVESTIGATORS,
    Right.SEE_POOLED_COUNTS: {
        **TREATING,
        **UNBLINDED,
        Role.DATA_MANAGER: ANY,
        Role.MONITOR: ANY,
        Role.STATISTICIAN: ANY,
        Role.DSMB: ANY,
        Role.SPONSOR: ANY,
        Role.AUDITOR: ANY,
    },
    # The board meets outcomes by arm in its closed report, never on a live page.
    Right.SEE_OUTCOME_BY_ARM: {**UNBLINDED, Role.AUDITOR: WITH_REASON},
    Right.GENERATE_CLOSED_REPORT: UNBLINDED,
    Right.READ_CLOSED_REPORT: {**UNBLINDED, Role.DSMB: ANY, Role.AUDITOR: WITH_REASON},
    Right.READ_BLINDED: {Role.READER: ASSIGNED},
    Right.PROPOSE_RELEASE: {Role.MODEL_ENGINEER: ANY},
    Right.APPROVE_RELEASE: {Role.SPONSOR: WITH_ANOTHER},
    Right.DEPLOY_RELEASE: {Role.SYSADMIN: ANY},
    Right.RUN_INFERENCE: {Role.DATA_MANAGER: ANY, Role.MODEL_ENGINEER: ANY},
    # Whoever hands in a concealed score has seen it, so nobody who meets records or outcomes does.
    Right.RECORD_SEALED_SCORES: {Role.MODEL_ENGINEER: ANY},
    Right.EXPORT_PSEUDONYMOUS: {
        **UNBLINDED,
        Role.PI: OWN_SITE,
        Role.DATA_MANAGER: ANY,
        Role.STATISTICIAN: ANY,
        Role.MODEL_ENGINEER: ANY | Grant.WITHOUT_OUTCOMES,
        Role.AUDITOR: ANY,
    },
    Right.EXPORT_IDENTIFIABLE: {
        Role.PI: OWN_SITE | Grant.SECOND_PERSON | Grant.REASON,
        Role.AUDITOR: WITH_ANOTHER | Grant.REASON,
    },
    Right.READ_AUDIT_TRAIL: {
        **INVESTIGATORS,
        Role.NURSE: Grant.OWN_ENTRIES,
        Role.DATA_MANAGER: ANY,
        Role.MONITOR: OWN_SITE,
        Role.SPONSOR: ANY,
        Role.AUDITOR: ANY,
        Role.SYSADMIN: ANY | Grant.LOGGED,
    },
    Right.CHANGE_ACCOUNTS: {
        Role.SPONSOR: ANY | Grant.NOT_SELF,
        Role.SYSADMIN: WITH_ANOTHER,
    },
    Right.REQUEST_ACCOUNT_CHANGE: {Role.PI: OWN_SITE},
    Right.EDIT_AUDIT_TRAIL: {},
    Right.RECORD_CLINICAL_EVENT: TREATING,
    # Archived records come as a file, which somebody prepares for all sites.
    Right.IMPORT_COHORT: {**TREATING, Role.DATA_MANAGER: ANY},
    # The list of operations is the hospital's; whoever answers for the site or the data holds it.
    Right.CHECK_CONSECUTIVE: {Role.PI: OWN_SITE, Role.DATA_MANAGER: ANY},
    Right.ENROLL: INVESTIGATORS,
    Right.HANDLE_SERIOUS_EVENT: {Role.SPONSOR: ANY},
    Right.RECORD_DEVIATION: {**TREATING, Role.MONITOR: OWN_SITE},
    Right.CLASSIFY_DEVIATION: {Role.DATA_MANAGER: ANY, Role.SPONSOR: ANY},
    Right.PROPOSE_PROTOCOL_VERSION: {Role.DATA_MANAGER: ANY},
    Right.APPROVE_PROTOCOL_VERSION: {Role.SPONSOR: ANY},
    Right.DELEGATE: {Role.PI: OWN_SITE, Role.SPONSOR: ANY},
    Right.TAKE_OPEN_CUT: {Role.DATA_MANAGER: ANY, Role.STATISTICIAN: ANY, **UNBLINDED},
    Right.TAKE_SEALED_CUT: UNBLINDED,
    Right.ANALYZE_BY_ARM: UNBLINDED,
    Right.RELEASE_REPORT: UNBLINDED,
    Right.SIGN_RECOMMENDATION: {Role.DSMB: ANY},
    Right.CONFIRM_HOLD: {Role.SPONSOR: ANY},
    Right.ADJUDICATE: {Role.READER: ASSIGNED},
    Right.UPLOAD_IMAGING: TREATING,
    Right.ACCEPT_IMAGE_QUALITY: {Role.READER: ASSIGNED},
    Right.PROPOSE_READING: {Role.PI: OWN_SITE},
    Right.APPROVE_READING: {Role.SPONSOR: ANY},
}


def grant_of(right: Right, role: Role) -> Grant:
    return MATRIX[right].get(role, Grant.NONE)


def rights_of(role: Role) -> frozenset[Right]:
    return frozenset(right for right, grants in MATRIX.items() if role in grants)


def roles_with(right: Right) -> list[Role]:
    """The roles to name when someone without the right is turned away."""
    return [role for role in Role if role in MATRIX[right]]
