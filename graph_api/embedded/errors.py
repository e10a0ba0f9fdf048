"""The one error of this room."""


class EmbeddedError(Exception):
    """The embedded server cannot be had. `code` is stable; `str()` says what to do next and holds no secret.

    Codes: `DOWNLOAD_FAILED`, `DISK_FULL`, `NOT_WRITABLE`, `BUSY`, `IN_USE`, `START_FAILED`, `START_TIMEOUT`,
    `OTHER_VERSION`, `PASSWORD_LOST`, `NOT_HARDENED`, `STOP_FAILED`, `NOT_EMBEDDED`.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the text."""
        super().__init__(message)
        self.code = code
