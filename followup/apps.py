from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "followup"

    def ready(self) -> None:
        from casebook import moments, sources
        from enrollment import received
        from followup import facts, fatal_events, outdated, told_records
        from followup.moments import moments_of
        from followup.selectors.strategies import strategy_of

        fatal_events.keep_together()
        sources.register(
            "treatment_course",
            recompute=facts.facts_of_treatments,
            follows=("surgery", "tumor_assessment", "form_record"),
        )
        sources.register(
            "strategy", recompute=facts.facts_of_strategy, follows=("treatment_decision",)
        )
        sources.register("surgery", recompute=facts.facts_of_surgeries)
        sources.register("tumor_assessment", recompute=facts.facts_of_assessments)
        sources.register("vital_status", recompute=facts.facts_of_vital_status)
        sources.register(
            "contact",
            recompute=facts.facts_of_contacts,
            follows=("visit", "tumor_assessment", "surgery"),
        )
        moments.register(moments_of)
        told_records.register()
        outdated.mark_outdated()
        received.register(strategy_of)
