"""Record a consent document once the site's ethics board has approved it."""

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.acts import Actor, Refusal, act
from casebook.models import ConsentVersion
from casebook.permissions import check_can_enter
from casebook.selectors.calendar import day_at
from trials.domain.rights import Right
from trials.models import ProtocolVersion, SiteActivation, VersionInForce

SHA256 = re.compile(r"[0-9a-f]{64}")


class UnableToRecordConsentVersion(Refusal):
    """The consent document was not recorded."""


@act
def record(
    *,
    activation: SiteActivation,
    protocol_version: ProtocolVersion,
    label: str,
    language: str,
    approved_on: date,
    effective_from: date,
    document: str,
    sha256: str,
    by: Actor,
    at: datetime,
) -> ConsentVersion:
    """From `effective_from` on participants sign this document."""
    today = day_at(activation, at)
    if isinstance(by, User):
        check_can_enter(by, activation=activation, on=today, right=Right.RECORD_CLINICAL_EVENT)
    row = ConsentVersion(
        activation=activation,
        protocol_version=protocol_version,
        label=label.strip(),
        language=language,
        approved_on=approved_on,
        effective_from=effective_from,
        document=document.strip(),
        sha256=sha256,
        recorded_by=by if isinstance(by, User) else None,
        recorded_at=at,
    )
    check_right(row, today=today)
    save_once(row)
    return row


@act
def correct(
    *,
    version: ConsentVersion,
    protocol_version: ProtocolVersion,
    label: str,
    language: str,
    approved_on: date,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    document: str = "",
    sha256: str = "",
) -> ConsentVersion:
    """Mend an entry by which nobody has consented yet; without a document that stays."""
    today = day_at(version.activation, at)
    check_can_enter(by, activation=version.activation, on=today, right=Right.CORRECT_DATA)
    row = ConsentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    check_nobody_consented(row)
    if not reason.strip():
        raise UnableToRecordConsentVersion(_("Say why the entry of the consent form is corrected."))
    row.protocol_version, row.label, row.language = protocol_version, label.strip(), language
    row.approved_on, row.effective_from = approved_on, effective_from
    if document:
        row.document, row.sha256 = document.strip(), sha256
    check_right(row, today=today)
    save_once(row)
    return row


def check_nobody_consented(row: ConsentVersion) -> None:
    """What somebody signed is what they signed."""
    if signed := row.consents.count():
        raise UnableToRecordConsentVersion(
            ngettext(
                "%(n)s participant consented with %(label)s, so it stays as it is. Record the "
                "right consent form as another version; if the consent is wrong, correct that.",
                "%(n)s participants consented with %(label)s, so it stays as it is. Record the "
                "right consent form as another version; if a consent is wrong, correct that.",
                signed,
            )
            % {"n": signed, "label": row}
        )


def check_right(row: ConsentVersion, *, today: date) -> None:
    check_named(row.label, row.language, row.document)
    check_hash(row.sha256)
    check_dates(row.approved_on, row.effective_from, today=today)
    check_protocol(row.activation, row.protocol_version, row.effective_from)


def save_once(row: ConsentVersion) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise UnableToRecordConsentVersion(
            _(
                "%(site)s already has a consent form of this name, or one in this language from "
                "that day. Give this one another name or another day."
            )
            % {"site": row.activation.site.code}
        ) from error


def check_named(label: str, language: str, document: str) -> None:
    if not (label.strip() and language and document.strip()):
        raise UnableToRecordConsentVersion(
            _("Give the consent form's version, its language and its file.")
        )


def check_hash(sha256: str) -> None:
    if not SHA256.fullmatch(sha256):
        raise UnableToRecordConsentVersion(
            _("The hash of the document is not a SHA-256: 64 digits and letters a to f.")
        )


def check_dates(approved_on: date, effective_from: date, *, today: date) -> None:
    if approved_on > today:
        raise UnableToRecordConsentVersion(
            _("The ethics approval of %(day)s is in the future. Today is %(today)s.")
            % {"day": approved_on, "today": today}
        )
    if effective_from < approved_on:
        raise UnableToRecordConsentVersion(
            _("A consent form is used from its approval on, %(approved)s; %(day)s is earlier.")
            % {"approved": approved_on, "day": effective_from}
        )


def check_protocol(
    activation: SiteActivation, version: ProtocolVersion, effective_from: date
) -> None:
    """A document that speaks of an amendment is not signed before the site works by it."""
    rows = VersionInForce.objects.filter(activation=activation, protocol_version=version)
    begins = rows.order_by("from_date").values_list("from_date", flat=True).first()
    if begins is None:
        raise UnableToRecordConsentVersion(
            _("%(site)s does not work by protocol version %(version)s. Choose one it works by.")
            % {"site": activation.site.code, "version": version.version}
        )
    if effective_from < begins:
        raise UnableToRecordConsentVersion(
            _("%(site)s works by protocol version %(version)s from %(day)s on, not earlier.")
            % {"site": activation.site.code, "version": version.version, "day": begins}
        )
