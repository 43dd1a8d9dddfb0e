"""What an import says of one cell: what the reader of spreadsheets found, and what the import itself knows of its columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from .problems import ERRORS, WARNINGS, Problem


@dataclass(frozen=True)
class Said:
    """What is to be known about one cell. `code` is a key of the import's own tables, or of the spreadsheets'.

    An import derives a class of its own with its sentences: `errors` (the row cannot be written) and `warnings`.
    """

    row: int | None
    column: str | None
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    errors: ClassVar[Mapping[str, Any]] = {}
    warnings: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """What the reader of spreadsheets found."""
        return cls(problem.row, problem.column, problem.code, dict(problem.params))

    @property
    def is_error(self) -> bool:
        """Whether the row cannot be written."""
        return self.code in self.errors or self.code in ERRORS

    @property
    def message(self) -> str:
        """The sentence, in the language of whoever reads it now."""
        if self.code in ERRORS or self.code in WARNINGS:
            return Problem(self.row, self.column, self.code, self.params).message
        return str({**self.errors, **self.warnings}[self.code]) % self.params

    def frozen(self) -> dict[str, Any]:
        """The values, as the row of an import keeps them."""
        return {"row": self.row, "column": self.column, "code": self.code, "params": self.params}
