"""A busy machine is not a bug: no example of a property has a time limit of its own. Each run draws
other examples, so fewer of them a run find as much over a week."""

from hypothesis import settings

settings.register_profile("concord", deadline=None, max_examples=40)
settings.load_profile("concord")
