"""The link to the other language keeps the reader's choices, and nothing in the address can bend it."""


def test_language_link_keeps_the_filters(browse):
    page = browse.get("/sign-in?email=a%40example.org&next=%2Faccount%2Fsessions")
    assert page.link("en") == "/sign-in?email=a%40example.org&next=%2Faccount%2Fsessions&lang=en"


def test_language_link_stays_in_the_house(browse):
    page = browse.get("/sign-in?_scheme=https&_external=1&_anchor=x&endpoint=evil")
    assert page.link("en").startswith("/sign-in?")
