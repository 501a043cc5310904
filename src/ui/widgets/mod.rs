//! Controls that panels are made of. They know no session: plain values in, responses and values out.
//!
//! All have an accessible name, are reached by Tab, draw the focus ring themselves, and keep their size when their
//! value changes. A tooltip is added to the [`egui::Response`] they return, by [`tip`](tip::tip) or egui's own way.
//!
//! | to do what | call |
//! | --- | --- |
//! | a button of the toolbar | [`toolbar_button`], [`toolbar_toggle`], [`toolbar_menu`], [`toolbar_icon`] |
//! | a labelled button | [`push_button`], [`start_button`] |
//! | an icon alone | [`icon_button`], [`icon_toggle`] |
//! | choose | [`segmented`], [`tab_bar`], [`drop_down`], [`drop_down_choice`] |
//! | on and off | [`switch`], [`labelled_switch`], [`switch_state`], [`check_box`] |
//! | a number | [`slider`], [`slider_beside`], [`number_field`] |
//! | text | [`text_field`], [`value_field`], [`truncated_label`], [`info_row`] |
//! | a menu | [`menu_below`], [`context_menu`], [`MenuRow`], [`menu_separator`], [`sub_menu`] |
//! | rows of lists | [`TwoLineRow`], [`two_line_head`], [`list_row`] |
//! | marks | [`chip`], [`chip_button`], [`key_cap`], [`progress`], [`swatch`], [`ramp`] |
//! | heads and rests | [`section_head`], [`hairline`], [`empty_state`], [`program_mark`] |
//! | over pictures | [`halo_text`], [`slice_bar`], [`scale_bar`], [`busy_bar`], [`hatch`], [`view_focus_ring`] |
//! | numbers as text | [`format::number`], [`format::column_number`], [`format::parse`] |

pub mod format;
pub mod tip;

mod button;
mod chip;
mod choice;
mod field;
mod menu;
mod over;
mod paint;
mod ramp;
mod row;
mod section;
mod slider;
mod toggle;

#[cfg(test)]
mod tests;

pub use button::ButtonKind;
pub use button::icon_button;
pub use button::icon_toggle;
pub use button::push_button;
pub use button::start_button;
pub use button::toolbar_button;
pub use button::toolbar_icon;
pub use button::toolbar_toggle;
pub use chip::ChipStyle;
pub use chip::chip;
pub use chip::chip_button;
pub use chip::chip_width;
pub use chip::key_cap;
pub use chip::progress;
pub use chip::swatch;
pub use choice::SegItem;
pub use choice::segmented;
pub use choice::tab_bar;
pub use field::NumberSpec;
pub use field::number_field;
pub use field::text_field;
pub use field::value_field;
pub use menu::MenuRow;
pub use menu::context_menu;
pub use menu::drop_down;
pub use menu::drop_down_choice;
pub use menu::menu_below;
pub use menu::menu_separator;
pub use menu::sub_menu;
pub use menu::toolbar_menu;
pub use over::SliceStack;
pub use over::busy_bar;
pub use over::halo_text;
pub use over::hatch;
pub use over::scale_bar;
pub use over::scale_bar_length;
pub use over::slice_bar;
pub use over::view_focus_ring;
pub use paint::dashed_frame;
pub use paint::focus_ring;
pub use paint::program_mark;
pub use paint::truncated;
pub use ramp::ramp;
pub use row::INFO_LABEL;
pub use row::RowMark;
pub use row::TwoLineRow;
pub use row::info_row;
pub use row::list_row;
pub use row::truncated_label;
pub use row::two_line_head;
pub use section::empty_state;
pub use section::hairline;
pub use section::section_head;
pub use slider::SliderResponse;
pub use slider::SliderSpec;
pub use slider::slider;
pub use slider::slider_beside;
pub use toggle::SwitchState;
pub use toggle::check_box;
pub use toggle::labelled_switch;
pub use toggle::switch;
pub use toggle::switch_state;
