"""Errors a person can act on: a code and its parameters; `ui.text` makes the sentence."""


class DomainError(Exception):
    """A refusal or failure meant for a person.

    `code` is a dotted name such as ``"import.encoding"``; `params` fill the sentence that
    `ui.text` keeps for the code. Every code raised in the package has a sentence (a test checks).
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.code, self.params))


def _rebuild(code: str, params: dict[str, object]) -> DomainError:
    return DomainError(code, **params)
