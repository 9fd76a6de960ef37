"""A busy machine is not a bug: no example of a property has a time limit of its own."""

from hypothesis import settings

settings.register_profile("concord", deadline=None)
settings.load_profile("concord")
