//! What is written over pictures and in the bars of views.

use super::texts;

texts! {
    /// Texts of the views.
    ViewTexts {
        view_of_stack: "{}, slice {} of {}", "{}, 단면 {}/{}";
        view_of_one: "{}, one picture", "{}, 단일 영상";
        empty_view: "Empty view", "빈 보기";
        series: "Picture", "영상";
        slice_bar: "Slice", "단면";
        position_of: "/{}", "/{}";
        window_values: "W {}  C {}", "W {}  C {}";
        window_lut: "VOI LUT of the file", "파일의 VOI LUT";
        window_unused: "window not used by {}", "{}: 윈도우 사용 안 함";
        monochrome1: "MONOCHROME1, inverted for display", "MONOCHROME1, 표시할 때 반전됨";
        inverted: "display inverted", "표시 반전";
        millimetres: "{} {} mm", "{} {} mm";
        spacing_unknown: "spacing: unknown", "화소 간격: 알 수 없음";
        spacing_detector: "mm at the detector", "검출기면 기준 mm";
        spacing_magnification: "mm estimated (magnification)", "확대율로 추정한 mm";
        spacing_calibrated: "mm calibrated", "보정된 mm";
        length_detector: "{} at the detector", "{} (검출기면)";
        length_magnification: "{} estimated", "{} (추정)";
        length_calibrated: "{} calibrated", "{} (보정)";
        orientation_unknown: "orientation unknown", "방향 알 수 없음";
        position_not_stated: "position not stated", "촬영 자세 정보 없음";
        from_text: "{} (from text)", "{} (텍스트에서 추정)";
        original: "ORIGINAL", "원본";
        original_note: "the steps are off while B is held", "B를 누르는 동안 단계가 꺼집니다";
        updating: "updating", "갱신 중";
        reading: "reading", "읽는 중";
        failed: "The picture cannot be made", "영상을 만들 수 없습니다";
        nothing: "Nothing is shown here", "표시된 영상이 없습니다";
        nothing_hint: "Choose a series in the list.", "목록에서 시리즈를 선택하세요.";
        zoom: "Zoom {} %", "확대 {} %";
        zoom_hint: "Double click: fit or one pixel per screen pixel", "두 번 클릭: 화면에 맞춤 ↔ 1:1 화소";
        linked: "Linked with the other views of the series", "같은 시리즈의 다른 보기와 연결";
        maximise: "Maximise", "최대화";
        restore: "All views", "모든 보기";
        menu: "Menu of the view", "보기 메뉴";
        plane: "Plane", "단면 방향";
        flip_across: "Flip left and right", "좌우 뒤집기";
        flip_down: "Flip upside down", "상하 뒤집기";
        rotate: "Rotate by 90°", "90° 회전";
        invert: "Invert the display", "표시 반전";
        fit: "Fit to the view", "보기에 맞춤";
        one_to_one: "One pixel per screen pixel", "1:1 화소";
        reset_view: "Reset the view", "보기 초기화";
        crosshair: "Crosshair", "십자선";
        picture_texts: "Texts over the picture", "영상 위 글자";
        texts_all: "All", "모두";
        texts_few: "Few", "일부";
        texts_none: "None", "없음";
        copy_picture: "Copy picture", "영상 복사";
        export: "Export…", "내보내기…";
        grid_original: "Original", "원본";
        grid_present: "Present recipe", "현재 레시피";
        grid_no_steps: "no steps", "단계 없음";
        grid_window: "W {}  C {}", "W {}  C {}";
        grid_took: "{} ms", "{} ms";
        grid_adopted: "is the recipe", "현재 레시피와 같음";
        grid_cell: "{}: click to take it as the recipe", "{}: 클릭하면 레시피로 적용";
        side_a: "A", "A";
        side_b: "B", "B";
    }
}
