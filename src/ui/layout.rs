//! The columns of the window: toolbar, series list, views, inspector, status line, and the dividers between them.

use egui::CursorIcon;
use egui::Rect;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::pos2;
use egui::vec2;

use super::commands::Commands;
use super::panels;
use super::shell;
use super::shell::Landmark;
use super::state::UiState;
use super::theme;
use super::theme::size;
use super::viewport;
use crate::session::Session;
use crate::settings::Settings;

/// Width of a divider's area that answers to the pointer.
const GRIP: f32 = 8.0;
/// Least width of the column of views.
const LEAST_VIEWS: f32 = 320.0;
/// From this width of the window the side columns are wide where a person has not set them.
const WIDE_FROM: f32 = 1800.0;
const TREE_WIDTHS: [f32; 2] = [160.0, 420.0];
const INSPECTOR_WIDTHS: [f32; 2] = [280.0, 640.0];

/// Where the columns are.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Columns {
    tree: Option<Rect>,
    views: Rect,
    inspector: Option<Rect>,
}

/// Splits `middle` by the settings; columns are parted by 1 point.
fn columns(middle: Rect, settings: &Settings) -> Columns {
    let wide = middle.width() >= WIDE_FROM;
    let width = |set: Option<f32>, usual: [f32; 2], [low, high]: [f32; 2]| {
        let usual = if wide { usual[1] } else { usual[0] };
        set.unwrap_or(usual).clamp(low, high).round()
    };
    let tree = settings
        .tree
        .then(|| width(settings.tree_width, [200.0, 280.0], TREE_WIDTHS));
    let inspector = settings.inspector.then(|| {
        let wanted = width(settings.inspector_width, [320.0, 480.0], INSPECTOR_WIDTHS);
        let room = middle.width() - tree.unwrap_or(0.0) - LEAST_VIEWS;
        wanted.min(room.max(INSPECTOR_WIDTHS[0]))
    });
    let left = middle.left() + tree.map_or(0.0, |width| width + 1.0);
    let right = middle.right() - inspector.map_or(0.0, |width| width + 1.0);
    Columns {
        tree: tree.map(|width| middle.with_max_x(middle.left() + width)),
        views: middle.with_min_x(left).with_max_x(right.max(left)),
        inspector: inspector.map(|width| middle.with_min_x(middle.right() - width)),
    }
}

/// The whole window but its sheets.
pub fn window_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let t = theme::tokens(ui);
    let whole = ui.max_rect();
    ui.painter().rect_filled(whole, 0, t.base);
    let toolbar = whole.with_max_y(whole.top() + size::TOOLBAR);
    let status = whole.with_min_y(whole.bottom() - size::STATUS);
    let middle = Rect::from_min_max(
        pos2(whole.left(), toolbar.bottom()),
        pos2(whole.right(), status.top()),
    );
    for bar in [toolbar, status] {
        ui.painter().rect_filled(bar, 0, t.panel);
    }
    let columns = columns(middle, session.settings());
    state.shell.landmarks.begin();
    part(
        ui,
        Landmark::Toolbar,
        toolbar,
        session,
        state,
        |ui, state| {
            shell::toolbar_ui(ui, session, state, commands);
        },
    );
    let line = toolbar.with_min_y(toolbar.bottom() - 1.0);
    ui.painter().rect_filled(line, 0, t.hair);
    if let Some(tree) = columns.tree {
        ui.painter().rect_filled(tree, 0, t.panel);
        part(ui, Landmark::Series, tree, session, state, |ui, state| {
            shell::tree_ui(ui, session, state, commands);
        });
    }
    part(
        ui,
        Landmark::Views,
        columns.views,
        session,
        state,
        |ui, state| {
            views_ui(ui, session, state, commands);
        },
    );
    if let Some(inspector) = columns.inspector {
        ui.painter().rect_filled(inspector, 0, t.panel);
        part(
            ui,
            Landmark::Inspector,
            inspector,
            session,
            state,
            |ui, state| {
                panels::inspector_ui(ui, session, state, commands);
            },
        );
    }
    dividers_ui(ui, &columns, commands);
    let line = status.with_max_y(status.top() + 1.0);
    ui.painter().rect_filled(line, 0, t.hair);
    part(ui, Landmark::Status, status, session, state, |ui, state| {
        shell::status_ui(ui, session, state, commands);
    });
}

