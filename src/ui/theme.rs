//! Colours and measures of the window, dark and light: the only place that names a colour.
//!
//! Every surface is an exact grey, because a tinted surface beside a picture changes how its greys are judged; a test
//! holds that, and the contrast of each text on each surface it may stand on (WCAG 2.2: 4.5 for text, 3 for marks).

use egui::Color32;
use egui::CornerRadius;
use egui::FontId;
use egui::Margin;
use egui::Shadow;
use egui::Stroke;
use egui::TextStyle;
use egui::style::HandleShape;
use egui::style::WidgetVisuals;
use egui::vec2;

use crate::ui::fonts;

/// A colour from `0xRRGGBB`.
const fn hex(rgb: u32) -> Color32 {
    let [_, r, g, b] = rgb.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// One colour for each anatomical plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaneColours {
    /// Axial.
    pub axial: Color32,
    /// Coronal.
    pub coronal: Color32,
    /// Sagittal.
    pub sagittal: Color32,
}

/// Colours of the histogram's curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistogramColours {
    /// Counts before processing, filled.
    pub before: Color32,
    /// Counts after processing, a line; also the numbers of its axis.
    pub after: Color32,
    /// Cumulative counts, a dashed line.
    pub cumulative: Color32,
    /// Transfer curve from input to output, a line with a band.
    pub transfer: Color32,
    /// Red channel.
    pub red: Color32,
    /// Green channel.
    pub green: Color32,
    /// Blue channel.
    pub blue: Color32,
    /// Shade over values outside the window.
    pub outside: Color32,
}

/// Every colour that depends on the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Whether this is the dark theme.
    pub dark: bool,
    /// Ground round every picture, the same in both themes.
    pub well: Color32,
    /// Gaps of one point between views and panels, and the window's clear colour.
    pub base: Color32,
    /// Ground of the start page.
    pub page: Color32,
    /// Toolbar, status line, tree, inspector, bars of views.
    pub panel: Color32,
    /// Cards, menus, dialogs, tooltips, hovered rows.
    pub raised: Color32,
    /// Buttons and drop-downs.
    pub control: Color32,
    /// Selected row of a list or tree.
    pub selected: Color32,
    /// Hovered control.
    pub hover: Color32,
    /// Pressed or open control, rail of a slider.
    pub press: Color32,
    /// Ground of the histogram and of text fields.
    pub plot: Color32,
    /// Separators, grid lines, outlines of cards: decoration only.
    pub hair: Color32,
    /// Outline of labelled buttons, chips and menus: decoration, the label identifies.
    pub edge: Color32,
    /// Outline that carries meaning: fields, check boxes, hovered control, selected card.
    pub edge_strong: Color32,
    /// Text.
    pub text: Color32,
    /// Second text: labels of parameters, icons.
    pub text_second: Color32,
    /// Quiet text: dates, units, hints; never on [`Tokens::hover`] or [`Tokens::press`].
    pub text_quiet: Color32,
    /// Text of what is disabled.
    pub text_disabled: Color32,
    /// On, active, after.
    pub accent: Color32,
    /// Accent text on [`Tokens::accent_fill`].
    pub accent_text: Color32,
    /// Ground of the small link mark and of selected text, never a surface.
    pub accent_fill: Color32,
    /// Text on [`Tokens::accent`].
    pub on_accent: Color32,
    /// Ring round what has the keyboard.
    pub focus: Color32,
    /// Warnings, always with a triangle.
    pub warning: Color32,
    /// Errors, always with a cross in a circle.
    pub error: Color32,
    /// Success, always with a check in a circle.
    pub ok: Color32,
    /// Outline of colour swatches, which would else vanish on a ground like them.
    pub swatch_edge: Color32,
    /// Curves of the histogram.
    pub histogram: HistogramColours,
    /// Tick under the chosen plane's letter in a view's bar.
    pub plane_tick: PlaneColours,
}

