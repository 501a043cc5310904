//! What each action is called, and why one is not possible now.

use super::texts;

texts! {
    /// Names of actions, as menus, the command list and the help sheet show them.
    ActionTexts {
        group_files: "Files", "파일";
        group_edit: "Edit", "편집";
        group_layout: "Views", "보기 배치";
        group_move: "Moving about", "이동";
        group_contrast: "Contrast", "대비";
        group_preprocessing: "Preprocessing", "전처리";
        group_tissue: "Tissue and layers", "조직과 레이어";
        group_comparison: "Comparison", "비교";
        group_window: "Window", "창";

        open_files: "Open files…", "파일 열기…";
        open_folder: "Open folder…", "폴더 열기…";
        open_path: "Open path…", "경로로 열기…";
        sample_ct: "Open the sample chest CT", "예제 흉부 CT 열기";
        sample_radiograph: "Open the sample chest radiograph", "예제 흉부 X선 열기";
        sample_colour: "Open the sample colour frame", "예제 컬러 영상 열기";
        rescan: "Read all again", "모두 다시 읽기";
        stop: "Stop reading and writing", "읽기·쓰기 중지";
        close: "Close series", "시리즈 닫기";
        close_all: "Close all", "모두 닫기";
        export: "Save picture…", "영상 저장…";
        copy_picture: "Copy picture", "영상 복사";
        copy_counts: "Copy histogram data (CSV)", "히스토그램 데이터 복사 (CSV)";
        copy_python: "Copy recipe as Python", "레시피를 Python으로 복사";
        save_recipe: "Save recipe…", "레시피 저장…";
        load_recipe: "Load recipe…", "레시피 불러오기…";
        quit: "Quit", "끝내기";

        undo: "Undo", "실행 취소";
        redo: "Redo", "다시 실행";
        reset_series: "Reset all of the series", "시리즈의 변경 모두 되돌리기";

        layout_one: "One view", "한 화면";
        layout_two: "Two side by side", "좌우 두 화면";
        layout_big: "One big and two small", "큰 화면 하나와 작은 화면 둘";
        layout_four: "Two by two", "2×2";
        layout_three: "Three side by side", "좌우 세 화면";
        layout_sheet: "Contact sheet", "밀착 보기";
        axial: "Axial", "축상면";
        coronal: "Coronal", "관상면";
        sagittal: "Sagittal", "시상면";
        acquired: "As acquired", "촬영면 그대로";
        maximise: "Maximise the view, or go back", "화면 최대화·복원";
        next_view: "Next view", "다음 화면";
        previous_view: "Previous view", "이전 화면";
        rotate_right: "Turn right by 90°", "오른쪽으로 90° 회전";
        rotate_left: "Turn left by 90°", "왼쪽으로 90° 회전";
        flip_across: "Flip left and right", "좌우 뒤집기";
        flip_down: "Flip upside down", "상하 뒤집기";
        link: "Link the view with others of its series", "같은 시리즈의 화면과 연동";

        slice_back: "Previous slice", "이전 단면";
        slice_on: "Next slice", "다음 단면";
        slices_back: "Ten slices back", "열 단면 앞으로";
        slices_on: "Ten slices on", "열 단면 뒤로";
        slice_first: "First slice", "첫 단면";
        slice_last: "Last slice", "마지막 단면";
        frame_back: "Previous frame or phase", "이전 프레임·위상";
        frame_on: "Next frame or phase", "다음 프레임·위상";
        frames_back: "Ten frames or phases back", "열 프레임·위상 앞으로";
        frames_on: "Ten frames or phases on", "열 프레임·위상 뒤로";
        next_series: "Next series", "다음 시리즈";
        previous_series: "Previous series", "이전 시리즈";
        next_study: "Next study", "다음 검사";
        previous_study: "Previous study", "이전 검사";
        zoom_in: "Zoom in", "확대";
        zoom_out: "Zoom out", "축소";
        fit: "Fit the view, or one pixel to one", "화면 맞춤·1:1 전환";
        reset_view: "Reset slice, zoom and pan", "단면·배율·위치 되돌리기";
        pan_left: "Pan left", "왼쪽 보기";
        pan_right: "Pan right", "오른쪽 보기";
        pan_up: "Pan up", "위쪽 보기";
        pan_down: "Pan down", "아래쪽 보기";
        crosshair: "Crosshair", "십자선";
        picture_texts: "Texts over pictures: all, few, none", "영상 위 글자: 모두·일부·없음";
        pixel_squares: "Pixels as squares, or smooth", "화소를 사각형으로·부드럽게";
        view_menu: "Menu of the view", "화면 메뉴";

        window_file: "Window of the file", "파일의 윈도우";
        window_auto: "Automatic window (0.5–99.5 %)", "자동 윈도우 (0.5–99.5 %)";
        preset_soft_tissue: "Window: soft tissue", "윈도우: 연부 조직";
        preset_lung: "Window: lung", "윈도우: 폐";
        preset_bone: "Window: bone", "윈도우: 뼈";
        preset_brain: "Window: brain", "윈도우: 뇌";
        preset_mediastinum: "Window: mediastinum", "윈도우: 종격동";
        preset_abdomen: "Window: abdomen", "윈도우: 복부";
        preset_angio: "Window: angiography", "윈도우: 혈관";
        preset_whole: "Window: whole range", "윈도우: 전체 범위";
        centre_up: "Raise the window's centre", "윈도우 중심 올리기";
        centre_down: "Lower the window's centre", "윈도우 중심 내리기";
        width_up: "Widen the window", "윈도우 너비 넓히기";
        width_down: "Narrow the window", "윈도우 너비 좁히기";
        invert: "Invert the display", "표시 반전";
        map_grey: "Colour map: grey", "컬러 맵: 회색조";
        map_inverse_grey: "Colour map: inverse grey", "컬러 맵: 반전 회색조";
        map_hot_iron: "Colour map: hot iron", "컬러 맵: 핫 아이언";
        map_hot_metal_blue: "Colour map: hot metal blue", "컬러 맵: 핫 메탈 블루";
        map_pet: "Colour map: PET", "컬러 맵: PET";
        map_pet_20_step: "Colour map: PET, 20 steps", "컬러 맵: PET 20단계";
        map_viridis: "Colour map: Viridis", "컬러 맵: Viridis";
        map_inferno: "Colour map: Inferno", "컬러 맵: Inferno";
        map_magma: "Colour map: Magma", "컬러 맵: Magma";
        map_cividis: "Colour map: Cividis", "컬러 맵: Cividis";
        map_cool_warm: "Colour map: cool to warm", "컬러 맵: 청색–적색";
        next_map: "Next colour map", "다음 컬러 맵";
        previous_map: "Previous colour map", "이전 컬러 맵";
        colour_bar: "Colour bar for grey too", "회색조에도 컬러 바 표시";

        heq: "HEQ", "HEQ";
        ahe: "AHE", "AHE";
        clahe: "CLAHE", "CLAHE";
        nclahe: "N-CLAHE", "N-CLAHE";
        heq_add: "HEQ besides others", "HEQ 추가로 켜기";
        ahe_add: "AHE besides others", "AHE 추가로 켜기";
        clahe_add: "CLAHE besides others", "CLAHE 추가로 켜기";
        nclahe_add: "N-CLAHE besides others", "N-CLAHE 추가로 켜기";
        original: "Show the original", "원본 보기";
        original_hold: "Show the original while held", "누르는 동안 원본 보기";
        explain_step: "What the step does…", "단계 설명…";
        reset_recipe: "Take off all steps", "모든 단계 없애기";
        add_window: "Add step: window", "단계 추가: 윈도우";
        add_range: "Add step: range", "단계 추가: 범위";
        add_stretch: "Add step: percentile stretch", "단계 추가: 백분위 스트레치";
        add_brightness: "Add step: brightness", "단계 추가: 밝기";
        add_contrast: "Add step: contrast", "단계 추가: 대비";
        add_gamma: "Add step: gamma", "단계 추가: 감마";
        add_log: "Add step: logarithm", "단계 추가: 로그";
        add_sigmoid: "Add step: sigmoid", "단계 추가: 시그모이드";
        add_invert: "Add step: invert", "단계 추가: 반전";

        add_match: "Add step: histogram matching", "단계 추가: 히스토그램 맞추기";
        add_unsharp: "Add step: unsharp mask", "단계 추가: 언샤프 마스크";
        add_multiscale: "Add step: multiscale contrast", "단계 추가: 다중 척도 대비";
        add_median: "Add step: median", "단계 추가: 중앙값 필터";
        add_bilateral: "Add step: bilateral", "단계 추가: 양방향 필터";
        add_nlm: "Add step: non-local means", "단계 추가: 비국소 평균";
        add_powerlaw: "Add step: power-law AHE", "단계 추가: 거듭제곱 AHE";

        tissue: "Tissue colours", "조직 색";
        tissue_outline: "Tissue as outlines, or filled", "조직 윤곽·채움 전환";
        layers: "Overlays, structures and segments", "오버레이·구조물·분할";

        grid: "Preprocessing grid", "전처리 비교표";
        side_by_side: "Side by side with the original", "원본과 나란히";
        leave_comparison: "Leave the comparison", "비교 끝내기";

        palette: "Find a command…", "명령 찾기…";
        help: "Keys and help", "단축키와 도움말";
        settings: "Settings…", "설정…";
        problems: "Warnings", "경고";
        find: "Filter series", "시리즈 거르기";
        show_preprocessing: "Show preprocessing", "전처리 보기";
        show_tissue: "Show tissue classes", "조직 종류 보기";
        show_info: "Show info", "정보 보기";
        next_panel: "Next panel", "다음 패널";
        previous_panel: "Previous panel", "이전 패널";
        tree: "Series list", "시리즈 목록";
        inspector: "Inspector", "오른쪽 패널";
        panels: "Both side panels", "양쪽 패널";
        full_screen: "Full screen", "전체 화면";
        interface_larger: "Larger interface", "화면 글자 크게";
        interface_smaller: "Smaller interface", "화면 글자 작게";
        interface_usual: "Usual interface size", "화면 글자 보통 크기";
        theme_dark: "Dark theme", "어두운 테마";
        theme_light: "Light theme", "밝은 테마";
        theme_system: "Theme of the system", "시스템 테마";
        english: "English", "English";
        korean: "한국어", "한국어";
        about: "About Negatoscope", "Negatoscope 정보";

        no_picture: "No picture is open", "열린 영상이 없습니다";
        no_series: "No series is open", "열린 시리즈가 없습니다";
        no_planes: "The series has one plane only", "이 시리즈에는 단면 방향이 하나뿐입니다";
        no_slices: "The series has one picture only", "이 시리즈에는 영상이 한 장뿐입니다";
        no_frames: "The series has neither frames in time nor phases", "이 시리즈에는 시간 프레임도 위상도 없습니다";
        no_window: "Colour pictures have no window", "컬러 영상에는 윈도우가 없습니다";
        no_map: "Colour pictures have no colour map", "컬러 영상에는 컬러 맵을 쓸 수 없습니다";
        no_presets: "Presets need CT values", "프리셋은 CT 값이 있어야 합니다";
        no_tissue: "Tissue colours need grey values", "조직 색은 회색조 값이 있어야 합니다";
        tissue_off: "Tissue colours are off", "조직 색이 꺼져 있습니다";
        no_layers: "Nothing lies over the series", "시리즈 위에 표시할 것이 없습니다";
        no_undo: "Nothing to undo", "취소할 작업이 없습니다";
        no_redo: "Nothing to redo", "다시 할 작업이 없습니다";
        no_comparison: "Nothing is compared", "비교 중이 아닙니다";
        one_view: "There is one view only", "화면이 하나뿐입니다";
        grid_open: "The grid has one size for all cells", "비교표에서는 모든 칸이 함께 움직입니다";
        nothing_runs: "Nothing is being read or written", "읽거나 쓰는 중이 아닙니다";
        no_steps: "The recipe has no steps", "레시피에 단계가 없습니다";
        picture_not_ready: "The picture is not ready yet", "영상이 아직 준비되지 않았습니다";
    }
}
