//! The filters, in the order of the manual.

/// The texts of one filter; pairs are English and Korean.
pub(super) struct Help {
    pub filter: &'static str,
    pub what: [&'static str; 2],
    pub formula: [&'static str; 2],
    pub misleads: [&'static str; 2],
    pub source: &'static str,
}

pub(super) const ALL: &[Help] = &[
    Help {
        filter: "window",
        what: [
            "Maps the values between two bounds to black … white; what lies outside becomes black or white. Centre and width say where the bounds are, in the unit of the values.",
            "두 경계 사이의 값을 검정에서 흰색까지로 옮기며, 바깥은 검정이나 흰색이 됩니다. 중심과 너비가 값의 단위로 경계의 위치를 정합니다.",
        ],
        formula: [
            "y = ((x − (c − 0.5)) / (w − 1) + 0.5) · top        linear\ny = ((x − c) / w + 0.5) · top        linear, exact\ny = top / (1 + exp(−4 (x − c) / w))        sigmoid",
            "y = ((x − (c − 0.5)) / (w − 1) + 0.5) · top        선형\ny = ((x − c) / w + 0.5) · top        선형(정확)\ny = top / (1 + exp(−4 (x − c) / w))        시그모이드",
        ],
        misleads: [
            "What is outside the window is gone for every step behind it: a narrow window turns lungs or bone into flat areas that no equaliser brings back. A filter's result depends on the window before it, so compare pictures with equal windows.",
            "윈도우 밖의 값은 뒤의 모든 단계에서 사라집니다. 윈도우가 좁으면 폐나 뼈가 평평해지고 어떤 평활화로도 되살릴 수 없습니다. 뒤따르는 필터의 결과도 윈도우에 따라 달라지므로 같은 윈도우로 비교하세요.",
        ],
        source: "DICOM PS3.3 C.11.2.1.2 and C.11.2.1.3",
    },
    Help {
        filter: "range",
        what: [
            "Maps one value to black and another to white, with a straight line between them. It is a window that is given by its ends.",
            "한 값을 검정으로, 다른 값을 흰색으로 옮기고 그 사이는 직선으로 잇습니다. 양 끝으로 정한 윈도우와 같습니다.",
        ],
        formula: [
            "y = (x − low) / (high − low) · top, clamped",
            "y = (x − low) / (high − low) · top, 0과 top 사이로 제한",
        ],
        misleads: [
            "Values outside the range are clipped and lost for the steps behind it. The histogram's share of clipped pixels says how many.",
            "범위 밖의 값은 잘려서 뒤의 단계에서 쓸 수 없습니다. 히스토그램의 '잘림' 비율로 얼마나 잘렸는지 확인하세요.",
        ],
        source: "Linear interpolation between two bounds, in double precision",
    },
    Help {
        filter: "stretch",
        what: [
            "Finds two percentiles of the picture and maps them to black and white. A few very dark and very bright pixels are given up, so that the rest gets the whole range.",
            "영상에서 두 백분위를 찾아 검정과 흰색으로 옮깁니다. 아주 어둡거나 밝은 소수의 픽셀을 포기하고 나머지가 전체 범위를 쓰게 합니다.",
        ],
        formula: [
            "y = (x − P(low)) / (P(high) − P(low)) · top, clamped\nP: linear between sorted neighbours, t = p / 100 · (n − 1)",
            "y = (x − P(low)) / (P(high) − P(low)) · top, 0과 top 사이로 제한\nP: 정렬된 이웃 사이의 선형 보간, t = p / 100 · (n − 1)",
        ],
        misleads: [
            "Each picture gets bounds of its own, so equal greys are not equal values from one slice to the next. Metal, a bright label or a large black border move the percentiles.",
            "영상마다 경계가 달라 같은 회색이라도 슬라이스가 다르면 같은 값이 아닙니다. 금속, 밝은 글자, 넓은 검은 테두리가 백분위를 움직입니다.",
        ],
        source: "Hyndman & Fan 1996, type 7 (NumPy's default percentile)",
    },
    Help {
        filter: "brightness",
        what: [
            "Adds the same share of full scale to every pixel. Differences between pixels stay until they reach black or white.",
            "모든 픽셀에 전체 범위의 같은 비율을 더합니다. 검정이나 흰색에 닿기 전까지 픽셀 사이의 차이는 그대로입니다.",
        ],
        formula: [
            "y = x + amount / 100 · top, clamped",
            "y = x + amount / 100 · top, 0과 top 사이로 제한",
        ],
        misleads: [
            "Pixels pushed to black or white are clipped: their structure is gone for the steps behind it.",
            "검정이나 흰색에 닿은 픽셀은 잘려서 뒤의 단계에서 구조를 되살릴 수 없습니다.",
        ],
        source: "Point operation; Gonzalez & Woods, Digital Image Processing, chapter 3",
    },
    Help {
        filter: "contrast",
        what: [
            "Stretches or squeezes greys about mid grey. Positive amounts pull dark and bright apart, negative ones draw both towards the middle.",
            "중간 회색을 기준으로 회색값을 늘리거나 줄입니다. 양수는 어두움과 밝음을 벌리고, 음수는 가운데로 모읍니다.",
        ],
        formula: [
            "y = (x − top / 2) · (1 + amount / 100) + top / 2, clamped",
            "y = (x − top / 2) · (1 + amount / 100) + top / 2, 0과 top 사이로 제한",
        ],
        misleads: [
            "It knows nothing of where the picture's greys lie: a dark picture only gets darker. Clipped ends cannot be brought back.",
            "영상의 회색값이 어디에 있는지 보지 않으므로 어두운 영상은 더 어두워질 뿐입니다. 잘린 양 끝은 되돌릴 수 없습니다.",
        ],
        source: "Point operation; Gonzalez & Woods, Digital Image Processing, chapter 3",
    },
    Help {
        filter: "gamma",
        what: [
            "Raises the share of full scale to a power. Below 1 dark areas open up, above 1 bright areas do; black and white stay where they are.",
            "전체 범위에 대한 비율을 거듭제곱합니다. 1보다 작으면 어두운 곳이, 크면 밝은 곳이 펼쳐지며 검정과 흰색은 그대로입니다.",
        ],
        formula: ["y = (x / top)^gamma · top", "y = (x / top)^gamma · top"],
        misleads: [
            "Noise is stretched with the dark areas it lies in. With strong values neighbouring greys fall together at one end and come apart into steps at the other.",
            "어두운 곳을 펼치면 그 안의 잡음도 함께 커집니다. 값이 지나치면 한쪽에서는 회색이 뭉치고 다른 쪽에서는 계단이 생깁니다.",
        ],
        source: "scikit-image: exposure.adjust_gamma",
    },
    Help {
        filter: "log",
        what: [
            "Takes the logarithm of the share of full scale. Dark areas are opened up strongly, bright ones are pressed together.",
            "전체 범위에 대한 비율의 로그를 취합니다. 어두운 곳은 크게 펼치고 밝은 곳은 눌러 줍니다.",
        ],
        formula: [
            "y = gain · log₂(1 + x / top) · top, clamped",
            "y = gain · log₂(1 + x / top) · top, 0과 top 사이로 제한",
        ],
        misleads: [
            "Small differences in bright areas, such as bone or the heart, nearly vanish. Noise near black becomes plainly visible.",
            "뼈나 심장처럼 밝은 곳의 작은 차이가 거의 사라집니다. 검정 근처의 잡음이 뚜렷하게 보입니다.",
        ],
        source: "scikit-image: exposure.adjust_log",
    },
    Help {
        filter: "sigmoid",
        what: [
            "Bends greys into an S about a cutoff: contrast rises there and falls at both ends. The gain says how steep the middle is.",
            "기준점을 중심으로 회색값을 S자로 휘어 그 부근의 대비를 높이고 양 끝은 낮춥니다. 이득은 가운데의 기울기입니다.",
        ],
        formula: [
            "y = top / (1 + exp(gain · (cutoff − x / top)))",
            "y = top / (1 + exp(gain · (cutoff − x / top)))",
        ],
        misleads: [
            "With a high gain it comes close to a threshold: structure away from the cutoff disappears without being clipped to plain black or white.",
            "이득이 크면 이진화에 가까워져, 기준점에서 먼 구조가 완전한 검정이나 흰색이 되지 않고도 사라집니다.",
        ],
        source: "scikit-image: exposure.adjust_sigmoid",
    },
    Help {
        filter: "invert",
        what: [
            "Swaps black and white. All differences stay, with the opposite sign.",
            "검정과 흰색을 바꿉니다. 모든 차이는 크기가 같고 방향만 반대가 됩니다.",
        ],
        formula: ["y = top − x", "y = top − x"],
        misleads: [
            "Equalisation before and after inversion are not mirror images. MONOCHROME1 pictures are inverted once at the end already, so a step of inversion shows them the other way round.",
            "반전 전과 후의 평활화 결과는 서로 거울상이 아닙니다. MONOCHROME1 영상은 마지막에 이미 한 번 반전되므로 이 단계를 넣으면 반대로 보입니다.",
        ],
        source: "Point operation; DICOM PS3.3 C.7.6.3.1.2 for MONOCHROME1",
    },
    Help {
        filter: "heq",
        what: [
            "Gives each grey the share of pixels that are darker, so that the histogram becomes as even as it can. One curve serves the whole picture.",
            "각 회색값을 그보다 어두운 픽셀의 비율로 바꾸어 히스토그램을 되도록 고르게 합니다. 영상 전체에 곡선 하나를 씁니다.",
        ],
        formula: [
            "y = (C(x) − C(min)) / (n − C(min)) · top\nC(x): pixels at x or darker",
            "y = (C(x) − C(min)) / (n − C(min)) · top\nC(x): x보다 어둡거나 같은 픽셀 수",
        ],
        misleads: [
            "Large even areas, air, table or background, take most of the greys and anatomy gets the rest; noise in them becomes texture. Greys lose their meaning: two slices with equal greys need not have equal values.",
            "공기, 테이블, 배경처럼 넓고 고른 영역이 회색을 대부분 차지하여 해부 구조에는 조금만 남고, 그 안의 잡음이 무늬처럼 보입니다. 슬라이스가 다르면 같은 회색이라도 같은 값이 아닙니다.",
        ],
        source: "OpenCV: equalizeHist; Gonzalez & Woods, chapter 3",
    },
    Help {
        filter: "ahe",
        what: [
            "Equalises each pixel within its own neighbourhood: its grey becomes its rank among its neighbours. Faint detail becomes visible everywhere, whatever the brightness around it.",
            "각 픽셀을 주변 영역 안에서 평활화하여, 이웃 사이의 순위가 새 회색값이 됩니다. 주변 밝기와 관계없이 어디서나 희미한 구조가 드러납니다.",
        ],
        formula: [
            "y = (#(neighbours < x) + ½ · #(neighbours = x)) / n · top",
            "y = (#(이웃 < x) + ½ · #(이웃 = x)) / n · top",
        ],
        misleads: [
            "Noise in even areas is stretched to the full range and looks like structure. Overall brightness is lost: air, soft tissue and bone can have one grey.",
            "고른 영역의 잡음이 전체 범위로 늘어나 구조처럼 보입니다. 전체 밝기 정보가 사라져 공기, 연부 조직, 뼈가 같은 회색이 될 수 있습니다.",
        ],
        source: "Pizer et al. 1987, Computer Vision, Graphics, and Image Processing 39: 355–368",
    },
    Help {
        filter: "clahe",
        what: [
            "Equalises in tiles and blends between them, with a limit on how steep each curve may be. The clip limit keeps noise down: what sticks out of a tile's histogram is spread over all greys.",
            "타일마다 평활화한 뒤 사이를 보간하며, 곡선의 기울기를 제한합니다. 타일 히스토그램에서 한도를 넘는 부분을 모든 회색에 나누어 잡음이 커지지 않게 합니다.",
        ],
        formula: [
            "h′ = min(h, limit) + excess / bins\nlimit = max(1, clip · tile pixels / bins)\ny = cumulative h′(x) / tile pixels · top, bilinear between four tiles",
            "h′ = min(h, limit) + 초과분 / 빈 수\nlimit = max(1, clip · 타일 픽셀 수 / 빈 수)\ny = 누적 h′(x) / 타일 픽셀 수 · top, 네 타일 사이 쌍선형 보간",
        ],
        misleads: [
            "A curve differs from tile to tile: equal greys at two places need not be equal values, and large smooth areas can show the grid. Quantum noise behind the heart and in the mediastinum still rises. A clip limit means something else in every library.",
            "타일마다 곡선이 달라 위치가 다르면 같은 회색이 같은 값이 아니며, 넓고 매끈한 영역에 격자가 비칠 수 있습니다. 심장 뒤와 종격동의 양자 잡음도 커집니다. 클립 한도의 뜻은 라이브러리마다 다릅니다.",
        ],
        source: "Zuiderveld 1994, Graphics Gems IV; Pizer et al. 1987",
    },
    Help {
        filter: "nclahe",
        what: [
            "Brings the values to a common 8-bit range first, then applies CLAHE. The first step makes dark and bright exposures comparable before local contrast is raised.",
            "값을 먼저 공통의 8비트 범위로 정규화한 뒤 CLAHE를 적용합니다. 어둡거나 밝게 찍힌 영상을 비슷하게 맞춘 다음 국소 대비를 높입니다.",
        ],
        formula: [
            "z = 255 · ln(1 + x − min) / ln(1 + max − min)        logarithm\nz = 255 · (x − min) / (max − min)        min–max\ny = CLAHE(z)",
            "z = 255 · ln(1 + x − min) / ln(1 + max − min)        로그\nz = 255 · (x − min) / (max − min)        최소–최대\ny = CLAHE(z)",
        ],
        misleads: [
            "Minimum and maximum decide the first step: one metal clip, or padding that is not masked, presses everything else together. Several recipes go by this name, so say which norm was used.",
            "첫 단계는 최솟값과 최댓값이 정하므로 금속 하나나 제외되지 않은 패딩이 나머지를 모두 눌러 버립니다. 같은 이름의 방법이 여럿이므로 어떤 정규화를 썼는지 밝히세요.",
        ],
        source: "Koonsanit et al. 2017 (BMEiCON); Horry et al. 2020, IEEE Access 8; the exact form is this program's",
    },
    Help {
        filter: "match",
        what: [
            "Gives the picture the histogram of a reference picture. Each grey becomes the reference's grey that has as many pixels below it.",
            "영상의 히스토그램을 기준 영상에 맞춥니다. 각 회색값은 그보다 어두운 픽셀의 비율이 같은 기준 영상의 회색값이 됩니다.",
        ],
        formula: [
            "y = Q⁻¹(C(x) / n)\nC: cumulative counts of the picture, Q of the reference",
            "y = Q⁻¹(C(x) / n)\nC: 영상의 누적 도수, Q: 기준 영상의 누적 도수",
        ],
        misleads: [
            "Where the two pictures show different shares of air, lung or bone, tissues are painted with the greys of others. Match inside the body, or not at all.",
            "두 영상의 공기, 폐, 뼈 비율이 다르면 한 조직이 다른 조직의 회색으로 칠해집니다. 몸 안에서만 맞추거나 쓰지 마세요.",
        ],
        source: "scikit-image: exposure.match_histograms",
    },
    Help {
        filter: "unsharp",
        what: [
            "Adds back what a Gaussian blur takes away, so that edges become steeper. Radius says how wide an edge is, amount how strongly it is raised.",
            "가우시안 흐림으로 사라진 부분을 더해 가장자리를 뚜렷하게 합니다. 반지름은 가장자리의 폭, 양은 강조하는 세기입니다.",
        ],
        formula: [
            "y = x + amount · (x − Gσ(x))\nno change where |x − Gσ(x)| is below the threshold",
            "y = x + amount · (x − Gσ(x))\n|x − Gσ(x)|가 문턱값보다 작으면 그대로 둠",
        ],
        misleads: [
            "Dark and bright lines appear beside edges; beside ribs or a prosthesis they can pass for a pneumothorax or for loosening. Noise rises with the amount.",
            "가장자리 옆에 어둡고 밝은 선이 생겨, 갈비뼈나 인공 관절 옆에서는 기흉이나 해리처럼 보일 수 있습니다. 양이 클수록 잡음도 커집니다.",
        ],
        source: "Gonzalez & Woods, chapter 3; scikit-image: filters.unsharp_mask",
    },
    Help {
        filter: "multiscale",
        what: [
            "Takes the picture apart into details of many sizes, raises faint ones more than strong ones, and puts it together again. Contrast is evened out at every size at once.",
            "영상을 여러 크기의 세부로 나누어 약한 것을 강한 것보다 더 키운 뒤 다시 합칩니다. 모든 크기의 대비가 한꺼번에 고르게 됩니다.",
        ],
        formula: [
            "c′ = gain · M · sign(c) · (|c| / M)^power, at each level of a Laplacian pyramid\nM: largest |c| of all levels",
            "c′ = gain · M · sign(c) · (|c| / M)^power, 라플라시안 피라미드의 각 단계에서\nM: 모든 단계에서 가장 큰 |c|",
        ],
        misleads: [
            "Noise is a faint detail of the smallest size and is raised like one. Strong edges, metal above all, get wide halos.",
            "잡음도 가장 작은 크기의 약한 세부이므로 함께 커집니다. 금속처럼 강한 가장자리에는 넓은 후광이 생깁니다.",
        ],
        source: "After Vuylsteke & Schoeters 1994, SPIE 2167 (MUSICA); Burt & Adelson 1983",
    },
    Help {
        filter: "median",
        what: [
            "Puts the middle value of a small square in place of each pixel. Single outliers go, edges stay where they are.",
            "각 픽셀을 주변 작은 정사각형의 중앙값으로 바꿉니다. 홀로 튀는 값은 사라지고 가장자리는 제자리에 남습니다.",
        ],
        formula: [
            "y = median of the size × size pixels around x",
            "y = x 주변 size × size 픽셀의 중앙값",
        ],
        misleads: [
            "Lines and points narrower than half the square vanish: vessels, trabeculae, microcalcifications.",
            "정사각형의 절반보다 가는 선과 점이 사라집니다. 혈관, 뼈잔기둥, 미세 석회화가 그렇습니다.",
        ],
        source: "Tukey 1977; OpenCV: medianBlur",
    },
    Help {
        filter: "bilateral",
        what: [
            "Averages each pixel with neighbours that are both near and alike. Noise is smoothed inside areas, while edges between them stay.",
            "가까우면서 값도 비슷한 이웃끼리만 평균합니다. 영역 안의 잡음은 줄고 영역 사이의 가장자리는 남습니다.",
        ],
        formula: [
            "y = Σ w · x′ / Σ w\nw = exp(−d² / 2σs²) · exp(−(x − x′)² / 2σv²)",
            "y = Σ w · x′ / Σ w\nw = exp(−d² / 2σs²) · exp(−(x − x′)² / 2σv²)",
        ],
        misleads: [
            "Differences smaller than the σ of values are taken for noise: low-contrast lesions are smoothed away with it. Edges can turn into steps.",
            "값의 σ보다 작은 차이는 잡음으로 취급되므로 대비가 낮은 병변도 함께 지워집니다. 가장자리가 계단처럼 될 수 있습니다.",
        ],
        source: "Tomasi & Manduchi 1998, ICCV",
    },
    Help {
        filter: "nlm",
        what: [
            "Averages pixels whose surroundings look alike, wherever in the search window they are. Repeated texture is kept better than by a blur.",
            "탐색 범위 안에서 주변 모양이 비슷한 픽셀끼리 평균합니다. 되풀이되는 질감이 단순한 흐림보다 잘 보존됩니다.",
        ],
        formula: [
            "y = Σ w · x′ / Σ w\nw = exp(−d² / h²), d: root-mean-square difference of the patches around both pixels",
            "y = Σ w · x′ / Σ w\nw = exp(−d² / h²), d: 두 픽셀 주변 조각의 제곱평균제곱근 차이",
        ],
        misleads: [
            "With h above the noise, unique details that have no like in the window are blurred, while texture that is only noise can be drawn more clearly. Numbers of two programs cannot be compared unless all parameters are stated.",
            "h가 잡음보다 크면 닮은 곳이 없는 고유한 세부가 흐려지고, 잡음일 뿐인 무늬가 더 또렷해질 수 있습니다. 매개변수를 모두 밝히지 않으면 프로그램끼리 수치를 비교할 수 없습니다.",
        ],
        source: "Buades, Coll & Morel 2005, CVPR",
    },
    Help {
        filter: "powerlaw",
        what: [
            "Compares each pixel with its neighbours by a power law: α runs from equalisation (0) to unsharp masking (1), β says how much of the original stays. It is ITK's adaptive equalisation.",
            "각 픽셀을 이웃과 거듭제곱 법칙으로 비교합니다. α는 평활화(0)에서 언샤프 마스크(1)까지, β는 원본을 얼마나 남길지를 정합니다. ITK의 적응 평활화입니다.",
        ],
        formula: [
            "y = (M − m) · (Σ C(u, u′) / n + ½) + m,  u = (x − m) / (M − m) − ½\nC(u, u′) = ½ s |2d|^α − β ½ s |2d| + β u,  d = u − u′, s = sign(d)",
            "y = (M − m) · (Σ C(u, u′) / n + ½) + m,  u = (x − m) / (M − m) − ½\nC(u, u′) = ½ s |2d|^α − β ½ s |2d| + β u,  d = u − u′, s = sign(d)",
        ],
        misleads: [
            "Minimum m and maximum M are of the whole picture, so one bright implant changes it everywhere. With α near 0 noise rises as in AHE, near 1 halos appear.",
            "최솟값 m과 최댓값 M을 영상 전체에서 구하므로 밝은 삽입물 하나가 전체를 바꿉니다. α가 0에 가까우면 AHE처럼 잡음이, 1에 가까우면 후광이 생깁니다.",
        ],
        source: "Stark 2000, IEEE Transactions on Image Processing 9: 889–896; ITK: AdaptiveHistogramEqualizationImageFilter",
    },
];
