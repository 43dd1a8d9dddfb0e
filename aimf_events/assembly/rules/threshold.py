"""A threshold: (numerator, denominator, at least | more than). Whole numbers only, so that a limit is exactly where it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a base. « Half plus one » is more than 1/2.

    Raises:
        ValueError: it is no share between nothing and the whole.
    """

    numerator: int
    denominator: int
    is_strict: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or self.denominator < 1:
            raise ValueError(f"{self.numerator}/{self.denominator} is no share of a whole")
        if self.is_strict and self.numerator == self.denominator:
            raise ValueError("nobody reaches more than the whole")

    @property
    def is_half_plus_one(self) -> bool:
        """Whether it is more than half, however the half is written."""
        return self.is_strict and 2 * self.numerator == self.denominator

    def is_met(self, count: int, base: int) -> bool:
        """Return whether `count` reaches the share of `base`."""
        left, right = count * self.denominator, base * self.numerator
        return left > right if self.is_strict else left >= right

    def needed(self, base: int) -> int:
        """Return the smallest count that reaches the share of `base`: of 325, 1/3 is 109, more than 1/2 is 163."""
        whole, rest = divmod(base * self.numerator, self.denominator)
        return whole + 1 if self.is_strict or rest else whole
