from django.apps import AppConfig


class InferenceConfig(AppConfig):
    name = "inference"

    def ready(self) -> None:
        from casebook import sources
        from inference import facts, imaging_facts

        sources.register("prediction", recompute=facts.facts_of_predictions)
        sources.register("series", recompute=imaging_facts.facts_of_series)
