"""Does a mapping fit the protocol it is written for? Asked once, before any row is read."""

from collections.abc import Iterator

from casebook.domain.occasions import find_form, visits_asking
from followup.domain.cohort_mapping import AdverseEventColumns, CohortMapping, Filled, Given
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.protocol.forms import Form, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import ConsentBasis, Direction


def misfits(mapping: CohortMapping, protocol: Protocol) -> Iterator[Message]:
    """What the mapping names and the protocol does not know, or asks and is not told."""
    yield from misfits_of_trial(mapping, protocol)
    for filled in mapping.forms:
        yield from misfits_of_form(filled, protocol)
    for given in mapping.courses:
        yield from misfits_of_course(given, protocol)
    for columns in mapping.adverse_events:
        yield from misfits_of_adverse_event(columns, protocol)


def misfits_of_trial(mapping: CohortMapping, protocol: Protocol) -> Iterator[Message]:
    slug = protocol.trial.slug
    if mapping.trial != slug:
        yield _("The mapping is for {mapped}, not for {trial}.", mapped=mapping.trial, trial=slug)
    known = ", ".join(part.id for part in protocol.parts if takes_records(part.direction))
    if known and mapping.part not in known.split(", "):
        yield _("{trial} takes records into: {known}. Name it as “part”.", trial=slug, known=known)
    if not protocol.parts and mapping.part:
        yield _("{trial} has no parts: leave out “part”.", trial=slug)
    if basis_of(mapping, protocol) is not ConsentBasis.WAIVER:
        yield _(
            "{trial} asks each participant for consent; a cohort file cannot give it.", trial=slug
        )


def takes_archives(protocol: Protocol) -> bool:
    """A trial, or a part of it, that nobody is asked for."""
    if protocol.parts:
        return any(takes_records(part.direction) for part in protocol.parts)
    return protocol.consent.basis is ConsentBasis.WAIVER


def takes_records(direction: Direction) -> bool:
    return direction is Direction.RETROSPECTIVE


def basis_of(mapping: CohortMapping, protocol: Protocol) -> ConsentBasis:
    """Of the part that takes the records in, where the trial has parts."""
    bases = {part.id: part.consent_basis for part in protocol.parts}
    return bases.get(mapping.part or "", protocol.consent.basis)


def misfits_of_form(filled: Filled, protocol: Protocol) -> Iterator[Message]:
    form = find_form(protocol, filled.form)
    if form is None:
        yield _("The protocol has no form {form}.", form=filled.form)
        return
    for name in filled.items:
        item = form.item(name)
        if item is None or item.type is ItemType.CALCULATED:
            yield _("The form {form} does not ask for {item}.", form=form.id, item=name)
        elif item.type is ItemType.FILE:
            yield _(
                "{item} of the form {form} is a file, which a table cannot hold. Leave it out, and "
                "upload the file on the page or by the API.",
                item=name,
                form=form.id,
            )
        elif item.type is ItemType.TABLE:
            yield _(
                "{item} of the form {form} is a table, which one column of a file cannot fill. "
                "Leave it out, and enter its rows on the page or by the API.",
                item=name,
                form=form.id,
            )
    yield from misfits_of_visit(filled, form, protocol)


def misfits_of_visit(filled: Filled, form: Form, protocol: Protocol) -> Iterator[Message]:
    asking = [visit.visit for visit in visits_asking(protocol, form.id)]
    visits = ", ".join(asking)
    if filled.visit is not None and filled.visit not in asking:
        yield _("The form {form} is not asked at {visit}.", form=form.id, visit=filled.visit)
    elif filled.visit is None and len(asking) > 1:
        yield _("The form {form} is asked at {visits}: name one.", form=form.id, visits=visits)


def misfits_of_course(given: Given, protocol: Protocol) -> Iterator[Message]:
    agents = {agent.id: agent for agent in protocol.agents}
    if given.agent not in agents:
        known = ", ".join(agents)
        yield _(
            "The protocol has no agent {agent}. It has: {known}.", agent=given.agent, known=known
        )
    elif agents[given.agent].product_named and given.product is None:
        yield _("The product of {agent} has to be named.", agent=given.agent)


def misfits_of_adverse_event(columns: AdverseEventColumns, protocol: Protocol) -> Iterator[Message]:
    judged = [agent.id for agent in protocol.agents if agent.causality]
    for agent in columns.causality:
        if agent not in judged:
            yield _(
                "An adverse event is not blamed on {agent} in {trial}. It can be on: {known}.",
                agent=agent,
                trial=protocol.trial.slug,
                known=", ".join(judged) or "–",
            )
