import io
import struct
import time
import zlib
from dataclasses import astuple

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from aimf_events.registration.photos import PhotoRefused, prepare_photo

RED, GREEN, BLUE, GREY = (220, 20, 20), (20, 160, 20), (20, 20, 220), (128, 128, 128)


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Grey, with a red head in the middle of the top, green shoulders at the sides, blue feet."""
    image = Image.new("RGB", (width, height), GREY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 10, height), fill=GREEN)
    draw.rectangle((width - width // 10, 0, width, height), fill=GREEN)
    draw.rectangle((width * 4 // 10, 0, width * 6 // 10, height // 10), fill=RED)
    draw.rectangle((width * 4 // 10, height - height // 10, width * 6 // 10, height), fill=BLUE)
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 25 for one, other in zip(image.getpixel(at), colour, strict=True))


def refusal(data: bytes) -> str:
    with pytest.raises(PhotoRefused) as caught:
        prepare_photo(data)
    assert str(caught.value.reason)
    assert str(caught.value.advice)
    return caught.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(600, 800), (1200, 1600), (3000, 2000), (1080, 2340), (2000, 2000)])
def test_any_photo_becomes_a_small_portrait(kind, size):
    photo = prepare_photo(saved(picture(*size), kind))
    jpeg, thumbnail = opened(photo.jpeg), opened(photo.thumbnail)
    assert (jpeg.format, jpeg.mode, jpeg.size) == ("JPEG", "RGB", (600, 800))
    assert (thumbnail.format, thumbnail.mode, thumbnail.size) == ("JPEG", "RGB", (150, 200))
    assert near(jpeg, (300, 5), RED)
    assert len(photo.jpeg) < 150_000


def test_a_wide_photo_is_cut_at_the_sides_and_a_tall_one_at_the_bottom():
    wide = opened(prepare_photo(saved(picture(1600, 800))).jpeg)
    assert near(wide, (300, 795), BLUE)
    assert not near(wide, (3, 400), GREEN)
    tall = opened(prepare_photo(saved(picture(600, 1600))).jpeg)
    assert near(tall, (300, 5), RED)
    assert not near(tall, (300, 795), BLUE)


def test_a_small_photo_is_not_blown_up():
    assert opened(prepare_photo(saved(picture(240, 320))).jpeg).size == (240, 320)
    assert opened(prepare_photo(saved(picture(301, 400))).jpeg).size == (300, 400)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(900, 1200), (3300, 4400)])
def test_a_photo_taken_sideways_stands_upright(kind, size):
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = picture(*size).transpose(Image.Transpose.ROTATE_90)
    assert near(opened(prepare_photo(saved(sideways, kind, exif=exif)).jpeg), (300, 5), RED)


def test_nothing_but_the_picture_remains():
    exif = Image.Exif()
    exif[0x010F] = "SECRET-DEVICE"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = "SECRET-PLACE"
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET-XMP</x:xmpmeta>"
    jpeg = saved(picture(600, 800), exif=exif, comment=b"SECRET-COMMENT", xmp=xmp) + b"SECRET-TRAILER"
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "SECRET-AUTHOR")
    png = saved(picture(600, 800), "PNG", pnginfo=text)
    for data in (jpeg, png):
        assert b"SECRET" in data
        photo = prepare_photo(data)
        assert b"SECRET" not in photo.jpeg + photo.thumbnail
        assert {"exif", "comment", "xmp", "icc_profile", "Author"} & opened(photo.jpeg).info.keys() == set()
        assert dict(opened(photo.jpeg).getexif()) == {}


def test_the_same_upload_gives_the_same_portrait():
    data = saved(picture(900, 1200))
    assert astuple(prepare_photo(data)) == astuple(prepare_photo(data))
    assert len(prepare_photo(data).sha256) == 64


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_becomes_white(mode):
    image = picture(600, 800, "RGBA")
    image.paste((0, 0, 0, 0), (0, 300, 600, 800))
    data = saved(image.convert(mode) if mode != "P" else image.quantize(16), "PNG")
    assert near(opened(prepare_photo(data).jpeg), (300, 600), (255, 255, 255))


@pytest.mark.parametrize("mode, kind", [("L", "JPEG"), ("CMYK", "JPEG"), ("1", "PNG"), ("L", "PNG"), ("P", "PNG")])
def test_every_colour_mode_is_read(mode, kind):
    assert opened(prepare_photo(saved(picture(600, 800, mode), kind)).jpeg).mode == "RGB"


def test_sixteen_bits_of_grey_are_reduced_not_burnt():
    data = saved(Image.new("I;16", (600, 800), 128 * 256), "PNG")
    assert near(opened(prepare_photo(data).jpeg), (300, 400), GREY)


def test_a_colour_profile_is_applied_and_a_broken_one_ignored():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"not a profile"):
        jpeg = opened(prepare_photo(saved(picture(600, 800), icc_profile=icc)).jpeg)
        assert near(jpeg, (300, 5), RED)
        assert "icc_profile" not in jpeg.info


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_kept(kind):
    frames = [Image.new("RGB", (600, 800), RED), Image.new("RGB", (600, 800), BLUE)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    assert near(opened(prepare_photo(data).jpeg), (300, 400), RED)


@pytest.mark.parametrize("kind, mode", [("JPEG", "RGB"), ("PNG", "RGBA")])
def test_a_photo_of_forty_megapixels_is_accepted_in_little_time(kind, mode):
    data = saved(picture(7300, 5470, mode), kind)
    started = time.monotonic()
    assert opened(prepare_photo(data).jpeg).size == (600, 800)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "photo_empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_not_an_image"),
        (b"%PDF-1.7", "photo_not_an_image"),
        (b"<html><img src=x></html>", "photo_not_an_image"),
        (b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + bytes(50), "photo_heic"),
        (saved(picture(600, 800), "GIF"), "photo_not_an_image"),
        (saved(picture(600, 800), "TIFF"), "photo_not_an_image"),
        (saved(picture(600, 800), "BMP"), "photo_not_an_image"),
        (saved(picture(600, 800))[:4000], "photo_damaged"),
        (saved(picture(600, 800), "PNG")[:-500], "photo_damaged"),
        (saved(picture(100, 140)), "photo_too_small"),
        (saved(picture(2000, 100)), "photo_too_small"),
        (saved(picture(2, 2)), "photo_too_small"),
    ],
)
def test_what_is_no_portrait_is_refused_in_its_own_words(data, code):
    assert refusal(data) == code


def test_50_megabytes_are_refused_before_anything_is_decoded():
    started = time.monotonic()
    assert refusal(saved(picture(600, 800)) + bytes(50 * 1024 * 1024)) == "photo_too_big"
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("width, height", [(6400, 6400), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(width, height):
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    assert refusal(bomb) == "photo_too_many_pixels"


def test_the_refusal_of_heic_says_how_to_send_the_photo():
    with pytest.raises(PhotoRefused) as caught:
        prepare_photo(b"\x00\x00\x00\x24ftypmif1" + bytes(50))
    assert "Le plus compatible" in str(caught.value.advice)
