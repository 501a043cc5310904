//! Names of filters, parameters, tissues, planes and presets.

use super::texts;

texts! {
    /// Names that several areas of the window share.
    Names {
        window: "Window", "윈도우";
        range: "Range", "범위";
        stretch: "Percentile stretch", "백분위 스트레치";
        brightness: "Brightness", "밝기";
        contrast: "Contrast", "대비";
        gamma: "Gamma", "감마";
        log: "Logarithm", "로그";
        sigmoid: "Sigmoid", "시그모이드";
        invert: "Invert", "반전";
        heq: "HEQ", "HEQ";
        ahe: "AHE", "AHE";
        clahe: "CLAHE", "CLAHE";
        nclahe: "N-CLAHE", "N-CLAHE";
        heq_long: "Histogram equalisation (OpenCV)", "히스토그램 평활화 (OpenCV)";
        ahe_long: "Adaptive histogram equalisation", "적응 히스토그램 평활화";
        clahe_long: "Contrast-limited AHE (OpenCV, 8 bit)", "대비 제한 AHE (OpenCV, 8비트)";
        nclahe_long: "Normalised CLAHE", "정규화 CLAHE";
        key_center: "Centre", "중심";
        key_width: "Width", "너비";
        key_function: "Function", "함수";
        key_auto: "From", "기준";
        key_low: "Low", "하한";
        key_high: "High", "상한";
        key_depth: "Depth", "비트 수";
        key_variant: "Variant", "방식";
        key_amount: "Amount", "양";
        key_gamma: "Gamma", "감마";
        key_gain: "Gain", "이득";
        key_cutoff: "Cutoff", "중심점";
        key_radius: "Radius", "반지름";
        key_border: "Border", "경계";
        key_mode: "Rank", "순위";
        key_tiles: "Tiles", "타일";
        key_clip_limit: "Clip limit", "클립 한도";
        key_norm: "Norm", "정규화";
        key_strength: "Strength", "강도";
        key_scope: "Scope", "적용 범위";
        axial: "Axial", "축상";
        coronal: "Coronal", "관상";
        sagittal: "Sagittal", "시상";
        acquired: "Acquired", "촬영면";
        air: "Air", "공기";
        fat: "Fat", "지방";
        soft_tissue: "Soft tissue, water", "연부 조직·물";
        bone: "Calcification, bone", "석회화·뼈";
        metal: "Metal", "금속";
        muscle: "Muscle", "근육";
        over_inflated: "Over-inflated", "과팽창";
        normally_aerated: "Normally aerated", "정상 환기";
        poorly_aerated: "Poorly aerated", "환기 저하";
        non_aerated: "Not aerated", "무환기";
        very_low: "Darkest", "가장 어두움";
        low: "Dark", "어두움";
        middle: "Middle", "중간";
        high: "Bright", "밝음";
        very_high: "Brightest", "가장 밝음";
        five_densities: "Five densities", "다섯 밀도";
        lung_set: "Lung", "폐";
        body_composition: "Body composition", "체성분";
        relative: "Relative", "상대값";
        preset_soft_tissue: "Soft tissue", "연부 조직";
        preset_lung: "Lung", "폐";
        preset_bone: "Bone", "뼈";
        preset_brain: "Brain", "뇌";
        preset_mediastinum: "Mediastinum", "종격동";
        preset_abdomen: "Abdomen", "복부";
        preset_angio: "Angiography", "혈관";
        preset_whole: "Whole range", "전체 범위";
    }
}
