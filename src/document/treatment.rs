//! A recipe with a look: how a series is treated and shown.

use super::CommandError;
use crate::recipe::Auto;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::Look;
use crate::recipe::LookWindow;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::recipe::Window;
use crate::recipe::WindowStep;
use crate::study::SeriesHeader;
use crate::study::Voi;
use crate::study::VoiKind;

/// What is done to a series, and how it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Treatment {
    /// What is done.
    pub recipe: Recipe,
    /// How it is shown.
    pub look: Look,
}

/// What steps begin with: what the stored values are, and the windows that the file has for them.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// Values or grey.
    pub domain: Domain,
    /// The file's windows and lookup tables, the preferred one first.
    pub vois: &'a [Voi],
}

impl<'a> Start<'a> {
    /// What the steps of a series begin with.
    pub fn of(header: &'a SeriesHeader) -> Self {
        Self {
            domain: Domain::of_series(header),
            vois: &header.vois,
        }
    }
}

/// A cell of the preprocessing grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cell {
    /// No step but the window.
    Original,
    /// One equaliser alone.
    Equaliser(FilterKind),
    /// The recipe as it is.
    Present,
}

impl Cell {
    /// The cells of the grid, in reading order.
    pub const ALL: [Cell; 6] = [
        Self::Original,
        Self::Equaliser(FilterKind::Heq),
        Self::Equaliser(FilterKind::Ahe),
        Self::Equaliser(FilterKind::Clahe),
        Self::Equaliser(FilterKind::NClahe),
        Self::Present,
    ];
}

impl Treatment {
    /// How a series is treated before anybody does anything: without steps, in the look of its modality.
    pub fn usual(header: &SeriesHeader) -> Self {
        Self {
            recipe: Recipe::default(),
            look: match header.channels {
                1 => Look::usual(&header.modality),
                _ => Look::default(),
            },
        }
    }

    /// The window a person chose for the eye, which a conversion takes over; `None` where it is the file's
    /// first, or one of its lookup tables, which only the first can become a step.
    pub fn chosen_window(&self, vois: &[Voi]) -> Option<Window> {
        match window_step(self.look.window, vois)? {
            WindowStep::Given(window) => Some(window),
            WindowStep::Auto(_) => None,
        }
    }

    /// Whether the look shows through a lookup table of the file that no window step can stand for.
    pub fn shows_by_table(&self, vois: &[Voi]) -> bool {
        window_step(self.look.window, vois).is_none()
    }

    /// The same with conversions put in where steps need them, for a picture that begins as `start`.
    pub fn fitted(mut self, start: Start<'_>) -> Self {
        let chosen = self.chosen_window(start.vois);
        let (recipe, _) = self.recipe.fitted(start.domain, chosen);
        self.recipe = recipe;
        self
    }

    /// The treatment without the user's steps; a leading window stays, since unequal windows would
    /// make the comparison a lie.
    pub fn original(&self) -> Self {
        let mut original = self.clone();
        let window = self
            .recipe
            .active()
            .next()
            .map(|(at, step)| (at, step.clone()));
        original.recipe.steps = match window {
            Some((_, step)) if matches!(step.filter, Filter::Window(..)) => vec![step],
            _ => Vec::new(),
        };
        original
    }

    /// The treatment of a cell of the grid: the present window, and one equaliser with the
    /// parameters it has in the recipe, else `usual`'s.
    pub fn cell(&self, cell: Cell, usual: &[Filter], start: Start<'_>) -> Self {
        match cell {
            Cell::Original => self.original(),
            Cell::Present => self.clone(),
            Cell::Equaliser(kind) => {
                let mut treatment = self.original();
                treatment
                    .recipe
                    .steps
                    .push(self.equaliser_step(kind, usual));
                treatment.fitted(start)
            }
        }
    }

    fn equaliser_step(&self, kind: FilterKind, usual: &[Filter]) -> Step {
        let known = self.recipe.steps.iter().find(|s| s.filter.kind() == kind);
        if let Some(step) = known {
            return Step {
                on: true,
                ..step.clone()
            };
        }
        let filter = usual.iter().find(|filter| filter.kind() == kind);
        Step::new(filter.cloned().unwrap_or_else(|| kind.filter()))
    }

