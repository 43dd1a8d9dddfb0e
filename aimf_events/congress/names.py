"""The word that names a congress in addresses: one that no page of the platform has."""

RESERVED = frozenset(
    {
        *(
            "account",
            "admission",
            "api",
            "bureau",
            "congresses",
            "convocation",
            "healthz",
            "live",
            "mailbox",
            "members",
            "new",
            "newsletter",
            "people",
            "r",
            "strategy",
            "sign-in",
        ),
        *("sign-out", "static", "verify", "who-are-you"),
    }
)


def is_free_word(word: str) -> bool:
    """Return whether a congress may be named so in addresses."""
    return word not in RESERVED
