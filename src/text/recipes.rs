//! Texts of the recipe: its name, presets, trials, the sheet that explains a filter, the curve of its steps.

use super::texts;

texts! {
    /// What stands about recipes and their steps.
    RecipeTexts {
        unnamed: "Recipe without a name", "이름 없는 레시피";
        no_recipe: "No steps", "단계 없음";
        copy_python: "Copy as Python", "Python으로 복사";
        rename: "Name and note", "이름과 설명";
        name: "Name", "이름";
        name_field: "Name of the recipe", "레시피 이름";
        note: "Note", "설명";
        note_field: "What the recipe is for", "레시피의 용도";
        name_hint: "Chest, sharp ribs", "흉부, 갈비뼈 강조";
        note_hint: "One line on what it is for", "무엇을 위한 레시피인지 한 줄로";
        take_name: "Take over", "적용";
        cancel: "Cancel", "취소";
        own_presets: "Own presets", "내 프리셋";
        shipped_presets: "Shipped presets", "기본 프리셋";
        presets_hint: "Point to try, click to take", "가리키면 미리 보기, 누르면 적용";
        keep_preset: "Keep as own preset", "내 프리셋으로 저장";
        forget_preset: "Take away", "내 프리셋 삭제";
        reset: "Reset to default (no steps)", "기본값으로 (단계 없음)";
        kept: "Kept as a preset: {}", "프리셋으로 저장함: {}";
        trying: "ON TRIAL: {}", "미리 보기: {}";
        explain: "What {} does", "{} 설명";
        does: "What it does", "하는 일";
        formula: "Formula", "수식";
        misleads: "When it misleads", "주의할 점";
        source: "Source", "출처";
        variant: "This variant", "이 방식";
        on_this_picture: "On this picture", "이 영상에서";
        before: "Before the step", "단계 이전";
        after: "After the step", "단계 이후";
        took: "{} · {} ms", "{} · {} ms";
        picture_small: "{}: the present picture, reduced", "{}: 현재 영상, 축소됨";
        counts_small: "{}: histogram", "{}: 히스토그램";
        entropy: "mean {} · SD {} · entropy {} bit", "평균 {} · SD {} · 엔트로피 {} bit";
        no_example: "No picture is open to try it on.", "적용해 볼 영상이 열려 있지 않습니다.";
        making_example: "The pictures are on their way.", "영상을 만들고 있습니다.";
        left_out: "Left out of all statistics", "모든 통계에서 제외";
        mask_padding: "Padding", "패딩";
        mask_fov: "Outside field of view", "시야 밖";
        mask_collimation: "Outside collimator", "조준 영역 밖";
        mask_roi: "Outside the region", "관심 영역 밖";
        padding_counted: "stored {}, counted", "저장값 {}, 포함";
        choose_reference: "Choose picture…", "영상 선택…";
        no_reference: "Choose the picture whose histogram is to be matched.", "히스토그램을 맞출 기준 영상을 선택하세요.";
        path_reference_title: "Choose the reference picture", "기준 영상 선택";
        path_reference_name: "Path of the reference picture", "기준 영상의 경로";
        idle_clip_limit: "A clip limit of {} does the same here as any below {}: the tiles have few pixels beside 65536 bins. The variant for any depth counts by the depth there is.", "클립 한도 {}: 이 영상에서는 {}보다 작은 값이 모두 같은 결과를 냅니다. 65536개의 빈에 비해 타일의 픽셀이 적기 때문입니다. 모든 비트 수 방식은 실제 값 범위에 맞춰 셉니다.";
        hint_blocks: "columns × rows × slices of blocks, such as 8×8×8", "블록의 열 × 행 × 슬라이스, 예: 8×8×8";
        radius_in: "Radius in", "반지름 단위";
        close: "Close", "닫기";
        add_this: "Add as a step", "단계로 추가";
        curve: "Transfer curve", "전달 곡선";
        curve_whole: "curve in → out", "입력→출력 곡선";
        curve_tile: "curve, tile {}·{}", "곡선, 타일 {}·{}";
        curve_window: "curve, window at pointer", "곡선, 포인터 주변";
        curve_spoken: "Transfer curve: {}", "전달 곡선: {}";
    }
}
