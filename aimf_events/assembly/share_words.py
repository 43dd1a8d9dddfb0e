"""A share in words: « un tiers au moins », « plus de la moitié », « 3/5 au moins »."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .rules.threshold import Threshold

AT_LEAST = {
    (1, 2): _l("la moitié au moins"),
    (1, 3): _l("un tiers au moins"),
    (2, 3): _l("deux tiers au moins"),
    (1, 4): _l("un quart au moins"),
    (3, 4): _l("trois quarts au moins"),
    (1, 1): _l("la totalité"),
}
MORE_THAN = {
    (1, 2): _l("plus de la moitié"),
    (1, 3): _l("plus d’un tiers"),
    (2, 3): _l("plus de deux tiers"),
    (1, 4): _l("plus d’un quart"),
    (3, 4): _l("plus de trois quarts"),
}


def share_words(threshold: Threshold) -> str:
    """Return « un tiers au moins », « plus de la moitié », « 3/5 au moins »."""
    fraction = (threshold.numerator, threshold.denominator)
    known = (MORE_THAN if threshold.is_strict else AT_LEAST).get(fraction)
    if known:
        return str(known)
    written = f"{fraction[0]}/{fraction[1]}"
    return _("plus de %(share)s", share=written) if threshold.is_strict else _("%(share)s au moins", share=written)
