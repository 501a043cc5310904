//! The Python functions that scripts are made of, each in the order of operations of the filter here.

/// A function of a script, in the order in which they stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    /// Imports, reading and writing.
    Files,
    /// A function of every distinct number.
    Each,
    /// DICOM's windows.
    Window,
    /// A straight line between two values.
    Between,
    /// Percentiles of the picture.
    Percentiles,
    /// Autocontrast of Pillow and torchvision.
    Autocontrast,
    /// A curve from grey to grey.
    Curve,
    /// `equalizeHist`, 16 bits too.
    Equalize,
    /// Pillow's and torchvision's equalisation.
    EqualizePillow,
    /// The cumulative distribution.
    EqualizeCdf,
    /// ImageJ's equalisation.
    EqualizeImageJ,
    /// OpenCV's CLAHE.
    Clahe,
    /// N-CLAHE.
    NClahe,
    /// Rank in a window.
    Rank,
    /// Median of a square.
    Median,
    /// Input and output mixed.
    Blend,
}

impl Helper {
    /// Those that it calls.
    pub fn needs(self) -> &'static [Self] {
        match self {
            Self::Window | Self::Between | Self::Autocontrast | Self::Curve => &[Self::Each],
            Self::Percentiles => &[Self::Between],
            Self::NClahe => &[Self::Each, Self::Equalize, Self::Clahe],
            _ => &[],
        }
    }

    /// Its source.
    pub fn text(self) -> &'static str {
        match self {
            Self::Files => FILES,
            Self::Each => EACH,
            Self::Window => WINDOW,
            Self::Between => BETWEEN,
            Self::Percentiles => PERCENTILES,
            Self::Autocontrast => AUTOCONTRAST,
            Self::Curve => CURVE,
            Self::Equalize => EQUALIZE,
            Self::EqualizePillow => EQUALIZE_PILLOW,
            Self::EqualizeCdf => EQUALIZE_CDF,
            Self::EqualizeImageJ => EQUALIZE_IMAGEJ,
            Self::Clahe => CLAHE,
            Self::NClahe => NCLAHE,
            Self::Rank => RANK,
            Self::Median => MEDIAN,
            Self::Blend => BLEND,
        }
    }
}

const FILES: &str = r#"
import hashlib
import math
import sys

import cv2
import numpy as np


def load(path):
    if path.endswith(".npy"):
        return np.load(path)
    x = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if x is None:
        raise SystemExit(f"{path}: not read")
    return x[..., 2::-1] if x.ndim == 3 else x


def save(path, x):
    if path.endswith(".npy"):
        np.save(path, x)
    else:
        cv2.imwrite(path, x[..., ::-1] if x.ndim == 3 else x)


def top(x):
    """White: 255 or 65535."""
    if x.dtype not in (np.uint8, np.uint16):
        raise SystemExit(f"a step needs grey of 8 or 16 bits, not {x.dtype}: put a window before it")
    return int(np.iinfo(x.dtype).max)
"#;

const EACH: &str = r#"

def each(x, f, bits):
    """f of every number as grey: floor(y + 0.5), clamped; no finite number is black."""
    numbers, places = np.unique(x, return_inverse=True)
    white = 2**bits - 1
    greys = [
        min(max(math.floor(f(float(v)) + 0.5), 0), white) if math.isfinite(v) else 0
        for v in numbers
    ]
    return np.array(greys, np.uint8 if bits == 8 else np.uint16)[places].reshape(x.shape)
"#;

const WINDOW: &str = r#"

def window(x, center, width, function, bits):
    """DICOM PS3.3 C.11.2."""
    white = float(2**bits - 1)
    half = (width - 1.0) / 2.0 if function == "linear" else width / 2.0
    middle = center - 0.5 if function == "linear" else center

    def f(v):
        if function == "sigmoid":
            return white / (1.0 + math.exp(-4.0 * (v - center) / width))
        if v <= middle - half:
            return 0.0
        if v > middle + half:
            return white
        if function == "linear":
            return ((v - (center - 0.5)) / (width - 1.0) + 0.5) * white
        return ((v - center) / width + 0.5) * white

    return each(x, f, bits)
"#;

const BETWEEN: &str = r#"

def between(x, low, high, bits):
    """low becomes black and high white."""
    white = float(2**bits - 1)
    if not low < high:
        return each(x, lambda v: 0.0, bits)
    return each(x, lambda v: min(max((v - low) / (high - low) * white, 0.0), white), bits)
"#;

const PERCENTILES: &str = r#"

