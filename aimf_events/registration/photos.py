"""Portraits for badges: whatever a telephone sends becomes one small JPEG that carries nothing but the picture."""

import hashlib
import io
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ..errors import Refusal

SIZE = (600, 800)
THUMBNAIL = (150, 200)
BYTES_LIMIT = 10 * 1024 * 1024
PIXELS_LIMIT = 40_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIF = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_QUALITY = 82
_ENOUGH = 2 * SIZE[1]  # pixels of the short side that lose nothing once reduced

REASONS = {
    "photo_empty": _l("Aucune photo n’a été reçue."),
    "photo_too_big": _l("Cette photo est trop lourde : %(limit)s Mo au plus."),
    "photo_heic": _l("Cette photo est au format HEIC des iPhone, qui ne peut pas être lu ici."),
    "photo_not_an_image": _l("Ce fichier n’est pas une photo JPEG, PNG ou WebP."),
    "photo_damaged": _l("Cette photo est abîmée ou incomplète."),
    "photo_too_many_pixels": _l("Cette image est trop grande : %(limit)s millions de pixels au plus."),
    "photo_too_small": _l("Cette photo est trop petite pour un badge : %(width)s × %(height)s pixels au moins."),
}
ADVICE = {
    "photo_empty": _l("Choisissez une photo, puis recommencez."),
    "photo_too_big": _l("Choisissez une photo plus légère, ou envoyez-en une copie d’écran."),
    "photo_heic": _l(
        "Faites une copie d’écran de la photo et envoyez-la, ou réglez l’appareil : "
        "Réglages, Appareil photo, Formats, « Le plus compatible »."
    ),
    "photo_not_an_image": _l("Choisissez une photo prise avec un téléphone ou un appareil photo."),
    "photo_damaged": _l("Envoyez-la de nouveau, ou choisissez-en une autre."),
    "photo_too_many_pixels": _l("Envoyez-en une copie d’écran, ou choisissez une autre photo."),
    "photo_too_small": _l("Choisissez l’original plutôt qu’une vignette."),
}


class PhotoRefused(Refusal):
    """This file cannot become a portrait. `code` is a key of REASONS; reason and advice in the reader's language."""

    def __init__(self, code: str, **params: int) -> None:
        self.code = code
        self.params = params
        super().__init__(LazyString(lambda: str(REASONS[code]) % params), advice=ADVICE[code])


@dataclass(frozen=True)
class PreparedPhoto:
    """A portrait ready to be stored.

    Attributes:
        jpeg: at most 600 × 800 pixels, always 3:4, no metadata.
        thumbnail: 150 × 200 pixels, JPEG.
        sha256: of `jpeg`, in hexadecimal; the same upload always gives the same.
    """

    jpeg: bytes
    thumbnail: bytes
    sha256: str


def prepare_photo(data: bytes) -> PreparedPhoto:
    """Turn upright, crop to 3:4 from the centre and the top, reduce, and write anew: place, device and comments stay out.

    The type is what the content says. Of an animation the first picture is kept; transparency becomes white.

    Raises:
        PhotoRefused: codes in REASONS.
    """
    if not data:
        raise PhotoRefused("photo_empty")
    if len(data) > BYTES_LIMIT:
        raise PhotoRefused("photo_too_big", limit=BYTES_LIMIT // (1024 * 1024))
    _verify(data)
    portrait = _crop(_decode(data))
    if portrait.width < THUMBNAIL[0] or portrait.height < THUMBNAIL[1]:
        raise PhotoRefused("photo_too_small", width=THUMBNAIL[0], height=THUMBNAIL[1])
    if portrait.width > SIZE[0]:
        portrait = portrait.resize(SIZE, Image.Resampling.LANCZOS)
    jpeg = _jpeg(portrait)
    thumbnail = _jpeg(portrait.resize(THUMBNAIL, Image.Resampling.LANCZOS))
    return PreparedPhoto(jpeg=jpeg, thumbnail=thumbnail, sha256=hashlib.sha256(jpeg).hexdigest())


def _verify(data: bytes) -> None:
    """Its type and its size in pixels are known before a single pixel is decoded."""
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise PhotoRefused("photo_heic")
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
        pixels = image.width * image.height
        if pixels > PIXELS_LIMIT:
            raise PhotoRefused("photo_too_many_pixels", limit=PIXELS_LIMIT // 1_000_000)
        image.verify()
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoRefused("photo_too_many_pixels", limit=PIXELS_LIMIT // 1_000_000) from None
    except UnidentifiedImageError:
        raise PhotoRefused("photo_not_an_image") from None
    except Exception as error:  # Pillow's decoders raise a dozen kinds for damaged files
        raise PhotoRefused("photo_damaged") from error


def _decode(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
        # JPEG can be decoded at an eighth, a quarter or a half: a photo of 40 megapixels then costs a few megabytes.
        image.draft("RGB", (_ENOUGH, _ENOUGH))
        image.load()
        profile = image.info.get("icc_profile")
        return _flatten(ImageOps.exif_transpose(_lighten(image)), profile)
    except Exception as error:
        raise PhotoRefused("photo_damaged") from error


def _lighten(image: Image.Image) -> Image.Image:
    """The same for the other formats, before copies are made of it."""
    factor = min(image.width, image.height) // _ENOUGH
    if factor < 2 or image.mode in ("P", "1") or image.mode.startswith("I"):
        return image
    lighter = image.reduce(factor)
    lighter.info = image.info  # says which way is up, and in which colours
    return lighter


def _flatten(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Plain sRGB on white, with no memory of where it came from."""
    if image.mode.startswith("I"):  # PNG of 16 bits per pixel
        image = image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        background = Image.new("RGB", image.size, "white")
        background.paste(image, mask=image.getchannel("A"))
        image = background
    elif profile and image.mode in ("RGB", "CMYK", "L"):
        image = _to_srgb(image, profile)
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Telephones photograph in wider colours than a badge printer knows; a broken profile is simply not applied."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _crop(image: Image.Image) -> Image.Image:
    """The largest 3:4 window: centred across, from the top down, since a portrait's head is never at the bottom."""
    unit = min(image.width // 3, image.height // 4)
    width, height = 3 * unit, 4 * unit
    left = (image.width - width) // 2
    return image.crop((left, 0, left + width, height))


def _jpeg(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return written.getvalue()
