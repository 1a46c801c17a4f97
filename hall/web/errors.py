"""Errors of a request, each with its code, HTTP status and field."""


class RequestError(Exception):
    """A request that cannot be taken; `code` names the sentence that says why.

    seconds: after these it may be tried again.
    """

    def __init__(self, code: str, *, status: int = 400, field: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.field = field
        self.seconds = int(str(values.get("seconds", 1)))
        self.values = values
