from django.apps import AppConfig


class InferenceConfig(AppConfig):
    name = "inference"

    def ready(self) -> None:
        from casebook import locking, sources
        from inference import facts, imaging_facts
        from inference.actions.reveals import reveal_after

        locking.register(reveal_after)
        sources.register("prediction", recompute=facts.facts_of_predictions)
        sources.register("series", recompute=imaging_facts.facts_of_series)
