//! What sets the variants of a filter apart.

/// Filter, variant, and one sentence in English and Korean.
pub(super) const ALL: &[(&str, &str, [&str; 2])] = &[
    (
        "stretch",
        "percentile",
        [
            "Percentiles between sorted neighbours, as NumPy's.",
            "정렬된 이웃 사이를 보간한 백분위로, NumPy와 같습니다.",
        ],
    ),
    (
        "stretch",
        "pillow",
        [
            "Pillow's ImageOps.autocontrast: cuts whole bins from both ends and truncates.",
            "Pillow의 ImageOps.autocontrast로, 양 끝의 빈을 통째로 자르고 소수점을 버립니다.",
        ],
    ),
    (
        "stretch",
        "torchvision",
        [
            "torchvision's autocontrast: minimum to maximum in single precision, truncated.",
            "torchvision의 autocontrast로, 최솟값에서 최댓값까지 단정밀도로 계산하고 소수점을 버립니다.",
        ],
    ),
    (
        "heq",
        "opencv",
        [
            "OpenCV's equalizeHist: the darkest grey present becomes 0, the brightest full scale.",
            "OpenCV의 equalizeHist로, 가장 어두운 값은 0, 가장 밝은 값은 최댓값이 됩니다.",
        ],
    ),
    (
        "heq",
        "pillow",
        [
            "Pillow's ImageOps.equalize: whole numbers only, pixels of the same grey not counted; tiny pictures stay as they are.",
            "Pillow의 ImageOps.equalize로, 정수로만 계산하고 같은 회색은 세지 않으며 아주 작은 영상은 그대로 둡니다.",
        ],
    ),
    (
        "heq",
        "torchvision",
        [
            "torchvision's equalize: Pillow's rule on tensors, 8 bit.",
            "torchvision의 equalize로, Pillow의 규칙을 8비트 텐서에 적용합니다.",
        ],
    ),
    (
        "heq",
        "cdf",
        [
            "The plain cumulative share, as scikit-image's equalize_hist: the darkest grey becomes its own share, not 0.",
            "scikit-image의 equalize_hist와 같은 누적 비율로, 가장 어두운 값이 0이 아니라 그 비율이 됩니다.",
        ],
    ),
    (
        "heq",
        "imagej",
        [
            "ImageJ's Enhance Contrast > Equalize: square roots of the counts, therefore gentler.",
            "ImageJ의 Enhance Contrast > Equalize로, 도수의 제곱근을 쓰므로 더 부드럽습니다.",
        ],
    ),
    (
        "ahe",
        "exact",
        [
            "One window for each pixel: no tiles, no seams, no interpolation.",
            "픽셀마다 창을 하나씩 쓰므로 타일도 이음매도 보간도 없습니다.",
        ],
    ),
    (
        "ahe",
        "tiles",
        [
            "CLAHE without a limit: tiles, and bilinear interpolation between their curves.",
            "한도 없는 CLAHE로, 타일별 곡선 사이를 쌍선형 보간합니다.",
        ],
    ),
    (
        "clahe",
        "opencv",
        [
            "OpenCV's createCLAHE, to the bit. On 12-bit data stored in 16 bits its clip limit has no effect until it is in the hundreds: bins outnumber the pixels of a tile.",
            "OpenCV의 createCLAHE와 비트까지 같습니다. 16비트에 담긴 12비트 데이터에서는 빈이 타일의 픽셀보다 많아 클립 한도가 수백이 되기 전에는 효과가 없습니다.",
        ],
    ),
    (
        "clahe",
        "deep",
        [
            "This program's own: bins over the occupied range, the excess spread evenly, so that the clip limit means the same at 8, 12 and 16 bits.",
            "이 프로그램의 방식으로, 실제 값 범위에 빈을 두고 초과분을 고르게 나누어 8·12·16비트에서 클립 한도의 뜻이 같습니다.",
        ],
    ),
    (
        "clahe",
        "exact",
        [
            "One window for each pixel, clipped once as OpenCV does it: no tiles and no seams.",
            "픽셀마다 창을 하나씩 쓰고 OpenCV처럼 한 번 자르므로 타일과 이음매가 없습니다.",
        ],
    ),
    (
        "clahe",
        "fiji",
        [
            "Fiji's CLAHE, precise: one window for each pixel, clipping repeated until the limit holds. Its slope is the largest steepness of the curve.",
            "Fiji의 정밀 CLAHE로, 픽셀마다 창을 쓰고 한도가 지켜질 때까지 자르기를 되풀이합니다. 기울기는 곡선의 최대 경사입니다.",
        ],
    ),
    (
        "clahe",
        "fiji_fast",
        [
            "Fiji's CLAHE, fast: blocks, and bilinear interpolation between their curves.",
            "Fiji의 빠른 CLAHE로, 블록별 곡선 사이를 쌍선형 보간합니다.",
        ],
    ),
    (
        "clahe",
        "skimage",
        [
            "scikit-image's equalize_adapthist: the clip limit is a share of the tile, and the whole picture is stretched before and after, so that extreme pixels change all of it.",
            "scikit-image의 equalize_adapthist로, 클립 한도는 타일에 대한 비율이며 앞뒤로 영상 전체를 늘리므로 극단값이 전체를 바꿉니다.",
        ],
    ),
    (
        "clahe",
        "volume",
        [
            "Tiles in three dimensions (MCLAHE): axial, coronal and sagittal planes come out equally even.",
            "3차원 타일(MCLAHE)로, 축상·관상·시상면이 똑같이 고르게 나옵니다.",
        ],
    ),
    (
        "nclahe",
        "log",
        [
            "Logarithm of the distance from the minimum: opens dark areas before CLAHE.",
            "최솟값과의 차이에 로그를 취해 CLAHE 전에 어두운 곳을 펼칩니다.",
        ],
    ),
    (
        "nclahe",
        "equalize",
        [
            "Histogram equalisation of the whole picture before CLAHE.",
            "CLAHE 전에 영상 전체를 히스토그램 평활화합니다.",
        ],
    ),
    (
        "nclahe",
        "minmax",
        [
            "Minimum to 0 and maximum to 255, a straight line between them.",
            "최솟값을 0, 최댓값을 255로 하고 그 사이를 직선으로 잇습니다.",
        ],
    ),
    (
        "nclahe",
        "gamma",
        [
            "Minimum to maximum as a share, raised to a power, then CLAHE.",
            "최솟값–최댓값 비율을 거듭제곱한 뒤 CLAHE를 적용합니다.",
        ],
    ),
];
