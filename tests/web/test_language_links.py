"""The link to the other language keeps the reader's choices, and nothing in the address can bend it."""


def to_english(page):
    """The address behind the language switch."""
    return next(address for address, words in page.links if words.startswith("en") and "lang=en" in address)


def test_language_link_keeps_the_filters(browse):
    page = browse.get("/sign-in?email=a%40example.org&next=%2Faccount%2Fsessions")
    assert to_english(page) == "/sign-in?email=a%40example.org&next=%2Faccount%2Fsessions&lang=en"


def test_language_link_stays_in_the_house(browse):
    page = browse.get("/sign-in?_scheme=https&_external=1&_anchor=x&endpoint=evil")
    assert to_english(page).startswith("/sign-in?")
