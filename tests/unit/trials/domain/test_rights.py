import pytest

from trials.domain.rights import MATRIX, Grant, Right, grant_of, rights_of, roles_with
from trials.domain.roles import SITE_ROLES, Role

# The matrix as the data protection officer signs it, written a second time in letters.
# Y any, S own site, A assigned, E own entries, R reason, 2 second person, L logged,
# N not for oneself, O without outcomes, - never.
LETTERS = {
    "Y": Grant.ANY,
    "S": Grant.OWN_SITE,
    "A": Grant.ASSIGNED,
    "E": Grant.OWN_ENTRIES,
    "R": Grant.REASON,
    "2": Grant.SECOND_PERSON,
    "L": Grant.LOGGED,
    "N": Grant.NOT_SELF,
    "O": Grant.WITHOUT_OUTCOMES,
    "-": Grant.NONE,
}

SIGNED = """
                            CRC PI  SUB DM  CRA STB STU DS  RD  ML  SP  AU  SY
read_records                S   S   S   Y   S   -   -   -   -   -   -   Y   -
enter_data                  S   S   S   -   -   -   -   -   A   -   -   -   -
correct_data                SR  SR  SR  -   -   -   -   -   AR  -   -   -   -
sign_eligibility            -   S   S   -   -   -   -   -   -   -   -   -   -
sign_adverse_event          -   S   S   -   -   -   -   -   -   -   -   -   -
raise_query                 -   -   -   Y   S   Y   Y   -   -   -   -   -   -
answer_query                S   S   S   -   -   -   -   -   -   -   -   -   -
close_query                 -   -   -   Y   S   -   -   -   -   -   -   -   -
verify_source               -   -   -   -   S   -   -   -   -   -   -   -   -
sign_form                   -   S   -   -   -   -   -   -   -   -   -   -   -
lock_form                   -   -   -   Y   -   -   -   -   -   -   -   -   -
unlock_form                 -   -   -   Y2R -   -   -   -   -   -   -   -   -
approve_unlock              -   -   -   -   -   -   -   -   -   -   Y2  -   -
lock_database               -   -   -   Y2  -   Y2  -   -   -   -   Y2  -   -
see_identity                S   S   S   -   SL  -   -   -   -   -   -   YR  -
see_prediction_before_lock  -   -   -   -   -   -   YRL -   -   -   -   YR  -
see_run_health              -   -   -   -   -   -   -   -   -   YR  -   -   -
see_concealed_prediction    -   -   -   -   -   -   Y   -   -   Y   -   Y   -
see_open_prediction         S   S   S   Y   S   -   Y   Y   -   Y   -   Y   -
lock_treatment_decision     -   S   S   -   -   -   -   -   -   -   -   -   -
see_pooled_counts           S   S   S   Y   Y   Y   Y   Y   -   -   Y   Y   -
see_outcome_by_arm          -   -   -   -   -   -   Y   -   -   -   -   YR  -
generate_closed_report      -   -   -   -   -   -   Y   -   -   -   -   -   -
read_closed_report          -   -   -   -   -   -   Y   Y   -   -   -   YR  -
read_blinded                -   -   -   -   -   -   -   -   A   -   -   -   -
propose_release             -   -   -   -   -   -   -   -   -   Y   -   -   -
approve_release             -   -   -   -   -   -   -   -   -   -   Y2  -   -
deploy_release              -   -   -   -   -   -   -   -   -   -   -   -   Y
run_inference               -   -   -   Y   -   -   -   -   -   Y   -   -   -
record_sealed_scores        -   -   -   -   -   -   -   -   -   Y   -   -   -
export_pseudonymous         -   S   -   Y   -   Y   Y   -   -   YO  -   Y   -
export_identifiable         -   S2R -   -   -   -   -   -   -   -   -   Y2R -
read_audit_trail            E   S   S   Y   S   -   -   -   -   -   Y   Y   YL
change_accounts             -   -   -   -   -   -   -   -   -   -   YN  -   Y2
request_account_change      -   S   -   -   -   -   -   -   -   -   -   -   -
edit_audit_trail            -   -   -   -   -   -   -   -   -   -   -   -   -
record_clinical_event       S   S   S   -   -   -   -   -   -   -   -   -   -
import_cohort               S   S   S   Y   -   -   -   -   -   -   -   -   -
check_consecutive           -   S   -   Y   -   -   -   -   -   -   -   -   -
enroll                      -   S   S   -   -   -   -   -   -   -   -   -   -
handle_serious_event        -   -   -   -   -   -   -   -   -   -   Y   -   -
record_deviation            S   S   S   -   S   -   -   -   -   -   -   -   -
classify_deviation          -   -   -   Y   -   -   -   -   -   -   Y   -   -
propose_protocol_version    -   -   -   Y   -   -   -   -   -   -   -   -   -
approve_protocol_version    -   -   -   -   -   -   -   -   -   -   Y   -   -
delegate                    -   S   -   -   -   -   -   -   -   -   Y   -   -
take_open_cut               -   -   -   Y   -   Y   Y   -   -   -   -   -   -
take_sealed_cut             -   -   -   -   -   -   Y   -   -   -   -   -   -
analyze_by_arm              -   -   -   -   -   -   Y   -   -   -   -   -   -
release_report              -   -   -   -   -   -   Y   -   -   -   -   -   -
sign_recommendation         -   -   -   -   -   -   -   Y   -   -   -   -   -
confirm_hold                -   -   -   -   -   -   -   -   -   -   Y   -   -
adjudicate                  -   -   -   -   -   -   -   -   A   -   -   -   -
upload_imaging              S   S   S   -   -   -   -   -   -   -   -   -   -
accept_image_quality        -   -   -   -   -   -   -   -   A   -   -   -   -
propose_reading             -   S   -   -   -   -   -   -   -   -   -   -   -
approve_reading             -   -   -   -   -   -   -   -   -   -   Y   -   -
"""

