//! Actions on what is done to a picture: preprocessing, tissue colours, comparison.

use egui::Key;

use super::Action;
use super::Group;
use super::Here;
use super::chord::ctrl_shift;
use super::chord::key;
use super::chord::shift;
use crate::document::Comparison;
use crate::document::Edit;
use crate::document::Go;
use crate::document::LayerChange;
use crate::document::TissueChange;
use crate::recipe::FilterKind;
use crate::recipe::Recipe;
use crate::recipe::TissueFill;
use crate::ui::commands::Commands;
use crate::ui::commands::Request;
use crate::ui::icons;
use crate::ui::state::UiState;

fn equalise(here: &Here<'_>, state: &mut UiState, c: &mut Commands, kind: FilterKind, add: bool) {
    state.toggled = Some(kind);
    c.push(Edit::ToggleEqualiser {
        viewport: here.id(),
        kind,
        add,
    });
}

fn equaliser_is_on(here: &Here<'_>, kind: FilterKind) -> bool {
    let treatment = here.treatment();
    let mut active = treatment.recipe.active();
    active.any(|(_, step)| step.filter.kind() == kind)
}

fn add_step(here: &Here<'_>, state: &mut UiState, c: &mut Commands, kind: FilterKind) {
    state.toggled = Some(kind);
    let viewport = here.id();
    let filter = kind.filter();
    c.push(Edit::AddStep { viewport, filter });
}

/// Explains the step whose card is open, else the last one that is on.
fn explain(here: &Here<'_>, state: &UiState, c: &mut Commands) {
    let recipe = here.treatment().recipe;
    let open = state.open_step.filter(|at| *at < recipe.steps.len());
    let last = || recipe.active().last().map(|(at, _)| at);
    let first = || (!recipe.steps.is_empty()).then_some(0);
    let found = open.or_else(last).or_else(first);
    if let Some((at, step)) = found.and_then(|at| Some((at, recipe.steps.get(at)?))) {
        c.request(Request::Explain {
            filter: step.filter.clone(),
            step: Some(at),
        });
    }
}

fn tissue(here: &Here<'_>, c: &mut Commands, change: TissueChange) {
    let viewport = here.id();
    c.push(Edit::Tissue { viewport, change });
}

/// Opens a comparison, or leaves it where it is open.
fn compare(here: &Here<'_>, c: &mut Commands, comparison: Comparison) {
    let open = here.session.document().edits.comparison == Some(comparison);
    c.push(Edit::Compare((!open).then_some(comparison)));
}

fn compares(here: &Here<'_>, comparison: Comparison) -> bool {
    here.session.document().edits.comparison == Some(comparison)
}