/// The dark theme.
pub static DARK: Tokens = Tokens {
    dark: true,
    well: hex(0x0A0A0A),
    base: hex(0x101010),
    page: hex(0x141414),
    panel: hex(0x1A1A1A),
    raised: hex(0x222222),
    control: hex(0x2C2C2C),
    selected: hex(0x2C2C2C),
    hover: hex(0x383838),
    press: hex(0x444444),
    plot: hex(0x121212),
    hair: hex(0x2E2E2E),
    edge: hex(0x454545),
    edge_strong: hex(0x767676),
    text: hex(0xEAEAEA),
    text_second: hex(0xBABABA),
    text_quiet: hex(0x939393),
    text_disabled: hex(0x6C6C6C),
    accent: hex(0x4FC3DC),
    accent_text: hex(0x86DDEF),
    accent_fill: hex(0x17404A),
    on_accent: hex(0x06191E),
    focus: hex(0x9BE7F7),
    warning: hex(0xF0B445),
    error: hex(0xFF7A70),
    ok: hex(0x6CCB8B),
    swatch_edge: Color32::from_rgba_premultiplied(61, 61, 61, 61),
    histogram: HistogramColours {
        before: hex(0x626262),
        after: hex(0x74D6EB),
        cumulative: hex(0xB9A1F2),
        transfer: hex(0xC5D86D),
        red: hex(0xFF7A70),
        green: hex(0x6CCB8B),
        blue: hex(0x7FB2FF),
        outside: Color32::from_black_alpha(120),
    },
    plane_tick: PLANE_LINES,
};

/// The light theme.
pub static LIGHT: Tokens = Tokens {
    dark: false,
    well: hex(0x0A0A0A),
    base: hex(0xC6C6C6),
    page: hex(0xDEDEDE),
    panel: hex(0xE9E9E9),
    raised: hex(0xF3F3F3),
    control: hex(0xFAFAFA),
    selected: hex(0xDCDCDC),
    hover: hex(0xDCDCDC),
    press: hex(0xCCCCCC),
    plot: hex(0xF6F6F6),
    hair: hex(0xD2D2D2),
    edge: hex(0xB4B4B4),
    edge_strong: hex(0x7A7A7A),
    text: hex(0x171717),
    text_second: hex(0x404040),
    text_quiet: hex(0x5C5C5C),
    text_disabled: hex(0x8C8C8C),
    accent: hex(0x00667C),
    accent_text: hex(0x00566A),
    accent_fill: hex(0xBFE3EB),
    on_accent: hex(0xFFFFFF),
    focus: hex(0x005A8C),
    warning: hex(0x8A5300),
    error: hex(0xB3261E),
    ok: hex(0x1E6B3A),
    swatch_edge: Color32::from_black_alpha(110),
    histogram: HistogramColours {
        before: hex(0x8E8E8E),
        after: hex(0x00465A),
        cumulative: hex(0x6247B5),
        transfer: hex(0x4D5E00),
        red: hex(0xB3261E),
        green: hex(0x1E6B3A),
        blue: hex(0x1F55C0),
        outside: Color32::from_black_alpha(38),
    },
    plane_tick: PlaneColours {
        axial: hex(0xC2410C),
        coronal: hex(0x0B7A52),
        sagittal: hex(0x8A6A00),
    },
};

/// Lines of planes over pictures and in dark bars: a line has the colour of the plane it shows the cut of.
pub const PLANE_LINES: PlaneColours = PlaneColours {
    axial: hex(0xFF6F5E),
    coronal: hex(0x46C2A8),
    sagittal: hex(0xFFE066),
};

/// Colours over pictures, the same in both themes: a picture must not depend on the theme.
pub mod over {
    use super::Color32;
    use super::hex;

