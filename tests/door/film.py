"""A film for Chromium's false camera: a badge's QR held still, as YUV4MPEG2."""

from pathlib import Path

from PIL import Image

from aimf_events.checkin.qr import qr_matrix

WIDTH, HEIGHT, FRAMES = 640, 480, 3
_MODULE = 8  # pixels: 37 modules fill 296 of the 480 lines, as a badge held at thirty centimetres
_DESK, _CARD = 90, 250  # grey levels


def film_of(text: str, path: Path) -> Path:
    """Write a film in which the symbol of `text` stands on a pale card before a grey wall."""
    luma = frame_of(text).tobytes()
    chroma = bytes([128]) * (WIDTH * HEIGHT // 2)
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F25:1 Ip A1:1 C420\n".encode()
    path.write_bytes(header + (b"FRAME\n" + luma + chroma) * FRAMES)
    return path


def frame_of(text: str) -> Image.Image:
    """One picture of the film, in grey."""
    rows = qr_matrix(text)
    symbol = Image.new("L", (len(rows), len(rows)), _CARD)
    symbol.putdata([15 if module else _CARD for row in rows for module in row])
    side = len(rows) * _MODULE
    card = Image.new("L", (side + 10 * _MODULE, side + 10 * _MODULE), _CARD)
    card.paste(symbol.resize((side, side), Image.Resampling.NEAREST), (5 * _MODULE, 5 * _MODULE))
    frame = Image.new("L", (WIDTH, HEIGHT), _DESK)
    frame.paste(card, ((WIDTH - card.width) // 2, (HEIGHT - card.height) // 2))
    return frame
