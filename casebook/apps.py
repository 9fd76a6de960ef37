from django.apps import AppConfig


class CasebookConfig(AppConfig):
    name = "casebook"

    def ready(self) -> None:
        from casebook import corrections, data_locked, sources
        from casebook.actions import consent_facts, form_facts, part_facts, visit_deviations

        data_locked.refuse_under_lock()
        sources.register(consent_facts.SOURCE_KIND, recompute=consent_facts.said_by_consents)
        sources.register(part_facts.SOURCE_KIND, recompute=part_facts.said_by_registration)
        # A form of a visit is dated by the visit.
        sources.register(
            form_facts.SOURCE_KIND, recompute=form_facts.facts_of_forms, follows=("visit",)
        )
        corrections.register(watch=visit_deviations.watch, foresee=visit_deviations.foresee)