    /// First line of text, orientation letters, scale bar, divider of the curtain.
    pub const TEXT: Color32 = hex(0xF0F0F0);
    /// Further lines of text.
    pub const TEXT_SECOND: Color32 = hex(0xD2D2D2);
    /// One of the nine copies that make the halo round text, and the rim of lines.
    pub const HALO: Color32 = Color32::from_black_alpha(150);
    /// Rim of outlines of tissue.
    pub const RIM: Color32 = Color32::from_black_alpha(140);
    /// Ground of plates and of the curtain's handle.
    pub const PLATE: Color32 = Color32::from_black_alpha(191);
    /// Wide line under the curtain's divider.
    pub const DIVIDER_RIM: Color32 = Color32::from_black_alpha(120);
    /// Focus ring, with a rim of [`RIM`] outside.
    pub const FOCUS: Color32 = hex(0x9BE7F7);
    /// What is active: frame of the view, thumb of its slice bar.
    pub const ACTIVE: Color32 = hex(0x4FC3DC);
    /// Rail of slice bars and busy bars.
    pub const RAIL: Color32 = hex(0x3A3A3A);
    /// Thumb of a slice bar in a view that is not active.
    pub const THUMB: Color32 = hex(0xA8A8A8);
    /// Marks of gaps in a stack.
    pub const GAP: Color32 = hex(0xF0B445);
    /// Fill of round handles.
    pub const HANDLE: Color32 = hex(0x1A1A1A);
    /// Lines of the hatch that stands for missing data.
    pub const HATCH: Color32 = hex(0x5A5A5A);
    /// Ground of that hatch: it dims what is interpolated.
    pub const HATCH_GROUND: Color32 = Color32::from_black_alpha(90);
    /// Lower end of the difference scale.
    pub const DIFFERENCE_BELOW: Color32 = hex(0x3B6FE0);
    /// Zero of the difference scale.
    pub const DIFFERENCE_ZERO: Color32 = hex(0x808080);
    /// Upper end of the difference scale.
    pub const DIFFERENCE_ABOVE: Color32 = hex(0xE0822E);
    /// Shade of the window behind a dialog.
    pub const BACKDROP: Color32 = Color32::from_black_alpha(115);
}

/// Corner radii in points. Views have none: no rounded corner cuts a picture.
pub mod radius {
    /// Bars and rails.
    pub const BAR: u8 = 2;
    /// Thumbnails, swatches, chips.
    pub const CHIP: u8 = 4;
    /// Small controls inside others.
    pub const SMALL: u8 = 5;
    /// Buttons, fields, rows, the plot.
    pub const CONTROL: u8 = 6;
    /// Cards, menus, big buttons.
    pub const CARD: u8 = 8;
    /// Dialogs.
    pub const DIALOG: u8 = 10;
}

/// Sizes in points that more than one panel needs.
pub mod size {
    /// Height of the toolbar.
    pub const TOOLBAR: f32 = 44.0;
    /// Height of a view's bar.
    pub const VIEW_BAR: f32 = 30.0;
    /// Height of the status line.
    pub const STATUS: f32 = 28.0;
    /// Height of a section's head.
    pub const SECTION_HEAD: f32 = 38.0;
    /// Height of a row of tabs.
    pub const TAB_BAR: f32 = 36.0;
    /// Height of buttons and segmented controls.
    pub const BUTTON: f32 = 28.0;
    /// Height of drop-downs, fields and small icon buttons; nothing is smaller to hit.
    pub const FIELD: f32 = 24.0;
    /// Height of a parameter's row.
    pub const PARAMETER_ROW: f32 = 30.0;
    /// Height of a row of a menu.
    pub const MENU_ROW: f32 = 28.0;
    /// Padding at the sides of panels.
    pub const PANEL_PADDING: f32 = 14.0;
    /// Padding at the sides of lists.
    pub const LIST_PADDING: f32 = 8.0;
}

/// Tokens of the theme that `ui` is drawn in.
pub fn tokens(ui: &egui::Ui) -> &'static Tokens {
    tokens_of(ui.visuals())
}

/// Tokens of the theme that `visuals` belong to.
pub fn tokens_of(visuals: &egui::Visuals) -> &'static Tokens {
    if visuals.dark_mode { &DARK } else { &LIGHT }
}

/// Gives both themes of `ctx` their styles. [`fonts::install`] must have been called before.
pub fn install(ctx: &egui::Context) {
    for (theme, tokens) in [(egui::Theme::Dark, &DARK), (egui::Theme::Light, &LIGHT)] {
        ctx.style_mut_of(theme, |style| {
            style_text(style);
            style_spacing(&mut style.spacing);
            style_visuals(&mut style.visuals, tokens);
            style.interaction.tooltip_delay = 0.4;
            style.interaction.selectable_labels = false;
        });
    }
    set_reduced_motion(ctx, false);
    // Less motion is a click, so that a hand that trembles does not window a picture.
    ctx.options_mut(|options| options.input_options.max_click_dist = 4.0);
}

