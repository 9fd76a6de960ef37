from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "enrollment"

    def ready(self) -> None:
        from casebook import corrections, sources
        from enrollment import facts
        from enrollment.actions import breaches

        # The age on that day follows from the birth date.
        sources.register("enrollment", recompute=facts.facts_of_enrollment, follows=("identity",))
        sources.register("decision", recompute=facts.facts_of_decisions)
        sources.register("allocation", recompute=facts.facts_of_allocation)
        sources.register("closure", recompute=facts.facts_of_closure)
        corrections.register(watch=breaches.watch, foresee=breaches.foresee)
