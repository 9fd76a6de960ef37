"""Set the demonstration's stage: protocols, sites, people. Every step may be repeated."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from audit.acts import SystemActor, act, acting
from casebook.actions import consent_versions
from casebook.models import ConsentVersion
from config.demo.cast import ADJUVANT, HCC, PEOPLE, PLACES, Person, Place
from config.demo.predictors import approved, bring_in
from inference.actions import releases
from inference.models import PredictorRelease
from trials.actions import protocols, sites
from trials.domain.protocol.trial import ConsentBasis
from trials.domain.roles import ROLE_LABELS
from trials.models import Delegation, ProtocolVersion, Site, SiteActivation, Trial
from trials.selectors.protocols import protocol_of


@dataclass(frozen=True, kw_only=True)
class Named:
    """A predictor of which only the name is here; a concealed one never becomes a fact."""

    slug: str
    title_en: str
    title_zh: str
    fact: str = ""


PREDICTORS = {
    HCC: Named(slug="pre", title_en="PRE score", title_zh="PRE 评分", fact="pre_score"),
    ADJUVANT: Named(slug="strategy", title_en="Predicted strategy", title_zh="预测策略"),
}
# Scores of these are computed elsewhere and handed in, sealed.
ELSEWHERE = {
    "crlm": Named(
        slug="metastasis_risk",
        title_en="Predicted risk of liver metastasis",
        title_zh="肝转移风险预测",
    ),
    "rectal": Named(slug="response", title_en="Predicted response", title_zh="疗效预测"),
}
DEMO = SystemActor("demo")
FOLDER = settings.BASE_DIR / "trials" / "protocols"
# Long before the trials really began, so that the invented participants have years behind them.
OPENED = date(2023, 9, 1)
# The scores of the demonstration are invented: no weights stand behind this release.
INVENTED = "invented for the demonstration 1"
NO_WEIGHTS = hashlib.sha256(b"Concord demonstration: scores computed elsewhere").hexdigest()


@act
def set_stage(*, password: str, by: SystemActor, at: datetime) -> None:
    """Adopt every protocol file, open the sites and delegate to the cast."""
    adopter = player("datamanager", password)
    versions = {
        version.trial.slug: version
        for path in sorted(FOLDER.glob("*.yaml"))
        for version in [protocols.adopt(source=path.read_text(), name=path.name, by=adopter, at=at)]
    }
    for place in PLACES:
        for slug in place.trials:
            open_site(place, versions[slug], at=at)
    for person in PEOPLE:
        delegate(person, player(person.username, password), at=at)
    for slug, predictor in PREDICTORS.items():
        put_to_use(versions[slug].trial, predictor, password=password, at=at)
    for slug, predictor in ELSEWHERE.items():
        put_to_use_elsewhere(versions[slug].trial, predictor, password=password, at=at)


def put_to_use(trial: Trial, predictor: Named, *, password: str, at: datetime) -> None:
    """Its releases, one computed elsewhere and one that runs here: proposed, then approved."""
    put_to_use_elsewhere(trial, predictor, password=password, at=at)
    engineer, sponsor = player("engineer", password), player("sponsor", password)
    bring_in(trial, predictor.slug, engineer=engineer, sponsor=sponsor, password=password, at=at)


def put_to_use_elsewhere(trial: Trial, predictor: Named, *, password: str, at: datetime) -> None:
    engineer, sponsor = player("engineer", password), player("sponsor", password)
    elsewhere = register_release(trial, predictor, engineer=engineer, at=at)
    approved(elsewhere, sponsor=sponsor, password=password, at=at)


def player(username: str, password: str) -> User:
    person = next(one for one in PEOPLE if one.username == username)
    known = User.objects.filter(username=username).first()
    return known or User.objects.create(
        username=username,
        email=f"{username}@demo.invalid",
        password=hashed(password),
        printed_name=person.printed_name,
        language=person.language,
    )


@cache
def hashed(password: str) -> str:
    """Once for the whole cast, who share it: a hash takes a third of a second by design."""
    return make_password(password)


def open_site(place: Place, version: ProtocolVersion, *, at: datetime) -> None:
    site, _ = Site.objects.get_or_create(
        code=place.code,
        defaults={
            "name_en": place.name_en,
            "name_zh": place.name_zh,
            "time_zone": place.time_zone,
        },
    )
    activation = sites.activate(trial=version.trial, site=site, by=DEMO, at=at)
    protocols.put_in_force(version=version, activation=activation, from_date=OPENED, by=DEMO, at=at)
    with acting(by=DEMO, action="demo.consent_forms", activations=[activation.pk]):
        approve_consent_forms(activation, version, at=at)


def approve_consent_forms(
    activation: SiteActivation, version: ProtocolVersion, *, at: datetime
) -> None:
    """One in each language, where anything is signed."""
    if protocol_of(version).consent.basis is not ConsentBasis.SIGNED:
        return
    known = ConsentVersion.objects.filter(activation=activation).values_list("language", flat=True)
    for language in {"zh", "en"} - set(known):
        name = f"ICF {version.version} {activation.site.code} {language}"
        consent_versions.record(
            activation=activation,
            protocol_version=version,
            label=f"ICF {version.version}",
            language=language,
            approved_on=OPENED,
            effective_from=OPENED,
            document=f"{name}.pdf",
            sha256=hashlib.sha256(name.encode()).hexdigest(),
            by=DEMO,
            at=at,
        )


def delegate(person: Person, user: User, *, at: datetime) -> None:
    for activation in places_of(person):
        where = activation if person.site else None
        held = Delegation.objects.filter(user=user, trial=activation.trial, role=person.role)
        if not held.exists():
            sites.delegate(
                user=user,
                trial=activation.trial,
                activation=where,
                role=person.role,
                from_date=OPENED,
                by=DEMO,
                at=at,
            )


def register_release(
    trial: Trial, named: Named, *, engineer: User, at: datetime
) -> PredictorRelease:
    """The release whose PRE scores the sites type in, or whose predictions are sealed."""
    predictor = releases.name_predictor(trial=trial, **asdict(named), by=DEMO, at=at)
    return releases.register(
        predictor=predictor,
        version=INVENTED,
        weights_sha256=NO_WEIGHTS,
        threshold=Decimal("0.5"),
        by=engineer,
        at=at,
    )


def places_of(person: Person) -> list[SiteActivation]:
    found = SiteActivation.objects.filter(trial__slug__in=person.trials).select_related("trial")
    return list(found.filter(site__code=person.site) if person.site else found)


def password_of(home: Path) -> str:
    """One password for the whole cast, made up for this data folder alone."""
    path = home / "secrets" / "demo_password"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(f"concord-demo-{secrets.token_hex(3)}")
        path.chmod(0o600)
    return path.read_text().strip()


def write_logins(home: Path, password: str) -> None:
    lines = [f"  {one.username:22} {title_of(one)}" for one in PEOPLE]
    (home / "demo-logins.txt").write_text(
        "\n".join(["Demonstration logins (invented people and data)", *lines, ""])
        + f"\n  The password of each: {password}\n"
    )


def title_of(person: Person) -> str:
    """Whoever works in one trial says in which."""
    where = f", {person.trials[0]}" if len(person.trials) == 1 else ""
    return f"{ROLE_LABELS[person.role]}{where}"