COLUMNS = {
    "CRC": Role.NURSE,
    "PI": Role.PI,
    "SUB": Role.SUB_INVESTIGATOR,
    "DM": Role.DATA_MANAGER,
    "CRA": Role.MONITOR,
    "STB": Role.STATISTICIAN,
    "STU": Role.UNBLINDED_STATISTICIAN,
    "DS": Role.DSMB,
    "RD": Role.READER,
    "ML": Role.MODEL_ENGINEER,
    "SP": Role.SPONSOR,
    "AU": Role.AUDITOR,
    "SY": Role.SYSADMIN,
}


def grant_written_as(letters: str) -> Grant:
    grant = Grant.NONE
    for letter in letters:
        grant |= LETTERS[letter]
    return grant


def signed_cells() -> list[tuple[Right, Role, Grant]]:
    heading, *lines = SIGNED.strip().splitlines()
    roles = [COLUMNS[name] for name in heading.split()]
    return [
        (Right(right), role, grant_written_as(cell))
        for right, *cells in map(str.split, lines)
        for role, cell in zip(roles, cells, strict=True)
    ]


@pytest.mark.parametrize(("right", "role", "grant"), signed_cells())
def test_each_cell_is_as_signed(right, role, grant):
    assert grant_of(right, role) == grant


def test_every_right_has_a_signed_row():
    assert {right for right, _, _ in signed_cells()} == set(Right) == set(MATRIX)


def test_nobody_may_edit_the_audit_trail():
    assert roles_with(Right.EDIT_AUDIT_TRAIL) == []


def test_no_treating_role_sees_a_prediction_before_the_lock():
    assert roles_with(Right.SEE_PREDICTION_BEFORE_LOCK) == [
        Role.UNBLINDED_STATISTICIAN,
        Role.AUDITOR,
    ]


SCOPES = (Grant.ANY, Grant.OWN_SITE, Grant.ASSIGNED, Grant.OWN_ENTRIES)


@pytest.mark.parametrize("right", Right)
def test_each_grant_has_exactly_one_reach(right):
    for grant in MATRIX[right].values():
        assert sum(scope in grant for scope in SCOPES) == 1


@pytest.mark.parametrize("role", sorted(set(Role) - SITE_ROLES))
def test_a_role_over_the_trial_has_no_own_site(role):
    assert not any(Grant.OWN_SITE in grant_of(right, role) for right in Right)


@pytest.mark.parametrize("role", sorted(SITE_ROLES))
def test_a_site_role_reaches_beyond_its_site_only_for_pooled_counts(role):
    beyond = {right for right in Right if Grant.ANY in grant_of(right, role)}
    assert beyond <= {Right.SEE_POOLED_COUNTS}


def test_rights_of_a_role_are_its_column():
    assert rights_of(Role.DSMB) == {
        Right.SEE_OPEN_PREDICTION,
        Right.SEE_POOLED_COUNTS,
        Right.READ_CLOSED_REPORT,
        Right.SIGN_RECOMMENDATION,
    }


def test_roles_with_a_right_are_named_in_order():
    assert roles_with(Right.ENROLL) == [Role.PI, Role.SUB_INVESTIGATOR]
