//! The session over the embedded samples: what the window relies on, without a window.

use std::time::Duration;

use super::Session;
use super::Shown;
use super::ViewKey;
use crate::document::Cell;
use crate::document::Command;
use crate::document::Comparison;
use crate::document::Edit;
use crate::document::FileCommand;
use crate::document::Gesture;
use crate::document::Go;
use crate::document::Layout;
use crate::document::Opening;
use crate::document::Sample;
use crate::document::Trial;
use crate::document::ViewportId;
use crate::recipe::FilterKind;
use crate::recipe::LookWindow;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::recipe::VoiFunction;
use crate::recipe::Window;
use crate::settings::Store;
use crate::study::Plane;

const LONG: Duration = Duration::from_secs(60);

fn session(sample: Sample) -> Session {
    let mut session = Session::new(Store::default(), || {});
    run(&mut session, FileCommand::Open(Opening::Sample(sample)));
    session
}

fn run(session: &mut Session, command: impl Into<Command>) {
    session.run(command.into()).expect("possible");
    assert!(session.settle(LONG), "jobs did not end");
}

fn active(session: &Session) -> ViewportId {
    session.document().active().expect("a view").id
}

fn picture(session: &Session, id: ViewportId) -> Vec<[u8; 4]> {
    match session.shown(ViewKey::Viewport(id)) {
        Shown::Picture {
            finished,
            stale_since: None,
        } => finished.picture.rgba.clone(),
        other => panic!("no fresh picture: {other:?}"),
    }
}

fn toggle(session: &Session, kind: FilterKind) -> Edit {
    Edit::ToggleEqualiser {
        viewport: active(session),
        kind,
        add: false,
    }
}

#[test]
fn the_sample_ct_opens_in_three_planes() {
    let session = session(Sample::Ct);
    assert_eq!(session.problems(), []);
    let views = &session.document().edits.viewports;
    let planes: Vec<Plane> = views.iter().map(|view| view.plane).collect();
    assert_eq!(planes, [Plane::Axial, Plane::Coronal, Plane::Sagittal]);
    let sizes: Vec<(usize, usize)> = views
        .iter()
        .map(|view| {
            let finished = session.finished(ViewKey::Viewport(view.id)).expect("shown");
            (finished.picture.width, finished.picture.height)
        })
        .collect();
    assert_eq!(sizes, [(174, 125), (174, 143), (125, 143)]);
    let series = views[0].series.as_ref().expect("a series");
    assert!(session.thumbnail(series).is_some());
}

#[test]
fn clahe_changes_every_plane_and_undo_brings_them_back() {
    let mut session = session(Sample::Ct);
    let ids: Vec<ViewportId> = session
        .document()
        .edits
        .viewports
        .iter()
        .map(|v| v.id)
        .collect();
    let before: Vec<_> = ids.iter().map(|id| picture(&session, *id)).collect();
    let edit = toggle(&session, FilterKind::Clahe);
    run(&mut session, edit);
    for (id, before) in ids.iter().zip(&before) {
        assert_ne!(picture(&session, *id), *before);
    }
    run(&mut session, Command::Undo);
    let after: Vec<_> = ids.iter().map(|id| picture(&session, *id)).collect();
    assert_eq!(after, before);
    run(&mut session, Command::Redo);
    assert_ne!(picture(&session, ids[0]), before[0]);
}

#[test]
fn scrolling_one_plane_moves_the_crosshair_of_the_others() {
    let mut session = session(Sample::Ct);
    let id = active(&session);
    let index = session.document().index(id);
    let coronal = session.document().edits.viewports[1].id;
    let before = picture(&session, id);
    let coronal_before = session.document().index(coronal);
    run(
        &mut session,
        Go::Step {
            viewport: id,
            by: 7,
        },
    );
    assert_eq!(session.document().index(id), index + 7);
    assert_eq!(session.document().index(coronal), coronal_before);
    assert_ne!(picture(&session, id), before);
    run(
        &mut session,
        Go::Cursor {
            viewport: coronal,
            x: 10.0,
            y: 0.0,
        },
    );
    // The upper edge of a coronal picture is the head: the last axial slice.
    assert_eq!(session.document().index(id), 142);
    run(
        &mut session,
        Go::Step {
            viewport: id,
            by: 5,
        },
    );
    assert_eq!(session.document().index(id), 142);
}

#[test]
fn a_window_drag_is_one_undo_and_does_not_touch_the_recipe() {
    let mut session = session(Sample::Ct);
    let viewport = active(&session);
    let before = picture(&session, viewport);
    for width in [300.0, 200.0, 100.0] {
        let window = Window::new(40.0, width, VoiFunction::Linear).expect("valid");
        let window = LookWindow::Given(window);
        let edit = Edit::SetWindow { viewport, window };
        run(&mut session, Command::Edit(edit, Some(Gesture(1))));
    }
    assert!(
        session
            .document()
            .treatment(viewport)
            .recipe
            .steps
            .is_empty()
    );
    assert_ne!(picture(&session, viewport), before);
    run(&mut session, Command::Undo);
    assert_eq!(picture(&session, viewport), before);
}