/// Turns animation off (`true`) or on in both themes.
pub fn set_reduced_motion(ctx: &egui::Context, reduced: bool) {
    for theme in [egui::Theme::Dark, egui::Theme::Light] {
        ctx.style_mut_of(theme, |style| {
            style.animation_time = if reduced { 0.0 } else { 0.08 }
        });
    }
}

/// Whether animation is off in `ui`.
pub fn reduced_motion(ui: &egui::Ui) -> bool {
    ui.style().animation_time == 0.0
}

fn style_text(style: &mut egui::Style) {
    style.text_styles = [
        (TextStyle::Small, fonts::caption()),
        (TextStyle::Body, fonts::body()),
        (TextStyle::Button, fonts::control()),
        (TextStyle::Monospace, FontId::monospace(12.0)),
        (TextStyle::Heading, fonts::title()),
    ]
    .into();
}

fn style_spacing(spacing: &mut egui::Spacing) {
    spacing.item_spacing = vec2(8.0, 6.0);
    spacing.button_padding = vec2(10.0, 5.0);
    spacing.interact_size = vec2(40.0, size::BUTTON);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(6);
    spacing.menu_spacing = 2.0;
    spacing.menu_width = 220.0;
    spacing.tooltip_width = 320.0;
    spacing.indent = 16.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 10.0;
    spacing.icon_spacing = 8.0;
    spacing.combo_width = 88.0;
    spacing.scroll.floating = true;
    spacing.scroll.bar_width = 8.0;
    spacing.scroll.floating_width = 4.0;
    spacing.scroll.foreground_color = false;
}

