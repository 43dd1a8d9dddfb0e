"""What a person calls the device that a browser says it is."""

from flask_babel import gettext as _

# First match wins: Edge and Opera also say Chrome, Chrome also says Safari; Android also says Linux.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device_words(browser: str) -> str:
    """Return « Chrome sur Android » of what a browser says of itself, or that it says nothing known."""
    name = next((words for sign, words in _BROWSERS if sign in browser), "")
    system = next((words for sign, words in _SYSTEMS if sign in browser), "")
    if name and system:
        return _("%(browser)s sur %(system)s", browser=name, system=system)
    return name or system or _("Navigateur inconnu")
