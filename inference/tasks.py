"""Background work of the inference app; importing it registers the kinds of job."""

from inference import imaging_tasks, opening_tasks, prediction_tasks, reveal_tasks

__all__ = ["imaging_tasks", "opening_tasks", "prediction_tasks", "reveal_tasks"]