/// Draws one part of the window in its place, which F6 leads to.
fn part(
    ui: &mut Ui,
    landmark: Landmark,
    rect: Rect,
    session: &Session,
    state: &mut UiState,
    add: impl FnOnce(&mut Ui, &mut UiState),
) {
    let mut child = ui.new_child(UiBuilder::new().id_salt(landmark).max_rect(rect));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    state
        .shell
        .landmarks
        .mark(&mut child, landmark, rect, session.texts());
    add(&mut child, state);
    state.shell.landmarks.ring(&child, landmark, rect);
}

fn views_ui(ui: &mut Ui, session: &Session, state: &mut UiState, commands: &mut Commands) {
    let column = ui.max_rect();
    if session.document().edits.is_empty() {
        state.pointed_at = None;
        shell::start_page_ui(ui, session, state, commands);
    } else {
        let mut views = ui.new_child(UiBuilder::new().id_salt("views").max_rect(column));
        viewport::views_ui(&mut views, session, state, commands);
    }
    if state.shell.problems_open {
        let height = (column.height() / 3.0).max(180.0).round();
        let place = column.with_min_y(column.bottom() - height);
        let mut list = ui.new_child(UiBuilder::new().id_salt("problems").max_rect(place));
        list.set_clip_rect(place.intersect(ui.clip_rect()));
        state.shell.problems_open = shell::problems_ui(&mut list, session, commands);
    }
}

fn dividers_ui(ui: &mut Ui, columns: &Columns, commands: &mut Commands) {
    let grip = |x: f32, column: Rect| {
        Rect::from_x_y_ranges(x - GRIP / 2.0..=x + GRIP / 2.0, column.y_range())
    };
    if let Some(tree) = columns.tree {
        let response = divider(ui, "tree divider", grip(tree.right(), tree));
        if response.double_clicked() {
            commands.settle(|settings| settings.tree_width = None);
        } else if let Some(pointer) = dragged_to(&response) {
            let width = (pointer - tree.left()).clamp(TREE_WIDTHS[0], TREE_WIDTHS[1]);
            commands.settle(move |settings| settings.tree_width = Some(width));
        }
    }
    if let Some(inspector) = columns.inspector {
        let response = divider(ui, "inspector divider", grip(inspector.left(), inspector));
        if response.double_clicked() {
            commands.settle(|settings| settings.inspector_width = None);
        } else if let Some(pointer) = dragged_to(&response) {
            let [low, high] = INSPECTOR_WIDTHS;
            let width = (inspector.right() - pointer).clamp(low, high);
            commands.settle(move |settings| settings.inspector_width = Some(width));
        }
    }
}

fn dragged_to(response: &egui::Response) -> Option<f32> {
    let pointer = response.interact_pointer_pos()?;
    response.dragged().then_some(pointer.x)
}

fn divider(ui: &mut Ui, name: &str, rect: Rect) -> egui::Response {
    let id = ui.scope_id().with(name);
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    if response.hovered() || response.dragged() {
        let line = Rect::from_center_size(rect.center().round(), vec2(2.0, rect.height()));
        ui.painter()
            .rect_filled(line, 0, theme::tokens(ui).edge_strong);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_widths_of_the_design() {
        let settings = Settings::default();
        let small = Rect::from_min_size(pos2(0.0, 44.0), vec2(1280.0, 648.0));
        let split = columns(small, &settings);
        assert_eq!(split.tree.map(|rect| rect.width()), Some(200.0));
        assert_eq!(split.inspector.map(|rect| rect.width()), Some(320.0));
        assert_eq!(split.views.width(), 758.0);
        let large = Rect::from_min_size(pos2(0.0, 44.0), vec2(2560.0, 1368.0));
        let split = columns(large, &settings);
        assert_eq!(split.tree.map(|rect| rect.width()), Some(280.0));
        assert_eq!(split.inspector.map(|rect| rect.width()), Some(480.0));
    }

    #[test]
    fn the_views_keep_room_beside_a_wide_inspector() {
        let settings = Settings {
            inspector_width: Some(640.0),
            tree_width: Some(420.0),
            ..Settings::default()
        };
        let narrow = Rect::from_min_size(pos2(0.0, 0.0), vec2(1024.0, 500.0));
        let split = columns(narrow, &settings);
        assert!(split.views.width() >= 300.0, "{:?}", split.views);
    }
}
