"""Where a value was recorded, and where a missing one can be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from casebook.addresses import address, form_address
from casebook.domain.occasions import Occasion, visits_asking
from casebook.models import FormRecord, Participant
from casebook.selectors.forms import occasion_of
from enrollment.domain.findings import AtomFinding
from enrollment.domain.prescreening_forms import AGES, BIRTH
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Source
from trials.wording import worded


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page by its name; `href` is empty where there is no page to go to."""

    label: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Places:
    participant: Participant
    protocol: Protocol
    records: Mapping[str, FormRecord]

    def of_source(self, source: Source | None, name: str) -> Place:
        """The record behind a value, opened at the question."""
        if source is None or source.kind == "derived":
            return self.of_derived(name)
        record = self.records.get(source.id) if source.kind == "form_record" else None
        if record is not None:
            form = self.protocol.form(record.form_id)
            href = form_address(self.participant, occasion_of(record)) + anchor(name)
            who = record.entered_by.printed_name or record.entered_by.username
            label = _("%(form)s, entered by %(person)s") % {
                "form": worded(form.label),
                "person": who,
            }
            return Place(label=label, href=href)
        return self.of_owner(source.kind)

    def of_derived(self, name: str) -> Place:
        """The form that asks for what it is computed from."""
        declared = self.protocol.facts.get(name)
        needs = declared.needs if declared else ()
        asked = [form for need in needs if (form := self.protocol.form_of(need))]
        if not asked:
            return Place(label=_("computed"))
        label = _("computed from %(form)s") % {"form": worded(asked[0].label)}
        return Place(label=label, href=self.of_missing(needs[0]).href)

    def of_owner(self, kind: str) -> Place:
        if kind == "consent":
            return Place(label=_("Consent"), href=address("participant", self.participant))
        if kind == "prediction":
            return Place(label=_("Prediction"), href=self.predictions)
        return Place(label=_("Record"))

    @property
    def predictions(self) -> str:
        trial = self.participant.activation.trial.slug
        return reverse("inference:record", args=[trial, self.participant.code])

    def of_missing(self, name: str) -> Place:
        """Where what is missing can be recorded, and how it is called there."""
        label = worded(self.protocol.label(name))
        form = self.protocol.form_of(name)
        if form is not None:
            visit = next((one.visit for one in visits_asking(self.protocol, form.id)), "")
            occasion = Occasion(form_id=form.id, visit=visit)
            return Place(label=label, href=form_address(self.participant, occasion) + anchor(name))
        owner = self.protocol.facts[name].owner
        hrefs = {"casebook": address("consent", self.participant), "inference": self.predictions}
        return Place(label=label, href=hrefs.get(str(owner), ""))


@dataclass(frozen=True, kw_only=True)
class OnThisPage:
    """Where no participant stands behind the values: each is a question of the page itself."""

    protocol: Protocol

    def of_source(self, _source: Source | None, name: str) -> Place:
        return Place(label="")

    def of_missing(self, name: str) -> Place:
        asked = BIRTH if name in AGES else name
        return Place(label=worded(self.protocol.label(name)), href=anchor(asked))


def anchor(name: str) -> str:
    return f"#field-{name}"


def places_for(
    participant: Participant, protocol: Protocol, atoms: Iterable[AtomFinding]
) -> Places:
    """One query for all the forms behind the values."""
    sources = [known.source for atom in atoms for known in atom.used.values() if known.source]
    ids = {one.id for one in sources if one.kind == "form_record"}
    found = FormRecord.objects.filter(participant=participant, pk__in=ids)
    found = found.select_related("entered_by")
    return Places(
        participant=participant,
        protocol=protocol,
        records={str(record.pk): record for record in found},
    )
