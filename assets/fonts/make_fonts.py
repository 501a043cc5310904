#!/usr/bin/env python3
"""Rebuilds the font subsets beside this file, and the constants in src/ui/icons.rs.

Needs Python 3.9 with fonttools and brotli, and a folder with the unpacked sources:

    npm pack inter-ui@4.1.1 && tar xzf inter-ui-4.1.1.tgz --one-top-level
    npm pack @phosphor-icons/web@2.1.2 && tar xzf phosphor-icons-web-2.1.2.tgz --one-top-level
    apt-get download fonts-noto-cjk && dpkg-deb -x fonts-noto-cjk_*.deb noto
    python3 make_fonts.py FOLDER

The subset of Noto Sans CJK takes some minutes.
"""

import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
ICONS_RS = HERE.parent.parent / "src" / "ui" / "icons.rs"

# Latin with its accents, Vietnamese, Greek, Cyrillic, punctuation, superscripts, currency, letterlike,
# arrows, mathematics, and the signs of keys on keyboards.
INTER_RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1CD, 0x1DC),
    (0x218, 0x21B), (0x2BB, 0x2BC), (0x2C6, 0x2DD), (0x300, 0x304), (0x306, 0x30C), (0x323, 0x323), (0x326, 0x328),
    (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x493), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9),
    (0x2000, 0x203A), (0x2044, 0x2044), (0x2070, 0x208E), (0x20A9, 0x20AC), (0x2103, 0x2122), (0x2126, 0x2126),
    (0x2150, 0x215F), (0x2190, 0x21AA), (0x21E7, 0x21E7), (0x2200, 0x22A5), (0x2303, 0x2303), (0x2318, 0x2318),
    (0x2325, 0x2326), (0x232B, 0x232B), (0x238B, 0x238B), (0x23CE, 0x23CE), (0x25A0, 0x25FF), (0xFFFD, 0xFFFD),
]

ICONS = """
angle arrow-clockwise arrow-counter-clockwise arrow-down arrow-left arrow-right arrow-square-out arrow-u-up-left
arrow-u-up-right arrow-up arrows-clockwise arrows-in-simple arrows-left-right arrows-out-simple bell bounding-box
caret-down caret-left caret-right caret-up chart-bar check check-circle circle circle-half clipboard-text code columns
copy crosshair cube cursor dots-six-vertical dots-three dots-three-vertical export eye eye-slash eyedropper file
file-csv files flip-horizontal flip-vertical floppy-disk folder folder-open frame-corners funnel gear grid-four
grid-nine hand-grabbing image image-broken info intersect keyboard layout line-segment link link-break list-bullets
lock lock-open magnifying-glass magnifying-glass-minus magnifying-glass-plus minus moon note palette pause
pencil-simple play plus push-pin question rectangle repeat ruler sidebar-simple skip-back skip-forward
sliders-horizontal square-split-horizontal squares-four stack stop sun swap swatches tag terminal-window text-t
translate trash tray-arrow-down user warning x x-circle
""".split()


def tabular_figures(font):
    """Points the character map of digits, plus and minus at the figures of equal width.

    egui shapes text but has no switch for OpenType features, so the choice is made here, once.
    """
    table = font["GSUB"].table
    equal_width = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for sub in table.LookupList.Lookup[index].SubTable:
                    equal_width.update(getattr(sub, "ExtSubTable", sub).mapping)
    for cmap in font["cmap"].tables:
        for code in map(ord, "0123456789+\u2212"):
            if cmap.cmap.get(code) in equal_width:
                cmap.cmap[code] = equal_width[cmap.cmap[code]]


def save_subset(font, codes, features, hinting, out):
    """Writes the part of `font` that `codes` need."""
    options = subset.Options()
    options.layout_features = features
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = hinting
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = None
    font.save(out)
    print(out.name, out.stat().st_size)


def inter(folder):
    """The three weights of Inter."""
    codes = [code for first, last in INTER_RANGES for code in range(first, last + 1)]
    for weight in ("Regular", "Medium", "SemiBold"):
        font = TTFont(folder / "inter-ui-4.1.1" / "package" / "web" / f"Inter-{weight}.woff2")
        tabular_figures(font)
        save_subset(font, codes, ["kern", "mark", "mkmk", "ccmp"], True, HERE / f"Inter-{weight}.ttf")


def two_byte(codec, first, last):
    """Characters of a national set: those that its codec writes in two bytes."""
    for code in range(first, last + 1):
        try:
            encoded = chr(code).encode(codec)
        except UnicodeEncodeError:
            continue
        if len(encoded) == 2:
            yield code


def noto(folder):
    """All Hangul syllables, Kana, and the Han characters of KS X 1001, JIS X 0208 and GB 2312, in Korean forms."""
    codes = set(range(0x3131, 0x318F)) | set(range(0x3000, 0x3020)) | set(range(0xFF01, 0xFF61))
    codes |= set(range(0x3041, 0x3100)) | set(range(0xAC00, 0xD7A4))
    for codec in ("euc_kr", "euc_jp", "gb2312"):
        codes |= set(two_byte(codec, 0x4E00, 0x9FFF))
    source = folder / "noto" / "usr" / "share" / "fonts" / "opentype" / "noto" / "NotoSansCJK-Regular.ttc"
    font = TTFont(source, fontNumber=1)  # 1 is the Korean face
    save_subset(font, codes, [], False, HERE / "NotoSansCJKkr-Regular.otf")


def phosphor(folder):
    """The icons, and their names as constants."""
    regular = folder / "phosphor-icons-web-2.1.2" / "package" / "src" / "regular"
    rules = re.findall(r'\.ph\.ph-([a-z0-9-]+):before\s*\{\s*content:\s*"\\([0-9a-f]+)"', (regular / "style.css").read_text())
    code_of = {name: int(code, 16) for name, code in rules}
    save_subset(TTFont(regular / "Phosphor.ttf"), [code_of[name] for name in ICONS], [], False, HERE / "Phosphor.ttf")
    lines = [
        "//! Names of the icons in `assets/fonts/Phosphor.ttf`, each one character of a private range.",
        "//!",
        "//! Written by `assets/fonts/make_fonts.py`; to add an icon, add its Phosphor name there.",
        "",
    ]
    for name in sorted(ICONS):
        constant = name.upper().replace("-", "_")
        lines.append(f"/// Phosphor `{name}`.")
        lines.append(f'pub const {constant}: &str = "\\u{{{code_of[name]:x}}}";')
    ICONS_RS.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sources = Path(sys.argv[1])
    inter(sources)
    phosphor(sources)
    noto(sources)
