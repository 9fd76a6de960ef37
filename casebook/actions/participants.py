"""Register who was screened; before consent only code, site, date, age, sex and why."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook.actions.consent_facts import hand_down_consent
from casebook.actions.part_facts import hand_down_part
from casebook.domain.codes import ParticipantCode, trial_letters
from casebook.models import Participant
from casebook.permissions import check_can_enter
from casebook.selectors.calendar import day_at
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import Direction
from trials.domain.rights import Right
from trials.models import SiteActivation
from trials.selectors.protocols import NoProtocolInForce, protocol_of, version_in_force

OLDEST = 130
# Where a site both screens and hands in archived records, the records are numbered from here.
IMPORTED_FROM = 100_001


class UnableToRegister(Refusal):
    """The participant was not registered, or the entry was not corrected."""


@act
def register(
    *,
    activation: SiteActivation,
    screened_date: date,
    age: int,
    sex: str,
    by: User,
    at: datetime,
    screening_reason: str = "",
    origin: str = "",
) -> Participant:
    """Give the next screening number of the site, and a code that catches mistyped letters. In a
    hybrid trial it is settled here to which part the participant belongs: where `origin` does not
    say otherwise, to the prospective one."""
    today = day_at(activation, at)
    check_can_enter(by, activation=activation, on=today)
    check_entry(activation=activation, screened_date=screened_date, age=age, sex=sex, today=today)
    version = version_in_force(activation, on=screened_date)
    number = next_number(activation)
    participant = Participant.objects.create(
        activation=activation,
        code=code_of(activation, number),
        number=number,
        origin=origin or origin_in(protocol_of(version)),
        screened_date=screened_date,
        sex=sex,
        age_at_screening=age,
        screening_reason=screening_reason.strip(),
    )
    hand_down_part(participant)
    return participant


def origin_in(protocol: Protocol) -> str:
    """Nobody is screened for a trial of archived records, whoever types them in."""
    archived = protocol.trial.direction is Direction.RETROSPECTIVE
    origin = Participant.Origin.RETROSPECTIVE if archived else Participant.Origin.PROSPECTIVE
    return str(origin)


def next_number(activation: SiteActivation) -> int:
    """Two nurses at one site wait for each other here, so numbers have no gaps and no doubles.

    Imported records of the same site have numbers of their own and leave no gap in the log.
    Whoever writes about others at the site does not wait: every record names its site, and a lock
    of the whole row would hold all of them up until this registration ends.
    """
    SiteActivation.objects.select_for_update(no_key=True).get(pk=activation.pk)
    used = Participant.objects.filter(activation=activation, number__lt=IMPORTED_FROM).aggregate(
        highest=Max("number")
    )
    return (used["highest"] or 0) + 1


def code_of(activation: SiteActivation, number: int) -> str:
    letters = trial_letters(activation.trial.slug)
    return str(ParticipantCode(trial=letters, site=activation.site.code, number=number))


@act
def correct(
    *,
    participant: Participant,
    screened_date: date,
    age: int,
    sex: str,
    reason: str,
    by: User,
    at: datetime,
) -> Participant:
    """Mend the screening entry; the code stays."""
    activation = participant.activation
    today = day_at(activation, at)
    check_can_enter(by, activation=activation, on=today, right=Right.CORRECT_DATA)
    check_entry(activation=activation, screened_date=screened_date, age=age, sex=sex, today=today)
    if not reason.strip():
        raise UnableToRegister(_("Say why the entry is corrected."))
    participant.screened_date = screened_date
    participant.age_at_screening = age
    participant.sex = sex
    participant.save()
    hand_down_part(participant)
    # The sex is said by the consent, if the protocol has a use for it.
    hand_down_consent(participant)
    return participant


def check_entry(
    *, activation: SiteActivation, screened_date: date, age: int, sex: str, today: date
) -> None:
    if screened_date > today:
        raise UnableToRegister(
            _("The screening date %(day)s is in the future. Today is %(today)s.")
            % {"day": screened_date, "today": today}
        )
    if not 0 <= age <= OLDEST:
        raise UnableToRegister(
            _("An age of %(age)s is not possible. Give completed years.") % {"age": age}
        )
    if sex not in Participant.Sex.values:
        raise UnableToRegister(_("Choose the sex: female or male."))
    check_in_force(activation, screened_date)


def check_in_force(activation: SiteActivation, day: date) -> None:
    try:
        version_in_force(activation, on=day)
    except NoProtocolInForce as missing:
        raise UnableToRegister(
            _(
                "%(site)s had no protocol version in force on %(day)s. Check the date, or ask the "
                "sponsor for the ethics date of the site."
            )
            % {"site": activation.site.code, "day": day}
        ) from missing
