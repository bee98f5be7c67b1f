"""Pictures between their three forms: uint8 arrays (N,H,W,3), float tensors (N,3,H,W) and PIL images."""

from __future__ import annotations

import io

import numpy as np
import torch
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

# A dark-to-bright ramp (near black, violet, red, orange, pale yellow) whose CIE lightness rises in equal steps,
# so that equal differences of value look equally different, in grey and to the colour-blind as well.
HEAT_COLOURS = np.array(
    [
        (0, 0, 4),
        (38, 16, 86),
        (95, 18, 120),
        (152, 38, 117),
        (208, 62, 94),
        (250, 99, 55),
        (255, 159, 11),
        (255, 210, 55),
        (252, 255, 164),
    ],
    dtype=np.float64,
)


class ImageError(ValueError):
    """A picture that cannot be used; the message is one sentence that a visitor may read."""


def to_tensor(images: np.ndarray, pixel_range: tuple[float, float] = (-1.0, 1.0)) -> torch.Tensor:
    """Turn uint8 images (N,H,W,3) into float32 (N,3,H,W) in channels_last memory.

    0 and 255 become the ends of `pixel_range`. Raises ValueError for another type or shape.
    """
    _check_images(images)
    low, high = pixel_range
    # One pass from (possibly read-only, memory-mapped) bytes to floats; NHWC in memory is what channels_last means.
    pixels = torch.from_numpy(images.astype(np.float32, order="C"))
    return pixels.mul_((high - low) / 255).add_(low).permute(0, 3, 1, 2)


def to_uint8(tensor: torch.Tensor, pixel_range: tuple[float, float] = (-1.0, 1.0)) -> np.ndarray:
    """Turn images (N,3,H,W) in `pixel_range`, any float type and device, into uint8 (N,H,W,3): clamped, then rounded.

    Raises ValueError for another shape.
    """
    if tensor.ndim != 4 or tensor.shape[1] != 3:
        raise ValueError(f"expected images of shape (N,3,H,W), got {tuple(tensor.shape)}")
    low, high = pixel_range
    pixels = (tensor.detach().float() - low) * (255 / (high - low))
    return pixels.clamp_(0, 255).round_().to(torch.uint8).permute(0, 2, 3, 1).contiguous().cpu().numpy()


def grid(
    images: np.ndarray, columns: int, gap: int = 2, background: tuple[int, int, int] = (255, 255, 255)
) -> Image.Image:
    """Lay uint8 images (N,H,W,3) out row by row, `gap` pixels of `background` between them and none around them.

    Fewer images than `columns` make one shorter row. Raises ValueError without images or columns.
    """
    _check_images(images)
    count, height, width, _ = images.shape
    if count == 0 or columns < 1 or gap < 0:
        raise ValueError(f"a grid needs images, a column and no negative gap; got {count=}, {columns=}, {gap=}")
    columns = min(columns, count)
    rows = -(-count // columns)
    size = (rows * (height + gap) - gap, columns * (width + gap) - gap)
    canvas = np.full((*size, 3), background, dtype=np.uint8)
    for index, image in enumerate(images):
        top, left = index // columns * (height + gap), index % columns * (width + gap)
        canvas[top : top + height, left : left + width] = image
    return Image.fromarray(canvas)


def enlarge(image: Image.Image, factor: int) -> Image.Image:
    """The picture `factor` times as large in both directions, smoothly (Lanczos)."""
    return image.resize((image.width * factor, image.height * factor), Image.Resampling.LANCZOS)


def resized(images: np.ndarray, size: int) -> np.ndarray:
    """Square uint8 images (N,S,S,3) at `size` pixels a side (Lanczos); as they are where they have that already."""
    _check_images(images)
    if images.shape[1:3] == (size, size):
        return images
    scaled = [Image.fromarray(image).resize((size, size), Image.Resampling.LANCZOS) for image in images]
    return np.stack([np.asarray(image) for image in scaled])


def heat_map(error: np.ndarray, maximum: float) -> np.ndarray:
    """Colour an error (H,W) from near black at 0 to pale yellow at `maximum` and above; returns uint8 (H,W,3).

    Raises ValueError when `maximum` is not positive or `error` has another shape.
    """
    if error.ndim != 2 or not maximum > 0:
        raise ValueError(f"expected an error of shape (H,W) and a positive maximum, got {error.shape} and {maximum}")
    anchors = np.linspace(0, maximum, len(HEAT_COLOURS))
    channels = [np.interp(error, anchors, channel) for channel in HEAT_COLOURS.T]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def to_png_bytes(image: Image.Image, metadata: dict[str, str] | None = None) -> bytes:
    """Encode a PNG that carries `metadata` as text chunks (keyword to text), readable as `Image.open(...).text`."""
    chunks = PngInfo()
    for keyword, text in (metadata or {}).items():
        chunks.add_text(keyword, text)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", pnginfo=chunks)
    return buffer.getvalue()


def to_animation_bytes(images: np.ndarray, form: str, factor: int, milliseconds: int, comment: str = "") -> bytes:
    """Encode uint8 images (N,H,W,3), enlarged `factor` times, as a "GIF" or "WEBP" that goes there and back for ever.

    `comment` is kept in the file: as the GIF's comment, or as the WebP's EXIF description. A GIF has 256 colours a
    frame. Raises ValueError for less than two images.
    """
    _check_images(images)
    if len(images) < 2:
        raise ValueError(f"an animation needs two images or more, got {len(images)}")
    frames = [Image.fromarray(image) for image in images]
    large = [enlarge(frame, factor) for frame in frames]
    if form == "GIF":
        # Colours are chosen before frames are enlarged: for a sixteenth of the pixels.
        palettes = [frame.quantize(256) for frame in frames]
        large = [
            frame.quantize(palette=palette, dither=Image.Dither.NONE)
            for frame, palette in zip(large, palettes, strict=True)
        ]
        options = {"comment": comment.encode()}
    else:
        about = Image.Exif()
        about[ExifTags.Base.ImageDescription] = comment
        options = {"quality": 90, "method": 2, "exif": about}
    large += large[-2:0:-1]
    buffer = io.BytesIO()
    large[0].save(buffer, form, save_all=True, append_images=large[1:], loop=0, duration=milliseconds, **options)
    return buffer.getvalue()


def _check_images(images: np.ndarray) -> None:
    if images.dtype != np.uint8 or images.ndim != 4 or images.shape[3] != 3:
        raise ValueError(f"expected uint8 images of shape (N,H,W,3), got {images.dtype} {images.shape}")
