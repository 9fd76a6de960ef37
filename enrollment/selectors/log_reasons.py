"""Filtering the screening log by reason, without judging everybody again for it."""

from django.db.models import F, Func, JSONField, Q, QuerySet, Value

from casebook.models import Fact, Withdrawal
from casebook.models.participants import ParticipantQuerySet
from enrollment.domain.reasons import DIED, WITHDREW
from enrollment.models import EligibilityDecision, ScreeningClosure

# The first criterion that a signed assessment found not met.
FIRST_UNMET = Func(
    F("assessment"),
    Value('$[*] ? (@.decides == true && @.finding == "not_met")."id"'),
    function="jsonb_path_query_first",
    template="%(function)s(%(expressions)s::jsonpath)",
    output_field=JSONField(),
)


def codes_given(people: ParticipantQuerySet) -> set[str]:
    """Reasons somebody here may have; a signature that became void can leave one too many."""
    closed = ScreeningClosure.objects.standing().filter(participant__in=people)
    left = {
        WITHDREW: withdrawn(people).exists(),
        DIED: died(people).exists(),
    }
    return {
        *closed.values_list("code", flat=True),
        *failed(people).values_list("unmet", flat=True),
        *(code for code, is_there in left.items() if is_there),
    }


def may_have(people: ParticipantQuerySet, code: str) -> ParticipantQuerySet:
    """Nobody with this main reason is missing; each is still to be judged."""
    closed = ScreeningClosure.objects.standing().filter(code=code)
    by_code = Q(pk__in=closed.values("participant"))
    if code in {WITHDREW, DIED}:
        rows = withdrawn(people) if code == WITHDREW else died(people)
        by_code |= Q(pk__in=rows.values("participant"))
    else:
        first_unmet = failed(people).values_list("participant", "unmet")
        by_code |= Q(pk__in=[pk for pk, unmet in first_unmet if unmet == code])
    return people.filter(by_code)


def failed(people: ParticipantQuerySet) -> QuerySet[EligibilityDecision]:
    decisions = EligibilityDecision.objects.filter(
        participant__in=people.filter(enrollment=None),
        verdict=EligibilityDecision.Verdict.INELIGIBLE,
    )
    return decisions.order_by().annotate(unmet=FIRST_UNMET)


def withdrawn(people: ParticipantQuerySet) -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(
        participant__in=people.filter(enrollment=None), scope=Withdrawal.Scope.FOLLOW_UP
    )


def died(people: ParticipantQuerySet) -> QuerySet[Fact]:
    deaths = Fact.objects.filter(participant__in=people.filter(enrollment=None), name="death")
    return deaths.standing().filter(missing="")
