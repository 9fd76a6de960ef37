from django.apps import AppConfig


class InferenceConfig(AppConfig):
    name = "inference"

    def ready(self) -> None:
        from casebook import locking, pending, sources
        from inference import facts, imaging_facts
        from inference.actions.reveals import reveal_after
        from inference.pending import predictions_at

        locking.register(reveal_after)
        pending.register(predictions_at)
        sources.register("prediction", recompute=facts.facts_of_predictions)
        sources.register("series", recompute=imaging_facts.facts_of_series)
