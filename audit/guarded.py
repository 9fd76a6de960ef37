"""Records that only an act may write. The history would catch others; this stops them earlier."""

from typing import Any

from django.db import models

from audit.acts import is_acting


class WroteOutsideAct(RuntimeError):
    """Code tried to save a guarded record outside an act. This is a programming mistake."""


class GuardedQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        check_acting(self.model)
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        check_acting(self.model)
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        check_acting(self.model)
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        check_acting(self.model)
        return super().bulk_update(*args, **kwargs)


class Guarded(models.Model):
    """Abstract: `save`, `delete` and their bulk twins refuse outside an act."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_acting(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        check_acting(type(self))
        return super().delete(*args, **kwargs)


def check_acting(model: type[models.Model]) -> None:
    if not is_acting():
        raise WroteOutsideAct(f"{model.__name__} is written only inside an act")
