//! What is written over pictures and in the bars of views.

use super::texts;

texts! {
    /// Texts of the views.
    ViewTexts {
        view_of_stack: "{}, slice {} of {}", "{}, 단면 {}/{}";
        view_of_one: "{}, one picture", "{}, 단일 영상";
        empty_view: "Empty view", "빈 화면";
        series: "Picture", "영상";
        slice_bar: "Slice", "단면";
        phase_bar: "Phase", "위상";
        view_in_phase: "{}, phase {} of {}, {}", "{}, 위상 {}/{}, {}";
        gap: "Slices {} and {} are {} mm apart, usually {} mm", "단면 {}–{} 사이 {} mm (보통 {} mm)";
        gap_missing: "Between slices {} and {}: {} missing ({} mm, usually {} mm)", "단면 {}–{} 사이 {}장 누락 ({} mm, 보통 {} mm)";
        tilt: "tilt {}°", "기울기 {}°";
        tilt_own: "The slices stand aslant by {}°, as with a tilted gantry. Planes across them are straightened.", "단면이 {}° 기울어져 있습니다(예: 갠트리 기울기). 단면을 가로지르는 면은 똑바로 펴서 표시합니다.";
        tilt_across: "The slices stand aslant by {}°, as with a tilted gantry. This plane is straightened by interpolation.", "단면이 {}° 기울어져 있습니다(예: 갠트리 기울기). 이 면은 보간하여 똑바로 편 것입니다.";
        uneven: "uneven", "불균일 간격";
        missing: "{} missing", "{}장 누락";
        uneven_steps: "Slices are {} to {} mm apart, usually {} mm.", "단면 간격이 {}~{} mm로 일정하지 않습니다(보통 {} mm).";
        uneven_across: "Rows between them are interpolated; those across gaps are hatched.", "그 사이의 행은 보간된 값이며, 큰 간격은 빗금으로 표시됩니다.";
        oblique: "oblique", "사위면";
        oblique_hint: "The slices were acquired {}° off this plane; the letters at the edges tell the true directions.", "이 면에서 {}° 비스듬히 촬영된 단면입니다. 가장자리의 글자가 실제 방향을 나타냅니다.";
        oblique_acquired: "The slices were acquired {}° off the nearest right-angled plane; the letters at the edges tell the true directions.", "가장 가까운 직교면에서 {}° 비스듬히 촬영된 단면입니다. 가장자리의 글자가 실제 방향을 나타냅니다.";
        position_of: "/{}", "/{}";
        window_values: "W {}  C {}", "W {}  C {}";
        window_lut: "VOI LUT of the file", "파일의 VOI LUT";
        window_unused: "window not used by {}", "{}: 윈도우 사용 안 함";
        monochrome1: "MONOCHROME1, inverted for display", "MONOCHROME1, 표시할 때 반전됨";
        inverted: "display inverted", "표시 반전";
        millimetres: "{} {} mm", "{} {} mm";
        spacing_unknown: "spacing: unknown", "화소 간격: 알 수 없음";
        length_detector: "{} at the detector", "{} (검출기면)";
        length_magnification: "{} estimated", "{} (추정)";
        length_calibrated: "{} calibrated", "{} (보정)";
        orientation_unknown: "orientation unknown", "방향 알 수 없음";
        position_not_stated: "position not stated", "촬영 자세 정보 없음";
        original: "ORIGINAL", "원본";
        updating: "updating", "갱신 중";
        failed: "The picture cannot be made", "영상을 만들 수 없습니다";
        nothing: "Nothing is shown here", "표시된 영상이 없습니다";
        nothing_hint: "Choose a series in the list.", "목록에서 시리즈를 선택하세요.";
        zoom: "Zoom {} %", "확대 {} %";
        zoom_hint: "Double click: fit or one pixel per screen pixel", "두 번 클릭: 화면 맞춤 ↔ 1:1 화소";
        linked: "Linked with the other views of the series", "같은 시리즈의 다른 화면과 연동";
        maximise: "Maximise", "최대화";
        restore: "All views", "모든 화면";
        menu: "Menu of the view", "화면 메뉴";
        picture_texts: "Texts over the picture", "영상 위 글자";
        colours_from_to: "{}: {} to {}", "{}: {}–{}";
        texts_all: "All", "모두";
        texts_few: "Few", "일부";
        texts_none: "None", "없음";
        no_steps: "no steps", "단계 없음";
        grid_took: "{} ms", "{} ms";
        grid_cell: "{}: click to take it as the recipe", "{}: 클릭하면 레시피로 적용";
        side_a: "A", "A";
        side_b: "B", "B";
    }
}
