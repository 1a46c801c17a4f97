"""What is wrong with the settings."""


class SettingsError(ValueError):
    """Settings with faults; `faults` names key or file, what is there, and what is expected."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class EnvFileError(SettingsError):
    """`.env` cannot be read or changed; the message names file, cause and remedy."""

    def __init__(self, sentence: str) -> None:
        super().__init__([sentence])
