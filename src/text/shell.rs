//! Sentences of the window around the views: toolbar, series list, start page, status line, sheets.

use super::texts;

texts! {
    /// Texts of the window's shell.
    ShellTexts {
        open: "Open", "열기";
        recent: "Recent", "최근 항목";
        samples: "Samples", "예제";
        layout: "Layout", "배치";
        window: "W/L", "W/L";
        window_given: "W {} C {}", "W {} C {}";
        file_window_unnamed: "Window {}", "윈도우 {}";
        file_lut_unnamed: "Lookup table {}", "조회표 {}";
        voi_lut: "VOI LUT", "VOI LUT";
        table_no_step: "The recipe has a window step, which cannot hold a lookup table", "레시피의 윈도우 단계에는 조회표를 쓸 수 없습니다";
        presets: "Presets", "프리셋";
        tissue: "Tissue", "조직";
        compare: "Compare", "비교";
        equaliser_tip: "A click replaces the equaliser that is on; Shift + click adds.", "누르면 켜져 있는 평활화를 바꾸고, Shift를 누른 채 누르면 더합니다.";
        undo_named: "Undo: {}", "실행 취소: {}";
        redo_named: "Redo: {}", "다시 실행: {}";
        find_command: "Find a command", "명령 찾기";

        filter_series: "Filter series", "시리즈 거르기";
        no_studies: "No studies yet", "아직 검사가 없습니다";
        studies_appear: "Opened studies appear here", "연 검사가 여기에 나타납니다";
        nothing_matches: "No series matches", "맞는 시리즈가 없습니다";
        change_filter: "Change or clear the filter", "거르기 글자를 바꾸거나 지우세요";
        no_pictures_found: "No picture was found", "영상을 찾지 못했습니다";
        see_warnings: "The warnings say why", "이유는 경고 목록에 있습니다";
        unnamed_patient: "Unnamed patient", "이름 없는 환자";
        unnamed_series: "Unnamed series", "이름 없는 시리즈";
        one_image: "{}×{} · 1 image", "{}×{} · 영상 1장";
        frames: "{}×{} · {} frames", "{}×{} · {}프레임";
        voxels: "{}×{}×{}", "{}×{}×{}";
        phases: "{} · {} phases", "{} · 위상 {}개";
        export_phase: "{}, {}", "{}, {}";
        doubtful: "Something was mended or doubted while reading; see the warnings", "읽는 중에 고치거나 의심한 점이 있습니다. 경고를 보세요";
        stands_apart: "Stands apart: {}", "따로 나뉨: {}";

        tagline: "Look at CT volumes and radiographs, and see what preprocessing does to them", "CT와 X선 영상을 보고, 전처리가 무엇을 바꾸는지 확인하세요";
        open_files: "Open files", "파일 열기";
        open_folder: "Open folder", "폴더 열기";
        open_stack: "Pictures of a folder as one stack", "폴더의 그림을 한 스택으로 열기";
        open_path: "Open path", "경로 열기";
        drop_here: "or drop files and folders here: DICOM, NIfTI, NRRD, PNG, JPEG, TIFF, NumPy", "또는 파일이나 폴더를 여기에 끌어 놓으세요: DICOM, NIfTI, NRRD, PNG, JPEG, TIFF, NumPy";
        real_and_free: "real pictures, free to use, no names in them", "공개된 실제 영상이며 이름이 들어 있지 않습니다";
        sample_ct: "Chest CT", "흉부 CT";
        sample_radiograph: "Chest radiograph", "흉부 X선";
        sample_colour: "Colour frame", "컬러 영상";
        sample_ct_size: "CT volume", "CT 볼륨";
        sample_radiograph_size: "1 image", "영상 1장";
        sample_colour_size: "Fundus, RGB", "안저, RGB";
        clear: "Clear", "지우기";
        missing: "missing", "없음";
        remove_from_list: "Take off the list", "목록에서 빼기";
        not_medical: "Not a medical device. Not for diagnosis.", "의료기기가 아닙니다. 진단에 쓰지 마세요.";
        reading: "Reading {}…", "{} 읽는 중…";
        reading_hint: "The first picture is shown as soon as it is decoded", "첫 영상이 풀리는 대로 보여 줍니다";

        drop_opens: "Drop to open {} items", "놓으면 {}개를 엽니다";
        drop_opens_one: "Drop to open “{}”", "놓으면 엽니다: {}";
        drop_adds: "They come beside what is open.", "이미 열린 것에 더해집니다.";

        status_empty: "Nothing open. Drop files or a folder anywhere in the window.", "열린 것이 없습니다. 파일이나 폴더를 창에 끌어 놓으세요.";
        status_empty_no_drops: "Nothing open. Open a file or folder to begin.", "열린 것이 없습니다. 파일이나 폴더를 여세요.";
        probe: "Value under the pointer", "포인터 아래의 값";
        stored: "stored {}", "저장값 {}";
        stored_out: "stored {} → out {}", "저장값 {} → 출력 {}";
        row_column: "row {}  col {}  slice {}  (from 0)", "행 {}  열 {}  단면 {}  (0부터)";
        padding: "padding", "채움값";
        point_at: "point at a picture to read its values", "영상을 가리키면 값이 보입니다";
        work: "{} {} of {}", "{} {}/{}";
        stop: "Stop", "중지";
        memory: "Memory of pictures", "영상이 쓰는 메모리";
        warnings: "Warnings", "경고";
        warnings_count: "{} warnings", "경고 {}건";
        written: "Written: {}", "저장함: {}";
        copied: "Copied", "복사했습니다";
        scanned: "{} files: {} images, {} not images, {} failed", "파일 {}개: 영상 {}, 영상 아님 {}, 실패 {}";
        scanned_image: "1 file: an image", "파일 1개: 영상";
        scanned_other: "1 file: not an image", "파일 1개: 영상 아님";
        scanned_failed: "1 file: it could not be read", "파일 1개: 읽지 못함";
        dialog_slow: "No dialog in sight? Type a path", "대화 상자가 안 보이나요? 경로 입력";

        no_warnings: "No warnings", "경고가 없습니다";
        no_warnings_hint: "What is mended, doubted or left out while reading is listed here", "읽으면서 고치거나 의심하거나 뺀 것이 여기에 나열됩니다";
        copy: "Copy", "복사";
        copy_all_csv: "Copy all as CSV", "모두 CSV로 복사";
        close: "Close", "닫기";
        severity_note: "Note", "알림";
        severity_warning: "Warning", "경고";
        severity_error: "Error", "오류";

        no_command: "No command of that name", "그런 이름의 명령이 없습니다";
        help_title: "Keys and help", "단축키와 도움말";
        help_search: "Search", "찾기";
        help_mouse: "In a view: wheel scrolls, left drag sets the window, middle drag pans, Ctrl + wheel zooms, a click places the crosshair, a double click maximises.", "화면에서: 휠은 단면 이동, 왼쪽 끌기는 윈도우, 가운데 끌기는 이동, Ctrl + 휠은 확대, 클릭은 십자선, 두 번 클릭은 최대화입니다.";

        help_list: "In the series list: a click shows a series, Ctrl + click shows it beside the others.", "시리즈 목록에서: 클릭하면 시리즈를 보이고, Ctrl + 클릭하면 나란히 더 보입니다.";

        panel_toolbar: "Toolbar", "도구 모음";
        panel_series: "Series list", "시리즈 목록";
        panel_views: "Views", "영상 화면";
        panel_inspector: "Inspector", "오른쪽 패널";
        panel_status: "Status line", "상태 줄";

        settings_title: "Settings", "설정";
        language: "Language", "언어";
        theme: "Theme", "테마";
        dark: "Dark", "어둡게";
        light: "Light", "밝게";
        system: "System", "시스템";
        interface_size: "Interface size", "화면 크기";
        memory_limit: "Memory for pictures", "영상 메모리 한도";
        memory_limit_hint: "Larger series are refused before anything is read.", "이보다 큰 시리즈는 읽기 전에 거절합니다.";
        keep_recent: "Keep a list of opened paths", "연 경로 기억하기";
        clear_recent: "Clear the list", "목록 지우기";
        settings_kept: "Kept in this computer's configuration folder. Never patient data.", "이 컴퓨터의 설정 폴더에만 저장하며, 환자 정보는 저장하지 않습니다.";

        version: "Version {}", "버전 {}";
        licence: "Licence: MIT or Apache 2.0", "라이선스: MIT 또는 Apache 2.0";
        fonts_licence: "Inter and Noto Sans CJK (SIL OFL 1.1), Phosphor icons (MIT)", "Inter·Noto Sans CJK (SIL OFL 1.1), Phosphor 아이콘 (MIT)";
        drawn_by: "Drawn by {}", "그리기: {}";

        path_title: "Open a path", "경로로 열기";
        path_recipe_title: "Load a recipe", "레시피 불러오기";
        path_save_recipe_title: "Save the recipe", "레시피 저장";
        path_name: "Path of a file or folder", "파일이나 폴더의 경로";
        path_recipe_name: "Path of a recipe file", "레시피 파일의 경로";
        path_hint: "Several paths stand in one line each; Tab completes; ~ is the home folder.", "여러 경로는 한 줄에 하나씩, Tab은 자동 완성, ~는 홈 폴더입니다.";
        path_recipe_hint: "Tab completes; ~ is the home folder.", "Tab은 자동 완성, ~는 홈 폴더입니다.";
        no_dialog: "The system shows no file dialog here.", "이 시스템에서는 파일 대화 상자를 쓸 수 없습니다.";
        open_button: "Open", "열기";
        load_button: "Load", "불러오기";
        cancel: "Cancel", "취소";

        export_title: "Save the picture", "영상 저장";
        export_what: "{}, slice {} of {}", "{}, 단면 {}/{}";
        export_path: "File", "파일";
        export_browse: "Browse…", "찾아보기…";
        export_kind_hint: "PNG, TIFF or NPY, by the file's ending", "끝 이름에 따라 PNG, TIFF 또는 NPY";
        export_depth: "Bits", "비트";
        export_eight: "8 bit", "8비트";
        export_sixteen: "16 bit", "16비트";
        export_map: "In the colours of the map", "컬러 맵 색으로 저장";
        export_tissue: "With tissue colours (RGB)", "조직 색 포함 (RGB)";
        export_force: "Replace an existing file", "있는 파일 바꾸기";
        export_command: "The same on the command line", "같은 일을 하는 명령줄";
        export_not_source: "Files that are open are never replaced.", "열려 있는 원본 파일은 바꾸지 않습니다.";
        save: "Save", "저장";
        dialog_filter_all: "All files", "모든 파일";
        dialog_filter_images: "DICOM and pictures", "DICOM과 영상";
        dialog_filter_recipe: "Recipe", "레시피";
        dialog_filter_picture: "Picture or array", "영상 또는 배열";
    }
}