    /// Switches an equaliser on or off. Switched on it replaces those that are on, unless `add`;
    /// parameters are those it had, else those of `usual`.
    pub fn toggle_equaliser(
        &mut self,
        kind: FilterKind,
        add: bool,
        usual: &[Filter],
        start: Start<'_>,
    ) {
        let steps = &mut self.recipe.steps;
        let on = steps.iter().any(|s| s.on && s.filter.kind() == kind);
        if on {
            for step in steps.iter_mut().filter(|s| s.filter.kind() == kind) {
                step.on = false;
            }
            *self = std::mem::take(self).fitted(start);
            return;
        }
        if !add {
            let others = |s: &&mut Step| s.filter.kind().is_equaliser();
            steps.iter_mut().filter(others).for_each(|s| s.on = false);
        }
        let known = steps.iter_mut().rfind(|s| s.filter.kind() == kind);
        match known {
            Some(step) => step.on = true,
            None => {
                let step = self.equaliser_step(kind, usual);
                self.recipe.steps.push(step);
            }
        }
        *self = std::mem::take(self).fitted(start);
    }

    /// Shows through `window`: changes the recipe's window step where there is one, else the look. `vois` are
    /// the file's.
    ///
    /// # Errors
    /// When the recipe has a window step and `window` is a lookup table that cannot be one.
    pub fn set_window(&mut self, window: LookWindow, vois: &[Voi]) -> Result<(), CommandError> {
        let Some(at) = self.recipe.window_step() else {
            self.look.window = window;
            return Ok(());
        };
        let window = window_step(window, vois).ok_or(CommandError::NoTable)?;
        if let Some(step) = self.recipe.steps.get_mut(at)
            && let Filter::Window(_, depth) = step.filter
        {
            step.filter = Filter::Window(window, depth);
            step.inserted = false;
        }
        Ok(())
    }
}

