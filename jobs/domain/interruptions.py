"""Why an attempt stops in the middle. In each case nothing of it stays."""


class Interrupted(Exception):
    pass


class Canceled(Interrupted):
    """The person who asked for the job no longer wants it."""


class Lost(Interrupted):
    """The lease went to another attempt while this one was out of touch."""