pub(super) static ACTIONS: &[Action] = &[
    Action::new(
        "heq",
        Group::Preprocessing,
        |t| t.heq,
        |here, state, c| {
            equalise(here, state, c, FilterKind::Heq, false);
        },
    )
    .keys(&[key(Key::E)])
    .needs(|here| here.needs_picture())
    .on(|here| equaliser_is_on(here, FilterKind::Heq)),
    Action::new(
        "ahe",
        Group::Preprocessing,
        |t| t.ahe,
        |here, state, c| {
            equalise(here, state, c, FilterKind::Ahe, false);
        },
    )
    .keys(&[key(Key::A)])
    .needs(|here| here.needs_picture())
    .on(|here| equaliser_is_on(here, FilterKind::Ahe)),
    Action::new(
        "clahe",
        Group::Preprocessing,
        |t| t.clahe,
        |here, state, c| {
            equalise(here, state, c, FilterKind::Clahe, false);
        },
    )
    .keys(&[key(Key::C)])
    .needs(|here| here.needs_picture())
    .on(|here| equaliser_is_on(here, FilterKind::Clahe)),
    Action::new(
        "nclahe",
        Group::Preprocessing,
        |t| t.nclahe,
        |here, state, c| {
            equalise(here, state, c, FilterKind::NClahe, false);
        },
    )
    .keys(&[key(Key::N)])
    .needs(|here| here.needs_picture())
    .on(|here| equaliser_is_on(here, FilterKind::NClahe)),
    Action::new(
        "heq-add",
        Group::Preprocessing,
        |t| t.heq_add,
        |here, state, c| {
            equalise(here, state, c, FilterKind::Heq, true);
        },
    )
    .keys(&[shift(Key::E)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "ahe-add",
        Group::Preprocessing,
        |t| t.ahe_add,
        |here, state, c| {
            equalise(here, state, c, FilterKind::Ahe, true);
        },
    )
    .keys(&[shift(Key::A)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "clahe-add",
        Group::Preprocessing,
        |t| t.clahe_add,
        |here, state, c| {
            equalise(here, state, c, FilterKind::Clahe, true);
        },
    )
    .keys(&[shift(Key::C)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "nclahe-add",
        Group::Preprocessing,
        |t| t.nclahe_add,
        |here, state, c| {
            equalise(here, state, c, FilterKind::NClahe, true);
        },
    )
    .keys(&[shift(Key::N)])
    .needs(|here| here.needs_picture()),
    Action::new(
        "original-hold",
        Group::Preprocessing,
        |t| t.original_hold,
        |_, _, c| {
            c.go(Go::Original(true));
        },
    )
    .keys(&[key(Key::B)])
    .needs(|here| here.needs_picture())
    .held(|c| c.go(Go::Original(false))),
    Action::new(
        "original",
        Group::Preprocessing,
        |t| t.original,
        |here, _, c| {
            c.go(Go::Original(!here.session.document().position.original));
        },
    )
    .icon(icons::EYE)
    .keys(&[shift(Key::B)])
    .needs(|here| here.needs_picture())
    .on(|here| here.session.document().position.original),
    Action::new(
        "explain-step",
        Group::Preprocessing,
        |t| t.explain_step,
        |here, state, c| explain(here, state, c),
    )
    .icon(icons::QUESTION)
    .needs(|here| here.needs_steps()),
    Action::new(
        "reset-recipe",
        Group::Preprocessing,
        |t| t.reset_recipe,
        |here, _, c| {
            c.push(Edit::SetRecipe {
                viewport: here.id(),
                recipe: Recipe::default(),
            });
        },
    )
    .icon(icons::ARROW_COUNTER_CLOCKWISE)
    .needs(|here| here.needs_steps()),
    Action::new(
        "add-window",
        Group::Preprocessing,
        |t| t.add_window,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Window);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-range",
        Group::Preprocessing,
        |t| t.add_range,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Range);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-stretch",
        Group::Preprocessing,
        |t| t.add_stretch,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Stretch);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-brightness",
        Group::Preprocessing,
        |t| t.add_brightness,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Brightness);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-contrast",
        Group::Preprocessing,
        |t| t.add_contrast,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Contrast);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-gamma",
        Group::Preprocessing,
        |t| t.add_gamma,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Gamma);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-log",
        Group::Preprocessing,
        |t| t.add_log,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Log);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-sigmoid",
        Group::Preprocessing,
        |t| t.add_sigmoid,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Sigmoid);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-invert",
        Group::Preprocessing,
        |t| t.add_invert,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Invert);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-match",
        Group::Preprocessing,
        |t| t.add_match,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Match);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-unsharp",
        Group::Preprocessing,
        |t| t.add_unsharp,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Unsharp);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-multiscale",
        Group::Preprocessing,
        |t| t.add_multiscale,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Multiscale);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-median",
        Group::Preprocessing,
        |t| t.add_median,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Median);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-bilateral",
        Group::Preprocessing,
        |t| t.add_bilateral,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Bilateral);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-nlm",
        Group::Preprocessing,
        |t| t.add_nlm,
        |here, state, c| {
            add_step(here, state, c, FilterKind::Nlm);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "add-powerlaw",
        Group::Preprocessing,
        |t| t.add_powerlaw,
        |here, state, c| {
            add_step(here, state, c, FilterKind::PowerLaw);
        },
    )
    .needs(|here| here.needs_picture()),
    Action::new(
        "tissue",
        Group::Tissue,
        |t| t.tissue,
        |here, _, c| {
            let on = here.treatment().look.tissue.is_none();
            tissue(here, c, TissueChange::On(on));
        },
    )
    .icon(icons::SWATCHES)
    .keys(&[key(Key::T)])
    .needs(|here| here.needs_tissue())
    .on(|here| here.treatment().look.tissue.is_some()),
    Action::new(
        "tissue-outline",
        Group::Tissue,
        |t| t.tissue_outline,
        |here, _, c| {
            if let Some(overlay) = here.treatment().look.tissue {
                let fill = match overlay.fill {
                    TissueFill::Fill => TissueFill::Outline,
                    TissueFill::Outline => TissueFill::Fill,
                };
                tissue(here, c, TissueChange::Fill(fill));
            }
        },
    )
    .keys(&[shift(Key::T)])
    .needs(|here| here.needs_tissue_on()),
    Action::new(
        "layers",
        Group::Tissue,
        |t| t.layers,
        |here, _, c| {
            let viewport = here.id();
            let change = LayerChange::On(!here.treatment().look.layers.on);
            c.push(Edit::Layers { viewport, change });
        },
    )
    .icon(icons::STACK)
    .keys(&[ctrl_shift(Key::L)])
    .needs(|here| here.needs_layers())
    .on(|here| here.treatment().look.layers.on),
    Action::new(
        "grid",
        Group::Comparison,
        |t| t.grid,
        |here, _, c| {
            compare(here, c, Comparison::Grid);
        },
    )
    .icon(icons::SQUARES_FOUR)
    .keys(&[key(Key::G)])
    .needs(|here| here.needs_picture())
    .on(|here| compares(here, Comparison::Grid)),
    Action::new(
        "side-by-side",
        Group::Comparison,
        |t| t.side_by_side,
        |here, _, c| {
            compare(here, c, Comparison::SideBySide);
        },
    )
    .icon(icons::SQUARE_SPLIT_HORIZONTAL)
    .keys(&[key(Key::S)])
    .needs(|here| here.needs_picture())
    .on(|here| compares(here, Comparison::SideBySide)),
    Action::new(
        "leave-comparison",
        Group::Comparison,
        |t| t.leave_comparison,
        |_, _, c| {
            c.push(Edit::Compare(None));
        },
    )
    .icon(icons::X)
    .needs(|here| here.needs_comparison()),
];
