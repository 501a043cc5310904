//! The window: presets, drags over picture and histogram, undo.

use egui::Key;
use egui::Modifiers;
use egui::Role;
use egui::vec2;
use negatoscope::document::Sample;
use negatoscope::recipe::ColourMap;
use negatoscope::recipe::LookWindow;
use negatoscope::recipe::Window;
use negatoscope::text::ENGLISH;

use crate::reader::Reader;

fn window(reader: &Reader) -> Option<Window> {
    let document = reader.session().document();
    match document.treatment(reader.view(0)).look.window {
        LookWindow::Given(window) => Some(window),
        _ => None,
    }
}

#[test]
fn a_preset_acts_at_once_in_every_plane() {
    let mut reader = Reader::opens(Sample::Ct);
    let before: Vec<_> = (0..3).map(|n| reader.picture(n)).collect();
    reader.presses(Modifiers::NONE, Key::Num2);
    let lung = window(&reader).expect("a window");
    assert_eq!((lung.center(), lung.width()), (-600.0, 1500.0));
    for (n, before) in before.iter().enumerate() {
        assert!(reader.picture(n) != *before);
    }
    reader.presses(Modifiers::NONE, Key::Num0);
    assert!(reader.picture(0) == before[0]);
}

#[test]
fn the_upper_edge_is_dragged_on_the_histogram_and_undone_in_one_step() {
    let mut reader = Reader::opens(Sample::Ct);
    let before = reader.picture(0);
    let handle = reader.place_of(Role::Slider, ENGLISH.panels.window_high);
    reader.drags(handle.center(), vec2(40.0, 0.0));
    let dragged = window(&reader).expect("a window");
    let (low, high) = dragged.bounds();
    assert!((low - -160.0).abs() < 2.0, "the lower edge stays: {low}");
    assert!(high > 300.0, "the upper edge follows: {high}");
    assert!(reader.picture(0) != before);
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert!(reader.picture(0) == before);
    assert_eq!(window(&reader), None);
}

#[test]
fn a_drag_over_the_picture_widens_the_window() {
    let mut reader = Reader::opens(Sample::Ct);
    let at = reader.place("Axial").center();
    reader.drags(at, vec2(100.0, 0.0));
    let wide = window(&reader).expect("a window");
    assert!(
        wide.width() > 450.0 && (wide.center() - 40.0).abs() < 1.0,
        "{wide:?}"
    );
    // The crosshair and the recipe are left alone.
    assert_eq!(reader.recipe(), "");
    reader.presses(Modifiers::COMMAND, Key::Z);
    reader.presses(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window(&reader), Some(wide));
}

fn map(reader: &Reader) -> ColourMap {
    let document = reader.session().document();
    document.treatment(reader.view(0)).look.map
}

#[test]
fn a_colour_map_is_chosen_in_the_menu_of_the_window_for_all_planes_and_undone() {
    let mut reader = Reader::opens(Sample::Ct);
    let before: Vec<_> = (0..3).map(|n| reader.picture(n)).collect();
    assert!(!reader.sees_part("Hot iron"));
    reader.clicks_role(Role::Button, ENGLISH.names.preset_soft_tissue);
    reader.clicks_role(Role::MenuItem, ENGLISH.names.colour_map);
    reader.clicks_role(Role::MenuItemCheckBox, ENGLISH.names.map_hot_iron);
    assert_eq!(map(&reader), ColourMap::HotIron);
    for (n, before) in before.iter().enumerate() {
        let shown = reader.picture(n);
        let colour = |[g, ..]: [u8; 4]| ColourMap::HotIron.colour(g);
        let in_map = before.iter().zip(&shown);
        assert!(
            in_map
                .into_iter()
                .all(|(grey, [r, g, b, _])| colour(*grey) == [*r, *g, *b])
        );
    }
    // The bar beside the picture tells the ends of the window.
    assert!(reader.sees_part("Hot iron: −160 to 239 HU"));
    // What leaves as data is the same as before.
    assert_eq!(reader.recipe(), "");
    reader.presses(Modifiers::COMMAND, Key::Z);
    assert_eq!(map(&reader), ColourMap::Grey);
    assert!(reader.picture(0) == before[0]);
}

#[test]
fn maps_are_found_by_name_and_walked_through_by_key() {
    let mut reader = Reader::opens(Sample::Ct);
    reader.presses(Modifiers::COMMAND, Key::K);
    reader.types_here("colour map: viridis");
    reader.presses(Modifiers::NONE, Key::Enter);
    assert_eq!(map(&reader), ColourMap::Viridis);
    reader.presses(Modifiers::SHIFT, Key::I);
    assert_eq!(map(&reader), ColourMap::Inferno);
    for _ in 0..2 {
        reader.presses(Modifiers::COMMAND | Modifiers::SHIFT, Key::I);
    }
    assert_eq!(map(&reader), ColourMap::Pet20Step);
    for _ in ColourMap::ALL {
        reader.presses(Modifiers::SHIFT, Key::I);
    }
    assert_eq!(map(&reader), ColourMap::Pet20Step, "all the way round");
    reader.presses(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    assert_eq!(map(&reader), ColourMap::Grey);
}

#[test]
fn colour_pictures_offer_no_map() {
    let mut reader = Reader::opens(Sample::Colour);
    let before = reader.picture(0);
    reader.presses(Modifiers::SHIFT, Key::I);
    assert_eq!(map(&reader), ColourMap::Grey);
    assert!(reader.picture(0) == before);
}
