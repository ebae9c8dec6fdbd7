"""QR codes as dots, for print. (The pages' own codes come from `ballot_service.links`.)

Made by zxing-cpp: the library used for pages takes twenty times as long, which is much for 500 letters.
"""

from __future__ import annotations

from math import isqrt

import zxingcpp


def dots(address: str) -> dict[str, object]:
    """The code of an address: `side` dots a side, quiet zone included, as grey values row by row."""
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = code.to_image(scale=1)
    grey = bytes(image)  # type: ignore[call-overload]  # a buffer, one byte a dot, though its types do not say so
    return {"side": isqrt(len(grey)), "dots": list(grey)}