#[test]
fn the_grid_shows_each_equaliser_and_adopts_one() {
    let mut session = session(Sample::Ct);
    run(&mut session, Edit::Compare(Some(Comparison::Grid)));
    let cells: Vec<_> = Cell::ALL
        .iter()
        .map(|cell| session.finished(ViewKey::Cell(*cell)).expect("a picture"))
        .collect();
    // The last cell is the present recipe: as the first, since no step is on yet.
    for (at, cell) in cells[..5].iter().enumerate() {
        for other in &cells[at + 1..5] {
            assert_ne!(cell.picture.rgba, other.picture.rgba);
        }
    }
    assert_eq!(cells[5].picture, cells[0].picture);
    run(&mut session, Edit::Adopt(Cell::Equaliser(FilterKind::Heq)));
    let present = session
        .finished(ViewKey::Cell(Cell::Present))
        .expect("a picture");
    assert_eq!(present.picture.rgba, cells[1].picture.rgba);
    run(&mut session, Edit::Compare(None));
    assert_eq!(session.document().edits.layout, Layout::BigAndTwo);
}

#[test]
fn side_by_side_links_slices_and_keeps_the_original_beside() {
    let mut session = session(Sample::Ct);
    let edit = toggle(&session, FilterKind::Clahe);
    run(&mut session, edit);
    run(&mut session, Edit::Compare(Some(Comparison::SideBySide)));
    let [a, b] = [0, 1].map(|n| session.document().edits.viewports[n].id);
    assert_ne!(picture(&session, a), picture(&session, b));
    run(
        &mut session,
        Go::Step {
            viewport: a,
            by: -3,
        },
    );
    assert_eq!(session.document().index(a), session.document().index(b));
    run(&mut session, Command::Undo);
    assert_eq!(session.document().edits.viewports.len(), 3);
}

#[test]
fn a_radiograph_opens_alone_and_bone_is_white() {
    let session = session(Sample::Radiograph);
    let document = session.document();
    assert_eq!(document.edits.layout, Layout::One);
    let header = document.header(active(&session)).expect("a series");
    assert!(header.inverted);
    assert_eq!(header.facts.view_position.as_deref(), Some("PA"));
}

#[test]
fn the_probe_tells_stored_value_and_place() {
    let session = session(Sample::Ct);
    let view = ViewKey::Viewport(active(&session));
    let probe = session.probe(view, 87.0, 62.0).expect("inside");
    assert_eq!(probe.index, [71, 62, 87]);
    assert!(probe.point.is_some());
    assert_eq!(session.probe(view, 174.0, 0.0), None);
}

#[test]
fn a_trial_shows_in_all_linked_views_and_is_no_edit() {
    let mut session = session(Sample::Ct);
    let ids: Vec<ViewportId> = session
        .document()
        .edits
        .viewports
        .iter()
        .map(|view| view.id)
        .collect();
    let pictures = |session: &Session| -> Vec<_> {
        let shown = ids.iter().map(|id| picture(session, *id));
        shown.collect()
    };
    let before = pictures(&session);
    let recipe = Recipe::of(vec![Step::parse("heq").expect("a step")]);
    let trial = Trial {
        viewport: ids[0],
        recipe: recipe.clone(),
    };
    run(&mut session, Go::Try(Some(trial)));
    let tried = pictures(&session);
    for (tried, before) in tried.iter().zip(&before) {
        assert!(tried != before);
    }
    assert_eq!(session.undo_names(), (None, None));
    assert!(session.document().treatment(ids[0]).recipe.steps.is_empty());
    run(&mut session, Go::Try(None));
    assert!(pictures(&session) == before);
    let viewport = ids[0];
    run(&mut session, Edit::SetRecipe { viewport, recipe });
    assert!(
        pictures(&session) == tried,
        "what was tried is what one gets"
    );
}

#[test]
fn a_recipe_becomes_a_script_that_is_given_out_once() {
    let mut session = session(Sample::Radiograph);
    let viewport = active(&session);
    let edit = toggle(&session, FilterKind::Clahe);
    run(&mut session, edit);
    run(&mut session, FileCommand::WriteScript { viewport });
    let script = session.take_script().expect("written");
    assert!(script.contains("createCLAHE"), "{script}");
    assert!(session.take_script().is_none());
}

#[test]
fn an_example_has_both_sides_with_their_counts() {
    let mut session = session(Sample::Radiograph);
    let view = ViewKey::Viewport(active(&session));
    let without = Recipe::default();
    let step = |text: &str| Step::parse(text).expect("a step");
    let with = Recipe::of(vec![step("window:auto=file"), step("clahe")]);
    let recipes = [without, with];
    assert!(session.example(view, &recipes, 100).is_none());
    assert!(session.settle(LONG));
    let example = session.example(view, &recipes, 100).expect("made");
    let sides = example.sides.as_ref().expect("both fit");
    for side in sides {
        assert_eq!(side.picture.width.max(side.picture.height), 100);
    }
    assert!(sides[0].took.is_none() && sides[1].took.is_some());
    assert!(sides[0].counts.max() > Some(255.0));
    assert!(sides[1].counts.max() <= Some(255.0));
    // A recipe that does not fit is told in words.
    let wrong = [Recipe::default(), Recipe::of(vec![step("clahe")])];
    assert!(session.example(view, &wrong, 100).is_none());
    assert!(session.settle(LONG));
    let refused = session.example(view, &wrong, 100).expect("tried");
    let reason = refused.sides.as_ref().expect_err("values are no grey");
    assert!(reason.contains("clahe"), "{reason}");
}
