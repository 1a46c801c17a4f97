"""What set-up cannot go on without."""


class SetupError(Exception):
    """Set-up has to stop; the message is one sentence that says what is wrong and what to do."""