fn style_visuals(visuals: &mut egui::Visuals, t: &Tokens) {
    visuals.dark_mode = t.dark;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(t.text_quiet);
    visuals.hyperlink_color = t.accent;
    visuals.warn_fg_color = t.warning;
    visuals.error_fg_color = t.error;
    visuals.panel_fill = t.panel;
    visuals.window_fill = t.raised;
    visuals.faint_bg_color = t.raised;
    visuals.extreme_bg_color = t.plot;
    visuals.text_edit_bg_color = Some(t.plot);
    visuals.code_bg_color = t.control;
    visuals.window_stroke = Stroke::new(1.0, t.edge);
    visuals.window_corner_radius = CornerRadius::same(radius::DIALOG);
    visuals.menu_corner_radius = CornerRadius::same(radius::CARD);
    let shadow = |down, blur, alpha| Shadow {
        offset: [0, down],
        blur,
        spread: 0,
        color: Color32::from_black_alpha(alpha),
    };
    visuals.window_shadow = shadow(12, 32, if t.dark { 140 } else { 60 });
    visuals.popup_shadow = shadow(6, 16, if t.dark { 120 } else { 48 });
    visuals.selection.bg_fill = t.accent_fill;
    visuals.selection.stroke = Stroke::new(2.0, t.focus);
    visuals.collapsing_header_frame = false;
    visuals.indent_has_left_vline = false;
    visuals.striped = false;
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = HandleShape::Circle;
    visuals.disabled_alpha = 0.45;
    visuals.image_loading_spinners = false;
    let widget = |fill, edge, text| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: edge,
        corner_radius: CornerRadius::same(radius::CONTROL),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(t.panel, Stroke::new(1.0, t.hair), t.text_second);
    visuals.widgets.inactive = widget(t.control, Stroke::new(1.0, t.edge), t.text);
    visuals.widgets.hovered = widget(t.hover, Stroke::new(1.0, t.edge_strong), t.text);
    // egui draws a focused widget as an active one.
    visuals.widgets.active = widget(t.press, Stroke::new(2.0, t.focus), t.text);
    visuals.widgets.open = widget(t.press, Stroke::new(1.0, t.edge_strong), t.text);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Color32) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(colour.r()) + 0.7152 * linear(colour.g()) + 0.0722 * linear(colour.b())
    }

    /// Contrast ratio, WCAG 2.2: 1 to 21.
    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn assert_contrast(name: &str, mark: Color32, ground: Color32, least: f64) {
        let ratio = contrast(mark, ground);
        assert!(ratio >= least, "{name}: {ratio:.2} is below {least}");
    }

    #[test]
    fn contrast_of_black_and_white_is_21() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn every_text_is_readable_on_every_surface_it_may_stand_on() {
        for t in [&DARK, &LIGHT] {
            let surfaces = [t.page, t.panel, t.raised, t.control, t.plot];
            let texts = [
                t.text,
                t.text_second,
                t.text_quiet,
                t.accent,
                t.warning,
                t.error,
                t.ok,
                t.focus,
            ];
            for (i, text) in texts.into_iter().enumerate() {
                for (j, surface) in surfaces.into_iter().enumerate() {
                    assert_contrast(
                        &format!("dark {}, text {i}, surface {j}", t.dark),
                        text,
                        surface,
                        4.5,
                    );
                }
            }
            for (name, text) in [("text", t.text), ("second text", t.text_second)] {
                for surface in [t.hover, t.press, t.selected] {
                    assert_contrast(name, text, surface, 4.5);
                }
            }
            assert_contrast(
                "quiet text on a selected row",
                t.text_quiet,
                t.selected,
                4.5,
            );
            assert_contrast("accent text", t.accent_text, t.accent_fill, 4.5);
            assert_contrast("text on accent", t.on_accent, t.accent, 4.5);
        }
    }

    #[test]
    fn every_mark_is_visible() {
        for t in [&DARK, &LIGHT] {
            for surface in [t.panel, t.raised, t.control, t.plot] {
                assert_contrast("strong edge", t.edge_strong, surface, 3.0);
                assert_contrast("focus", t.focus, surface, 3.0);
            }
            let h = &t.histogram;
            assert_contrast("counts before", h.before, t.plot, 3.0);
            for line in [h.after, h.cumulative, h.transfer, h.red, h.green, h.blue] {
                assert_contrast("curve", line, t.plot, 3.0);
            }
            assert_contrast("curve over fill", h.after, h.before, 3.0);
            for tick in [
                t.plane_tick.axial,
                t.plane_tick.coronal,
                t.plane_tick.sagittal,
            ] {
                assert_contrast("plane tick", tick, t.press, 3.0);
            }
        }
        for mark in [
            over::TEXT,
            over::TEXT_SECOND,
            over::FOCUS,
            over::ACTIVE,
            over::THUMB,
        ] {
            assert_contrast("over the well", mark, DARK.well, 4.5);
        }
        for line in [PLANE_LINES.axial, PLANE_LINES.coronal, PLANE_LINES.sagittal] {
            assert_contrast("plane line", line, DARK.well, 3.0);
        }
    }

    #[test]
    fn every_surface_is_an_exact_grey() {
        for t in [&DARK, &LIGHT] {
            let surfaces = [
                t.well,
                t.base,
                t.page,
                t.panel,
                t.raised,
                t.control,
                t.selected,
                t.hover,
                t.press,
                t.plot,
                t.hair,
                t.edge,
                t.edge_strong,
            ];
            for grey in surfaces {
                assert!(
                    grey.r() == grey.g() && grey.g() == grey.b() && grey.a() == 255,
                    "{grey:?}"
                );
            }
        }
        assert_eq!(DARK.well, LIGHT.well, "pictures have one ground");
    }

    #[test]
    fn no_dark_surface_is_brighter_than_the_limit() {
        for grey in [
            DARK.panel,
            DARK.raised,
            DARK.control,
            DARK.selected,
            DARK.hover,
            DARK.press,
        ] {
            assert!(grey.r() <= 0x44);
        }
    }

    #[test]
    fn tokens_follow_the_theme() {
        let ctx = egui::Context::default();
        install(&ctx);
        for (theme, tokens) in [(egui::Theme::Dark, &DARK), (egui::Theme::Light, &LIGHT)] {
            let style = ctx.style_of(theme);
            assert_eq!(tokens_of(&style.visuals), tokens);
            assert_eq!(style.visuals.panel_fill, tokens.panel);
        }
    }
}
