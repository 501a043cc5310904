//! The compiled-in fonts, and the type roles panels choose from.
//!
//! Every family is a cut of Inter, then the icons, then Noto Sans CJK for Hangul, Kana and Han characters, so that
//! one label may hold words, icons and names in any of these scripts. Digits, plus and minus have one width in all
//! cuts. A size of type is named here and nowhere else.

use std::sync::Arc;

use egui::FontData;
use egui::FontDefinitions;
use egui::FontFamily;
use egui::FontId;
use egui::FontTweak;

/// Makes the compiled-in fonts the only ones of `ctx`.
///
/// Call it before the first frame: a family without a font shows no text.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
}

fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let mut add = |name: &str, bytes: &'static [u8], tweak: FontTweak| {
        fonts.font_data.insert(
            name.to_owned(),
            Arc::new(FontData::from_static(bytes).tweak(tweak)),
        );
    };
    add(
        "inter",
        include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
        FontTweak::default(),
    );
    add(
        "inter-medium",
        include_bytes!("../../assets/fonts/Inter-Medium.ttf"),
        FontTweak::default(),
    );
    add(
        "inter-semibold",
        include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
        FontTweak::default(),
    );
    // Hinting pulls the thin, even strokes of icons to whole pixels one by one and makes them uneven.
    let unhinted = FontTweak {
        hinting: Some(false),
        ..FontTweak::default()
    };
    add(
        "icons",
        include_bytes!("../../assets/fonts/Phosphor.ttf"),
        unhinted,
    );
    add(
        "cjk",
        include_bytes!("../../assets/fonts/NotoSansCJKkr-Regular.otf"),
        FontTweak::default(),
    );
    for (family, cut) in [
        (FontFamily::Proportional, "inter"),
        (FontFamily::Monospace, "inter"),
        (medium_family(), "inter-medium"),
        (semibold_family(), "inter-semibold"),
    ] {
        let chain = [cut, "icons", "cjk"].map(str::to_owned).to_vec();
        fonts.families.insert(family, chain);
    }
    fonts
}

/// The family of [`medium`].
pub fn medium_family() -> FontFamily {
    FontFamily::Name("medium".into())
}

/// The family of [`semibold`].
pub fn semibold_family() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// Inter Regular of `size` points.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Inter Medium of `size` points.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, medium_family())
}

/// Inter SemiBold of `size` points.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, semibold_family())
}

/// An icon of `size` points: 18 in the toolbar, 16 in bars and rows, 14 small, 11 for carets.
pub fn icon(size: f32) -> FontId {
    regular(size)
}

/// The program's name on the start page.
pub fn display() -> FontId {
    semibold(24.0)
}

/// Titles of dialogs.
pub fn title() -> FontId {
    semibold(16.0)
}

/// Orientation letters over pictures.
pub fn letter() -> FontId {
    semibold(15.0)
}

/// Heads of sections, names of steps and patients, the probe's value, the slice number.
pub fn section() -> FontId {
    semibold(13.0)
}

/// Words on buttons, in the toolbar and on tabs.
pub fn control() -> FontId {
    medium(13.0)
}

/// Rows and sentences.
pub fn body() -> FontId {
    regular(13.0)
}

/// Labels of parameters, the status line, text in the corners of pictures.
pub fn small() -> FontId {
    regular(12.0)
}

/// Numbers: statistics, fields, metrics.
pub fn value() -> FontId {
    medium(12.5)
}

/// Numbers in tables.
pub fn table_value() -> FontId {
    medium(12.0)
}

/// Second lines of rows: dates, sizes, element tags.
pub fn row_caption() -> FontId {
    regular(11.5)
}

/// Axis ticks, column heads, hints; nothing is smaller.
pub fn caption() -> FontId {
    regular(11.0)
}

/// Words in chips and key caps.
pub fn chip() -> FontId {
    medium(11.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context() -> egui::Context {
        let ctx = egui::Context::default();
        install(&ctx);
        ctx.run_ui(egui::RawInput::default(), |_| {})
            .textures_delta
            .clear();
        ctx
    }

    fn families() -> [FontFamily; 4] {
        [
            FontFamily::Proportional,
            FontFamily::Monospace,
            medium_family(),
            semibold_family(),
        ]
    }

    #[test]
    fn every_family_has_letters_signs_hangul_and_han() {
        let ctx = context();
        for family in families() {
            let font = FontId::new(13.0, family);
            for c in "Aäß Δσ Жя −×·…→≥≤±°µ²³\u{202f}⌘⇧ 가힣뷁 ひカ 洪吉童 読 学".chars()
            {
                assert!(
                    ctx.fonts_mut(|fonts| fonts.has_glyph(&font, c)),
                    "{c} U+{:04X} in {font:?}",
                    c as u32
                );
            }
        }
    }

    #[test]
    fn every_named_icon_is_in_the_font() {
        let ctx = context();
        let mut count = 0;
        for line in include_str!("icons.rs").lines() {
            let Some((_, code)) = line.split_once("\\u{") else {
                continue;
            };
            let code = u32::from_str_radix(code.trim_end_matches("}\";"), 16).unwrap();
            let glyph = char::from_u32(code).unwrap();
            assert!(
                ctx.fonts_mut(|fonts| fonts.has_glyph(&icon(16.0), glyph)),
                "{line}"
            );
            count += 1;
        }
        assert!(count > 45, "the list of icons was not read");
    }

    #[test]
    fn figures_and_signs_have_one_width() {
        let ctx = context();
        for family in families() {
            let font = FontId::new(13.0, family);
            let width = |c| ctx.fonts_mut(|fonts| fonts.glyph_width(&font, c));
            for c in "123456789+\u{2212}".chars() {
                assert!((width(c) - width('0')).abs() < 0.01, "{c} in {font:?}");
            }
        }
    }
}