def percentiles(x, low, high, bits):
    """Two percentiles become black and white."""
    numbers = x[np.isfinite(x)].astype(np.float64)
    if not numbers.size:
        return between(x, 0.0, 0.0, bits)
    low, high = np.percentile(numbers, [low, high])
    return between(x, float(low), float(high), bits)
"#;

const AUTOCONTRAST: &str = r#"

def autocontrast(x, dark, bright, single, bits):
    """Autocontrast of Pillow, or of torchvision in single precision; percents are set aside."""
    numbers = np.sort(x[np.isfinite(x)].astype(np.float64))
    first, last = int(len(numbers) * dark / 100.0), len(numbers) - 1 - int(len(numbers) * bright / 100.0)
    low, high = (float(numbers[first]), float(numbers[last])) if first <= last else (0.0, 0.0)
    if not low < high:
        return x if x.dtype == (np.uint8 if bits == 8 else np.uint16) else each(x, lambda v: 0.0, bits)
    white = float(2**bits - 1)

    def f(v):
        if single:
            y = float(np.float32(v - low) * (np.float32(white) / np.float32(high - low)))
        else:
            y = v * (white / (high - low)) + -low * (white / (high - low))
        return math.trunc(min(max(y, 0.0), white))

    return each(x, f, bits)
"#;

const CURVE: &str = r#"

def curve(x, f):
    """f(grey, white) of every grey, in the depth of the picture."""
    white = float(top(x))
    return each(x, lambda v: f(v, white), 8 * x.dtype.itemsize)
"#;

const EQUALIZE: &str = r#"

def equalize(x):
    """OpenCV's equalizeHist; 16 bits by the same rule."""
    if x.dtype == np.uint8:
        return cv2.equalizeHist(x)
    counts = np.bincount(x.ravel(), minlength=top(x) + 1)
    lowest = np.flatnonzero(counts)[0]
    if counts[lowest] == x.size:
        return x.copy()
    scale = np.float32(top(x)) / np.float32(x.size - counts[lowest])
    counts[lowest] = 0
    greys = np.rint(np.cumsum(counts).astype(np.float32) * scale)
    return np.minimum(greys, top(x)).astype(x.dtype)[x]
"#;

const EQUALIZE_PILLOW: &str = r#"

