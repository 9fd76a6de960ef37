class Trouble(SystemExit):
    """Ends the program with what happened and what the reader can do about it."""

    def __init__(self, what: str, todo: str) -> None:
        self.what = what
        self.todo = todo
        super().__init__(f"Concord could not start.\n  What happened: {what}\n  What to do: {todo}")