/// The window step that does what `window` does to values of a file with these `vois`; `None` for a lookup
/// table besides the first.
fn window_step(window: LookWindow, vois: &[Voi]) -> Option<WindowStep> {
    let by_file = WindowStep::Auto(Auto::File);
    match window {
        LookWindow::Given(window) => Some(WindowStep::Given(window)),
        LookWindow::Auto | LookWindow::File(0) => Some(by_file),
        LookWindow::File(n) => match vois.get(n).map(|voi| &voi.kind) {
            Some(VoiKind::Window(window)) => Some(WindowStep::Given(*window)),
            Some(VoiKind::Lut(_)) => None,
            None => Some(by_file),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::ops::window::VoiLut;
    use crate::recipe::VoiFunction;

    const VALUES: Start<'_> = Start {
        domain: Domain::Values,
        vois: &[],
    };

    fn kinds(treatment: &Treatment) -> Vec<String> {
        treatment.recipe.steps.iter().map(Step::to_text).collect()
    }

    #[test]
    fn clahe_on_values_brings_the_display_window_along() {
        let mut treatment = Treatment::default();
        let lung = Window::new(-600.0, 1500.0, VoiFunction::Linear).expect("valid");
        treatment.look.window = LookWindow::Given(lung);
        treatment.toggle_equaliser(FilterKind::Clahe, false, &[], VALUES);
        assert_eq!(
            kinds(&treatment),
            [
                "window:center=-600,width=1500",
                "clahe:clip_limit=2,tiles=8x8"
            ]
        );
        treatment.toggle_equaliser(FilterKind::Heq, false, &[], VALUES);
        assert_eq!(
            kinds(&treatment),
            [
                "window:center=-600,width=1500",
                "clahe:clip_limit=2,tiles=8x8,on=off",
                "heq"
            ]
        );
        treatment.toggle_equaliser(FilterKind::Clahe, true, &[], VALUES);
        assert_eq!(treatment.recipe.active().count(), 3);
    }

    #[test]
    fn a_window_that_was_put_in_goes_when_nothing_needs_it() {
        let mut treatment = Treatment::default();
        for kind in [FilterKind::Heq, FilterKind::NClahe] {
            treatment.toggle_equaliser(kind, false, &[], VALUES);
        }
        assert_eq!(
            kinds(&treatment),
            ["heq:on=off", "nclahe:clip_limit=2,tiles=8x8"]
        );
        treatment.toggle_equaliser(FilterKind::Heq, false, &[], VALUES);
        let bone = Window::new(450.0, 1800.0, VoiFunction::Linear).expect("valid");
        treatment
            .set_window(LookWindow::Given(bone), &[])
            .expect("a window");
        treatment.toggle_equaliser(FilterKind::NClahe, false, &[], VALUES);
        // The window is the person's own now.
        assert_eq!(kinds(&treatment)[0], "window:center=450,width=1800");
    }

    #[test]
    fn a_window_is_a_step_or_the_look_but_never_both() {
        let mut treatment = Treatment::default();
        let bone = LookWindow::Given(Window::new(450.0, 1800.0, VoiFunction::Linear).expect("ok"));
        treatment.set_window(bone, &[]).expect("a window");
        assert_eq!(treatment.look.window, bone);
        treatment.toggle_equaliser(FilterKind::Clahe, false, &[], VALUES);
        treatment
            .set_window(LookWindow::Auto, &[])
            .expect("a window");
        assert_eq!(kinds(&treatment)[0], "window:auto=file");
        assert_eq!(treatment.look.window, bone);
    }

    #[test]
    fn the_grid_shares_one_window() {
        let mut treatment = Treatment::default();
        treatment.toggle_equaliser(FilterKind::Clahe, false, &[], VALUES);
        let heq = treatment.cell(Cell::Equaliser(FilterKind::Heq), &[], VALUES);
        assert_eq!(kinds(&heq), ["window:auto=file", "heq"]);
        let nclahe = treatment.cell(Cell::Equaliser(FilterKind::NClahe), &[], VALUES);
        assert_eq!(kinds(&nclahe), ["nclahe:clip_limit=2,tiles=8x8"]);
        assert_eq!(
            kinds(&treatment.cell(Cell::Original, &[], VALUES)),
            ["window:auto=file"]
        );
    }

    #[test]
    fn every_window_of_the_file_can_become_a_step() {
        let window = |center, function| Window::new(center, 300.0, function).expect("valid");
        let voi = |kind| Voi {
            explanation: String::new(),
            kind,
        };
        let table = VoiLut::new(0.0, 8, vec![0, 255]).expect("valid");
        let vois = [
            voi(VoiKind::Window(window(40.0, VoiFunction::Linear))),
            voi(VoiKind::Window(window(-500.0, VoiFunction::Sigmoid))),
            voi(VoiKind::Lut(Arc::new(table))),
        ];
        let start = Start {
            vois: &vois,
            ..VALUES
        };
        let steps = ["auto=file", "center=-500,width=300,function=sigmoid"];
        for (n, wanted) in steps.into_iter().enumerate() {
            // Chosen before there is a step, and with one.
            let mut before = Treatment::default();
            before
                .set_window(LookWindow::File(n), &vois)
                .expect("a window");
            before.toggle_equaliser(FilterKind::Heq, false, &[], start);
            let mut after = Treatment::default();
            after.toggle_equaliser(FilterKind::Heq, false, &[], start);
            after
                .set_window(LookWindow::File(n), &vois)
                .expect("a window");
            for treatment in [before, after] {
                assert_eq!(kinds(&treatment), [&format!("window:{wanted}"), "heq"]);
            }
        }
        let mut treatment = Treatment::default();
        treatment
            .set_window(LookWindow::File(2), &vois)
            .expect("a table for the eye");
        assert!(treatment.shows_by_table(&vois));
        treatment.toggle_equaliser(FilterKind::Heq, false, &[], start);
        let refused = treatment.set_window(LookWindow::File(2), &vois);
        assert_eq!(refused, Err(CommandError::NoTable));
    }
}