def equalize_pillow(x):
    """Pillow's ImageOps.equalize, torchvision's too: whole numbers only."""
    counts = np.bincount(x.ravel(), minlength=top(x) + 1)
    brightest = np.flatnonzero(counts)[-1]
    step = counts[:brightest].sum() // top(x)
    if step == 0:
        return x.copy()
    below = np.cumsum(counts) - counts
    return np.minimum((step // 2 + below) // step, top(x)).astype(x.dtype)[x]
"#;

const EQUALIZE_CDF: &str = r#"

def equalize_cdf(x, bins):
    """The cumulative distribution, as scikit-image's equalize_hist for integers."""
    if int(x.max()) - int(x.min()) >= bins:
        raise SystemExit("equalisation with fewer bins than greys is not reproducible here; use negatoscope apply")
    shares = np.cumsum(np.bincount(x.ravel(), minlength=top(x) + 1)) / x.size
    return np.floor(shares * top(x) + 0.5).astype(x.dtype)[x]
"#;

const EQUALIZE_IMAGEJ: &str = r#"

def equalize_imagej(x, classic=False):
    """ImageJ's Enhance Contrast > Equalize: square roots of the counts, or the counts."""
    counts = np.bincount(x.ravel(), minlength=top(x) + 1)
    first, *inner, last = (float(n) if classic else math.sqrt(n) for n in counts)
    total = first
    for weight in inner:
        total += 2.0 * weight
    total += last
    scale = top(x) / total
    greys, running = [0], first
    for weight in inner:
        running += weight
        greys.append(math.floor(running * scale + 0.5))
        running += weight
    return np.array(greys + [top(x)], x.dtype)[x]
"#;

const CLAHE: &str = r#"

def clahe(x, clip_limit, tiles, bit_shift=0):
    """OpenCV's CLAHE; tiles are columns, rows."""
    top(x)
    operation = cv2.createCLAHE(clipLimit=clip_limit, tileGridSize=tiles)
    if bit_shift and x.dtype == np.uint16:
        if not hasattr(operation, "setBitShift"):
            raise SystemExit("bit_shift needs OpenCV 4.14 or newer")
        operation.setBitShift(bit_shift)
    return operation.apply(np.ascontiguousarray(x))
"#;

const NCLAHE: &str = r#"

def nclahe(x, norm, gamma, clip_limit, tiles):
    """Normalised to 8 bits, then OpenCV's CLAHE."""
    numbers = x[np.isfinite(x)]
    low, high = (float(numbers.min()), float(numbers.max())) if numbers.size else (0.0, 0.0)

    def f(v):
        if not low < high:
            return 0.0
        if norm == "log":
            return 255.0 * math.log(1.0 + v - low) / math.log(1.0 + high - low)
        share = min(max((v - low) / (high - low), 0.0), 1.0)
        return (share**gamma if norm == "gamma" else share) * 255.0

    grey = each(x, f, 8)
    return clahe(equalize(grey) if norm == "equalize" else grey, clip_limit, tiles)
"#;

const RANK: &str = r#"

def rank(x, radius, border, mode):
    """Adaptive equalisation by the rank in a window around every pixel (Pizer et al., 1987)."""
    white, (height, width) = top(x), x.shape
    if border == "mirror":
        for axis in (0, 1):
            around = np.arange(-radius, x.shape[axis] + radius)
            period = max(2 * (x.shape[axis] - 1), 1)
            around %= period
            x = np.take(x, np.minimum(around, period - around) % x.shape[axis], axis)
    y0 = np.arange(height) if border == "mirror" else np.maximum(np.arange(height) - radius, 0)
    x0 = np.arange(width) if border == "mirror" else np.maximum(np.arange(width) - radius, 0)
    y1 = np.minimum(np.arange(height) + (2 if border == "mirror" else 1) * radius + 1, x.shape[0])
    x1 = np.minimum(np.arange(width) + (2 if border == "mirror" else 1) * radius + 1, x.shape[1])
    own = x[radius : radius + height, radius : radius + width] if border == "mirror" else x

    def counted(which):
        sums = np.zeros((x.shape[0] + 1, x.shape[1] + 1), np.int64)
        sums[1:, 1:] = np.cumsum(np.cumsum(which, 0), 1)
        return sums[np.ix_(y1, x1)] - sums[np.ix_(y0, x1)] - sums[np.ix_(y1, x0)] + sums[np.ix_(y0, x0)]

    n = counted(np.ones(x.shape, bool))
    twice = np.zeros((height, width), np.int64)
    for grey in np.unique(own):
        below, equal = counted(x < grey), counted(x == grey)
        counts = {"mid": 2 * below + equal, "le": 2 * (below + equal), "lt": 2 * below}[mode]
        twice = np.where(own == grey, counts, twice)
    n = np.maximum(n - 1, 1) if mode == "lt" else n
    return ((white * twice + n) // (2 * n)).astype(x.dtype)
"#;

const MEDIAN: &str = r#"

def median(x, size):
    """The middle value of a square; the border is repeated."""
    if x.dtype == np.uint8:
        return cv2.medianBlur(np.ascontiguousarray(x), size)
    padded = np.pad(x, size // 2, mode="edge")
    rows = (padded[y : y + size] for y in range(x.shape[0]))
    squares = (np.lib.stride_tricks.sliding_window_view(row, (size, size))[0] for row in rows)
    return np.stack([np.sort(s.reshape(x.shape[1], -1), 1)[:, size * size // 2] for s in squares])
"#;

const BLEND: &str = r#"

def blend(before, after, share):
    """Before and after mixed; whole numbers round by floor(y + 0.5)."""
    y = before.astype(np.float64) * (1.0 - share) + after.astype(np.float64) * share
    if after.dtype.kind not in "iu":
        return y.astype(after.dtype)
    limits = np.iinfo(after.dtype)
    return np.clip(np.floor(y + 0.5), limits.min, limits.max).astype(after.dtype)
"#;

/// What runs a recipe that works on each channel of colour alone.
pub(super) const ON_COLOUR_BY_CHANNEL: &str = r#"

def on(x):
    if x.ndim == 3 and x.shape[2] == 3:
        return np.dstack([recipe(np.ascontiguousarray(x[..., channel])) for channel in range(3)])
    if x.ndim != 2:
        raise SystemExit(f"wanted one picture, not an array of {x.shape}")
    return recipe(x)
"#;

/// What runs a recipe whose steps take a grey out of colour, as no library does to the bit.
pub(super) const ON_GREY: &str = r#"

def on(x):
    if x.ndim != 2:
        raise SystemExit(f"wanted one grey picture, not an array of {x.shape}; use negatoscope apply")
    return recipe(x)
"#;

/// The end of every script.
pub(super) const MAIN: &str = r#"
if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(f"usage: {sys.argv[0]} IN OUT")
    result = np.ascontiguousarray(on(load(sys.argv[1])))
    save(sys.argv[2], result)
    found = hashlib.sha256(result.tobytes()).hexdigest()
    print(found)
    if EXPECTED not in (None, found):
        raise SystemExit(f"error: Negatoscope came to {EXPECTED}")
"#;
