"""One participant's chart: every entry goes through the act a person would use."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from casebook.actions import consents, forms, participants, visits
from casebook.actions.visits import Attendance
from casebook.domain.occasions import Occasion
from casebook.models import Participant, Visit
from casebook.selectors.facts import facts_at, facts_for
from config.simulation.chance import Chance
from config.simulation.filling import Given, Sheet, begun, filled
from config.simulation.people import Somebody
from config.simulation.scene import Scene, Team
from enrollment.actions import eligibility, enrollments
from enrollment.models import EligibilityDecision
from enrollment.selectors.decisions import to_sign
from inference.actions import predictions
from trials.domain.conditions import truth_of
from trials.domain.truth import Truth
from trials.domain.values import Facts

MORNING, EVENING = 9 * 60, 17 * 60


@dataclass
class Chart:
    """`given` holds what the person's story answers, by item, to whatever form asks it."""

    scene: Scene
    team: Team
    chance: Chance
    mark: str
    participant: Participant = field(init=False)
    given: dict[str, Given] = field(default_factory=dict)
    withheld: Set[str] = frozenset()
    clock: int = MORNING

    def at(self, day: date) -> datetime:
        """Some minutes after the entry before, within the hours of an office."""
        self.clock = self.clock + 4 if self.clock < EVENING else MORNING
        return self.scene.instant(day, self.clock)

    def write(self, act: Callable[..., Any], day: date, by: User | None = None, **what: Any) -> Any:
        """Have the nurse, unless told who, do this act of that day."""
        return act(participant=self.participant, **what, by=by or self.team.nurse, at=self.at(day))

    def register(self, who: Somebody, day: date, why: str) -> None:
        self.participant = participants.register(
            activation=self.team.activation,
            screened_date=day,
            age=who.age,
            sex=who.sex,
            screening_reason=f"{why} ({self.mark})",
            by=self.team.nurse,
            at=self.at(day),
        )

    def consent(self, who: Somebody, day: date) -> None:
        boxes = self.scene.protocol.consent.scopes
        scopes = {name: one.required or self.chance.happens(0.9) for name, one in boxes.items()}
        self.withheld = {name for name, agreed in scopes.items() if not agreed}
        self.write(
            consents.record,
            day,
            consent_date=day,
            person=who.person,
            # Two invented people may share name and birth date; their numbers tell them apart.
            reason="Another record number",
            scopes=scopes,
            language="zh",
            explained_by=self.team.doctor.printed_name,
        )

    def facts(self) -> Facts:
        return facts_for(self.participant, self.scene.protocol)

    def is_asked(self, form_id: str) -> bool:
        when = self.scene.protocol.form(form_id).shown_when
        readings = self.scene.protocol.chosen_readings
        return when is None or truth_of(when, self.facts(), readings) is not Truth.FALSE

    def fill(
        self,
        form_id: str,
        day: date,
        *,
        visit: str = "",
        repeat: int = 1,
        complete: bool = True,
        given: Mapping[str, Given] | None = None,
    ) -> None:
        sheet = Sheet(
            protocol=self.scene.protocol,
            form=self.scene.protocol.form(form_id),
            day=day,
            chance=self.chance.apart(form_id, visit, repeat),
            facts=facts_at(self.participant, visit),
            given={**self.given, **(given or {})},
            withheld=self.withheld,
        )
        self.write(
            forms.save,
            day,
            occasion=Occasion(form_id=form_id, visit=visit, repeat=repeat),
            answers=filled(sheet) if complete else begun(sheet),
            complete=complete,
        )

    def attend(self, visit: str, day: date, *, mode: str = str(Visit.Mode.CLINIC)) -> None:
        attendance = Attendance(outcome=str(Visit.Outcome.DONE), visit_date=day, mode=mode)
        self.write(visits.record, day, visit=visit, attendance=attendance)

    def miss(self, visit: str, day: date, why: str) -> None:
        attendance = Attendance(outcome=str(Visit.Outcome.NOT_DONE), not_done_reason=why)
        self.write(visits.record, day, visit=visit, attendance=attendance)

    def score(self, score: Decimal, day: date, *, imaging_date: date) -> None:
        """Computed elsewhere, the evening before it is typed in."""
        self.write(
            predictions.record,
            day,
            release=self.scene.releases[0],
            score=score,
            run_id=f"run-{self.mark.replace(' ', '-')}-{self.participant.number}",
            computed_at=self.scene.instant(day - timedelta(days=1), EVENING),
            imaging_date=imaging_date,
        )

    def judge(self, day: date) -> EligibilityDecision:
        doctor = self.team.doctor
        signing = self.scene.signing(to_sign(self.participant, on=day).as_shown(), by=doctor)
        decision: EligibilityDecision = self.write(
            eligibility.decide, day, by=doctor, signing=signing
        )
        return decision

    def enroll(self, day: date) -> None:
        self.write(enrollments.enroll, day, by=self.team.doctor)
