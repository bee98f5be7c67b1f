"""CelebA (Liu et al., "Deep Learning Face Attributes in the Wild", 2015): aligned faces with 40 attributes.

Reads the public layout, from a folder or a zip: `img_align_celeba/*.jpg` and `list_attr_celeba.txt`, under any outer
folder, at full size (178x218) or any size of the same proportions, or cut to squares already. Tables may be Kaggle's,
with commas (`list_attr_celeba.csv`), and the images may be PNG or still in `img_align_celeba.zip`. Without a table of
attributes there are no labels, which is enough for methods that use none.

The split: part 2 of `list_eval_partition.txt` is test and all else is trained on (CelebA's own validation part, 1, too,
since nothing is chosen by it here). Without that file the images that have a row are sorted by name, and the last tenth
is test, at most 19,962 of them: of all 202,599 images the official test part, of the first 10,000 the last 1,000.
"""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath

from PIL import Image

from training.data.dataset import DataError, Plan, Row
from training.data.folders import square
from training.data.record import PEOPLE, DataNotes, Record
from training.data.source import Source

TITLE = "CelebA"
TERMS = "CelebA is for non-commercial research only; its images may not be published or passed on."
ATTRIBUTES = (
    "5_o_Clock_Shadow", "Arched_Eyebrows", "Attractive", "Bags_Under_Eyes", "Bald", "Bangs", "Big_Lips", "Big_Nose",
    "Black_Hair", "Blond_Hair", "Blurry", "Brown_Hair", "Bushy_Eyebrows", "Chubby", "Double_Chin", "Eyeglasses",
    "Goatee", "Gray_Hair", "Heavy_Makeup", "High_Cheekbones", "Male", "Mouth_Slightly_Open", "Mustache", "Narrow_Eyes",
    "No_Beard", "Oval_Face", "Pale_Skin", "Pointy_Nose", "Receding_Hairline", "Rosy_Cheeks", "Sideburns", "Smiling",
    "Straight_Hair", "Wavy_Hair", "Wearing_Earrings", "Wearing_Hat", "Wearing_Lipstick", "Wearing_Necklace",
    "Wearing_Necktie", "Young",
)  # fmt: skip
# As the project publishes them, and as Kaggle does.
ATTRIBUTE_FILES = ("list_attr_celeba.txt", "list_attr_celeba.csv")
PARTITION_FILES = ("list_eval_partition.txt", "list_eval_partition.csv")
KAGGLE_HEAD = ["image_id", "partition"]
PARTS = ("0", "1", "2")  # training, validation, test
IMAGE_FOLDER = "img_align_celeba"
LARGEST_TEST_PART = 19_962

FULL_SIZE = (178, 218)
CROP = (15, 35, 163, 183)  # the usual centre crop of 148x148: left, top, right, bottom at full size


def plan(source: Source, size: int) -> Plan:
    """What `source` holds, to be cropped and shrunk to `size` x `size` pixels; images are not decoded yet.

    Raises DataError when the images are missing, or the attribute file's head is wrong, or the partition file leaves an
    image without a part.
    """
    images = source.images_in(IMAGE_FOLDER)
    attribute_file = source.find_any(ATTRIBUTE_FILES)
    if attribute_file is None:
        rows = [Row(PurePosixPath(file).name, (), file) for _, file in sorted(images.items())]
        return _planned(source, size, rows, (), [f"{source.path} has no {ATTRIBUTE_FILES[0]}, so nothing is labelled"])

    values, skipped = _read_attributes(source.read_lines(attribute_file), attribute_file)
    rows = []
    for name, (number, labels) in sorted(values.items()):
        file = images.pop(PurePosixPath(name).stem, None)
        if file is None:
            skipped.append(f"{attribute_file}, row {number}: there is no image {IMAGE_FOLDER}/{name}")
        else:
            rows.append(Row(name, labels, file))
    skipped += [f"{file} has no row in {attribute_file}" for file in images.values()]

    return _planned(source, size, rows, ATTRIBUTES, skipped)


def _planned(source: Source, size: int, rows: list[Row], label_names: tuple[str, ...], skipped: list[str]) -> Plan:
    train, test = _split(rows, source)
    return Plan(
        TITLE,
        TERMS,
        label_names,
        train,
        test,
        skipped,
        partial(source.decode, prepare=partial(crop, size=size)),
    )


