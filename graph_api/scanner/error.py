"""What goes wrong with a source, in words that are safe to show."""


class SourceError(Exception):
    """A source, or one asset of it, could not be read. `code` is stable, `str()` is safe to show: no secret in it.

    Codes: `AUTHENTICATION_FAILED`, `UNREACHABLE`, `TIMEOUT`, `TLS_FAILED`, `PERMISSION_DENIED`, `NOT_FOUND`,
    `UNREADABLE`, `CANCELLED`, `CONFIG_INVALID`, `NOT_ALLOWED`, `SAMPLING_OFF`, `SOURCE_FAILED`.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the text."""
        super().__init__(message)
        self.code = code
