//! Names of the icons in `assets/fonts/Phosphor.ttf`, each one character of a private range.
//!
//! Written by `assets/fonts/make_fonts.py`; to add an icon, add its Phosphor name there.

/// Phosphor `angle`.
pub const ANGLE: &str = "\u{e7bc}";
/// Phosphor `arrow-clockwise`.
pub const ARROW_CLOCKWISE: &str = "\u{e036}";
/// Phosphor `arrow-counter-clockwise`.
pub const ARROW_COUNTER_CLOCKWISE: &str = "\u{e038}";
/// Phosphor `arrow-down`.
pub const ARROW_DOWN: &str = "\u{e03e}";
/// Phosphor `arrow-left`.
pub const ARROW_LEFT: &str = "\u{e058}";
/// Phosphor `arrow-right`.
pub const ARROW_RIGHT: &str = "\u{e06c}";
/// Phosphor `arrow-square-out`.
pub const ARROW_SQUARE_OUT: &str = "\u{e5de}";
/// Phosphor `arrow-u-up-left`.
pub const ARROW_U_UP_LEFT: &str = "\u{e08a}";
/// Phosphor `arrow-u-up-right`.
pub const ARROW_U_UP_RIGHT: &str = "\u{e08c}";
/// Phosphor `arrow-up`.
pub const ARROW_UP: &str = "\u{e08e}";
/// Phosphor `arrows-clockwise`.
pub const ARROWS_CLOCKWISE: &str = "\u{e094}";
/// Phosphor `arrows-in-simple`.
pub const ARROWS_IN_SIMPLE: &str = "\u{e09e}";
/// Phosphor `arrows-left-right`.
pub const ARROWS_LEFT_RIGHT: &str = "\u{e0a0}";
/// Phosphor `arrows-out-simple`.
pub const ARROWS_OUT_SIMPLE: &str = "\u{e0a6}";
/// Phosphor `bell`.
pub const BELL: &str = "\u{e0ce}";
/// Phosphor `bounding-box`.
pub const BOUNDING_BOX: &str = "\u{e6ce}";
/// Phosphor `caret-down`.
pub const CARET_DOWN: &str = "\u{e136}";
/// Phosphor `caret-left`.
pub const CARET_LEFT: &str = "\u{e138}";
/// Phosphor `caret-right`.
pub const CARET_RIGHT: &str = "\u{e13a}";
/// Phosphor `caret-up`.
pub const CARET_UP: &str = "\u{e13c}";
/// Phosphor `chart-bar`.
pub const CHART_BAR: &str = "\u{e150}";
/// Phosphor `check`.
pub const CHECK: &str = "\u{e182}";
/// Phosphor `check-circle`.
pub const CHECK_CIRCLE: &str = "\u{e184}";
/// Phosphor `circle`.
pub const CIRCLE: &str = "\u{e18a}";
/// Phosphor `circle-half`.
pub const CIRCLE_HALF: &str = "\u{e18c}";
/// Phosphor `clipboard-text`.
pub const CLIPBOARD_TEXT: &str = "\u{e198}";
/// Phosphor `code`.
pub const CODE: &str = "\u{e1bc}";
/// Phosphor `columns`.
pub const COLUMNS: &str = "\u{e546}";
/// Phosphor `copy`.
pub const COPY: &str = "\u{e1ca}";
/// Phosphor `crosshair`.
pub const CROSSHAIR: &str = "\u{e1d6}";
/// Phosphor `cube`.
pub const CUBE: &str = "\u{e1da}";
/// Phosphor `cursor`.
pub const CURSOR: &str = "\u{e1dc}";
/// Phosphor `dots-six-vertical`.
pub const DOTS_SIX_VERTICAL: &str = "\u{eae2}";
/// Phosphor `dots-three`.
pub const DOTS_THREE: &str = "\u{e1fe}";
/// Phosphor `dots-three-vertical`.
pub const DOTS_THREE_VERTICAL: &str = "\u{e208}";
/// Phosphor `export`.
pub const EXPORT: &str = "\u{eaf0}";
/// Phosphor `eye`.
pub const EYE: &str = "\u{e220}";
/// Phosphor `eye-slash`.
pub const EYE_SLASH: &str = "\u{e224}";
/// Phosphor `eyedropper`.
pub const EYEDROPPER: &str = "\u{e568}";
/// Phosphor `file`.
pub const FILE: &str = "\u{e230}";
/// Phosphor `file-csv`.
pub const FILE_CSV: &str = "\u{eb1c}";
/// Phosphor `files`.
pub const FILES: &str = "\u{e710}";
/// Phosphor `flip-horizontal`.
pub const FLIP_HORIZONTAL: &str = "\u{ed6a}";
/// Phosphor `flip-vertical`.
pub const FLIP_VERTICAL: &str = "\u{ed6c}";
/// Phosphor `floppy-disk`.
pub const FLOPPY_DISK: &str = "\u{e248}";
/// Phosphor `folder`.
pub const FOLDER: &str = "\u{e24a}";
/// Phosphor `folder-open`.
pub const FOLDER_OPEN: &str = "\u{e256}";
/// Phosphor `frame-corners`.
pub const FRAME_CORNERS: &str = "\u{e626}";
/// Phosphor `funnel`.
pub const FUNNEL: &str = "\u{e266}";
/// Phosphor `gear`.
pub const GEAR: &str = "\u{e270}";
/// Phosphor `grid-four`.
pub const GRID_FOUR: &str = "\u{e296}";
/// Phosphor `grid-nine`.
pub const GRID_NINE: &str = "\u{ec8c}";
/// Phosphor `hand-grabbing`.
pub const HAND_GRABBING: &str = "\u{e57c}";
/// Phosphor `image`.
pub const IMAGE: &str = "\u{e2ca}";
/// Phosphor `image-broken`.
pub const IMAGE_BROKEN: &str = "\u{e7a8}";
/// Phosphor `info`.
pub const INFO: &str = "\u{e2ce}";
/// Phosphor `intersect`.
pub const INTERSECT: &str = "\u{e2d2}";
/// Phosphor `keyboard`.
pub const KEYBOARD: &str = "\u{e2d8}";
/// Phosphor `layout`.
pub const LAYOUT: &str = "\u{e6d6}";
/// Phosphor `line-segment`.
pub const LINE_SEGMENT: &str = "\u{e6d2}";
/// Phosphor `link`.
pub const LINK: &str = "\u{e2e2}";
/// Phosphor `link-break`.
pub const LINK_BREAK: &str = "\u{e2e4}";
/// Phosphor `list-bullets`.
pub const LIST_BULLETS: &str = "\u{e2f2}";
/// Phosphor `lock`.
pub const LOCK: &str = "\u{e2fa}";
/// Phosphor `lock-open`.
pub const LOCK_OPEN: &str = "\u{e306}";
/// Phosphor `magnifying-glass`.
pub const MAGNIFYING_GLASS: &str = "\u{e30c}";
/// Phosphor `magnifying-glass-minus`.
pub const MAGNIFYING_GLASS_MINUS: &str = "\u{e30e}";
/// Phosphor `magnifying-glass-plus`.
pub const MAGNIFYING_GLASS_PLUS: &str = "\u{e310}";
/// Phosphor `minus`.
pub const MINUS: &str = "\u{e32a}";
/// Phosphor `moon`.
pub const MOON: &str = "\u{e330}";
/// Phosphor `note`.
pub const NOTE: &str = "\u{e348}";
/// Phosphor `palette`.
pub const PALETTE: &str = "\u{e6c8}";
/// Phosphor `pause`.
pub const PAUSE: &str = "\u{e39e}";
/// Phosphor `pencil-simple`.
pub const PENCIL_SIMPLE: &str = "\u{e3b4}";
/// Phosphor `play`.
pub const PLAY: &str = "\u{e3d0}";
/// Phosphor `plus`.
pub const PLUS: &str = "\u{e3d4}";
/// Phosphor `push-pin`.
pub const PUSH_PIN: &str = "\u{e3e2}";
/// Phosphor `question`.
pub const QUESTION: &str = "\u{e3e8}";
/// Phosphor `rectangle`.
pub const RECTANGLE: &str = "\u{e3f0}";
/// Phosphor `repeat`.
pub const REPEAT: &str = "\u{e3f6}";
/// Phosphor `ruler`.
pub const RULER: &str = "\u{e6b8}";
/// Phosphor `sidebar-simple`.
pub const SIDEBAR_SIMPLE: &str = "\u{ec24}";
/// Phosphor `skip-back`.
pub const SKIP_BACK: &str = "\u{e5a4}";
/// Phosphor `skip-forward`.
pub const SKIP_FORWARD: &str = "\u{e5a6}";
/// Phosphor `sliders-horizontal`.
pub const SLIDERS_HORIZONTAL: &str = "\u{e434}";
/// Phosphor `square-split-horizontal`.
pub const SQUARE_SPLIT_HORIZONTAL: &str = "\u{e870}";
/// Phosphor `squares-four`.
pub const SQUARES_FOUR: &str = "\u{e464}";
/// Phosphor `stack`.
pub const STACK: &str = "\u{e466}";
/// Phosphor `stop`.
pub const STOP: &str = "\u{e46c}";
/// Phosphor `sun`.
pub const SUN: &str = "\u{e472}";
/// Phosphor `swap`.
pub const SWAP: &str = "\u{e83c}";
/// Phosphor `swatches`.
pub const SWATCHES: &str = "\u{e5b8}";
/// Phosphor `tag`.
pub const TAG: &str = "\u{e478}";
/// Phosphor `terminal-window`.
pub const TERMINAL_WINDOW: &str = "\u{eae8}";
/// Phosphor `text-t`.
pub const TEXT_T: &str = "\u{e48a}";
/// Phosphor `translate`.
pub const TRANSLATE: &str = "\u{e4a2}";
/// Phosphor `trash`.
pub const TRASH: &str = "\u{e4a6}";
/// Phosphor `tray-arrow-down`.
pub const TRAY_ARROW_DOWN: &str = "\u{e010}";
/// Phosphor `user`.
pub const USER: &str = "\u{e4c2}";
/// Phosphor `warning`.
pub const WARNING: &str = "\u{e4e0}";
/// Phosphor `x`.
pub const X: &str = "\u{e4f6}";
/// Phosphor `x-circle`.
pub const X_CIRCLE: &str = "\u{e4f8}";
