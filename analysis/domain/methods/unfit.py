class Unfit(ValueError):
    """What was given cannot be computed with; says where it stands and how to mend it."""