def _split(rows: list[Row], source: Source) -> tuple[list[Row], list[Row]]:
    """The training and the test part of `rows`, which are sorted by file name. Raises DataError."""
    file = source.find_any(PARTITION_FILES)
    if file is None:
        first = len(rows) - min(LARGEST_TEST_PART, max(1, len(rows) // 10))
        return rows[:first], rows[first:]
    parts = _read_partition(source.read_lines(file), file)
    for row in rows:
        if row.id not in parts:
            raise DataError(f"{file} has no row for {row.id}; fetch the file again, or leave it out")
    return [row for row in rows if parts[row.id] != "2"], [row for row in rows if parts[row.id] == "2"]


def _read_partition(lines: list[str], file: str) -> dict[str, str]:
    """The part of each image, by its name. Raises DataError for a row that is not a name and a part."""
    parts = {}
    for number, line in enumerate(lines, start=1):
        cells = line.replace(",", " ").split()
        if number == 1 and cells == KAGGLE_HEAD:
            continue
        if len(cells) != 2 or cells[1] not in PARTS:
            raise DataError(f"{file}, row {number} is not a name and 0, 1 or 2 but '{line[:40]}'; fetch the file again")
        parts[cells[0]] = cells[1]
    return parts


def crop(image: Image.Image, size: int) -> Image.Image:
    """The centre square of an aligned image (148/178 of its width), shrunk to `size` x `size`.

    Lanczos over the square's exact borders, which need not fall on whole pixels: it keeps the most detail without
    aliasing, and half-size images get the very same crop as full-size ones. A square has been cut already and is only
    shrunk. Raises DataError for other proportions.
    """
    width, height = image.size
    if width == height:
        return square(image, size)
    if abs(height - width * FULL_SIZE[1] / FULL_SIZE[0]) > 1:
        raise DataError(f"it has {width}x{height} pixels, which are not the proportions of an aligned image (178x218)")
    box = tuple(edge * width / FULL_SIZE[0] for edge in CROP)
    return image.resize((size, size), Image.Resampling.LANCZOS, box=box)


def _read_attributes(lines: list[str], file: str) -> tuple[dict[str, tuple[int, list[int]]], list[str]]:
    """Row number and the 40 values (0 or 1, in the order of ATTRIBUTES) by image name; a sentence for each bad row."""
    commas = file.endswith(".csv")
    count, names, first = (None, _names(lines, file, 1), 2) if commas else _read_head(lines, file)
    columns = [names.index(name) for name in ATTRIBUTES]
    values: dict[str, tuple[int, list[int]]] = {}
    skipped = []
    rows = [
        (number, line.split("," if commas else None))
        for number, line in enumerate(lines[first - 1 :], start=first)
        if line.strip()
    ]
    if count is not None and len(rows) != count:
        raise DataError(
            f"{file}, row 1 promises {count} rows but {len(rows)} follow; the file is cut or edited: fetch it again"
        )
    for number, (name, *cells) in rows:
        if len(cells) != len(names) or not set(cells) <= {"1", "-1"}:
            skipped.append(f"{file}, row {number} ({name}) is not a name and {len(names)} values of 1 or -1")
        elif name in values:
            skipped.append(f"{file}, row {number} names {name} a second time")
        else:
            values[name] = number, [int(cells[column] == "1") for column in columns]
    return values, skipped


def _read_head(lines: list[str], file: str) -> tuple[int, list[str], int]:
    """How many rows the file promises, the names of its columns, and the number of its first row."""
    if not lines or not lines[0].strip().isdecimal():
        found = lines[0][:40] if lines else ""
        raise DataError(f"{file}, row 1 must be the number of images but is '{found}'; fetch the file again")
    return int(lines[0]), _names(lines, file, 2), 3


def _names(lines: list[str], file: str, row: int) -> list[str]:
    """The attributes that `row`, counted from 1, names. With commas its first column is that of the images."""
    line = lines[row - 1] if len(lines) >= row else ""
    names = line.strip().split(",")[1:] if "," in line else line.split()
    for name in names:
        if name not in ATTRIBUTES:
            raise DataError(
                f"{file}, row {row} names an unknown attribute '{name}'; it must name CelebA's 40 attributes"
            )
    missing = [name for name in ATTRIBUTES if name not in names]
    if missing or len(names) != len(ATTRIBUTES):
        problem = f"lacks {', '.join(missing)}" if missing else "names an attribute twice"
        raise DataError(f"{file}, row {row} must name CelebA's 40 attributes but {problem}; fetch the file again")
    return names


RECORD = Record(
    name="celeba",
    title=TITLE,
    plain="Faces",
    terms=TERMS,
    split="the official test part where the partition file is there, or else the last tenth by name",
    read=plan,
    judge="judge-faces",
    notes=DataNotes(
        limits=(
            "CelebA shows celebrities as the press photographs them: young, light-skinned and styled faces are far "
            "more frequent than in any population. The model repeats this, and does worse on faces rare there.",
            "The labels are the data set's, given by annotators at a glance, two values each. Male, Young or "
            "Attractive record their impression and its bias; they are not facts about anybody.",
            PEOPLE,
        ),
        tags=("faces", "celeba"),
        license_name="celeba-non-commercial-research",
        license_link="https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html",
    ),
)
