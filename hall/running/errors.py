"""Why an installation cannot be started."""


class CannotRun(Exception):
    """Starting has to stop; the message is one sentence that says what is wrong and what to do."""
