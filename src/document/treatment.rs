//! A recipe with a look: how a series is treated and shown.

use crate::recipe::Auto;
use crate::recipe::Domain;
use crate::recipe::Filter;
use crate::recipe::FilterKind;
use crate::recipe::Look;
use crate::recipe::LookWindow;
use crate::recipe::Recipe;
use crate::recipe::Step;
use crate::recipe::WindowStep;
use crate::study::SeriesHeader;

/// What is done to a series, and how it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Treatment {
    /// What is done.
    pub recipe: Recipe,
    /// How it is shown.
    pub look: Look,
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

    /// The window a person chose for the eye, which a conversion takes over.
    fn chosen_window(&self) -> Option<crate::recipe::Window> {
        match self.look.window {
            LookWindow::Given(window) => Some(window),
            LookWindow::Auto | LookWindow::File(_) => None,
        }
    }

    /// The same with conversions put in where steps need them, for a picture that begins as `start`.
    pub fn fitted(mut self, start: Domain) -> Self {
        let (recipe, _) = self.recipe.fitted(start, self.chosen_window());
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
    pub fn cell(&self, cell: Cell, usual: &[Filter], start: Domain) -> Self {
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
        start: Domain,
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

    /// Shows through `window`: changes the recipe's window step where there is one, else the look.
    pub fn set_window(&mut self, window: LookWindow) {
        let Some(at) = self.recipe.window_step() else {
            self.look.window = window;
            return;
        };
        if let Some(step) = self.recipe.steps.get_mut(at)
            && let Filter::Window(_, depth) = step.filter
        {
            let filter = match window {
                LookWindow::Given(window) => WindowStep::Given(window),
                LookWindow::Auto | LookWindow::File(_) => WindowStep::Auto(Auto::File),
            };
            step.filter = Filter::Window(filter, depth);
            step.inserted = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::VoiFunction;
    use crate::recipe::Window;

    fn kinds(treatment: &Treatment) -> Vec<String> {
        treatment.recipe.steps.iter().map(Step::to_text).collect()
    }

    #[test]
    fn clahe_on_values_brings_the_display_window_along() {
        let mut treatment = Treatment::default();
        let lung = Window::new(-600.0, 1500.0, VoiFunction::Linear).expect("valid");
        treatment.look.window = LookWindow::Given(lung);
        treatment.toggle_equaliser(FilterKind::Clahe, false, &[], Domain::Values);
        assert_eq!(
            kinds(&treatment),
            [
                "window:center=-600,width=1500",
                "clahe:clip_limit=2,tiles=8x8"
            ]
        );
        treatment.toggle_equaliser(FilterKind::Heq, false, &[], Domain::Values);
        assert_eq!(
            kinds(&treatment),
            [
                "window:center=-600,width=1500",
                "clahe:clip_limit=2,tiles=8x8,on=off",
                "heq"
            ]
        );
        treatment.toggle_equaliser(FilterKind::Clahe, true, &[], Domain::Values);
        assert_eq!(treatment.recipe.active().count(), 3);
    }

    #[test]
    fn a_window_that_was_put_in_goes_when_nothing_needs_it() {
        let mut treatment = Treatment::default();
        for kind in [FilterKind::Heq, FilterKind::NClahe] {
            treatment.toggle_equaliser(kind, false, &[], Domain::Values);
        }
        assert_eq!(
            kinds(&treatment),
            ["heq:on=off", "nclahe:clip_limit=2,tiles=8x8"]
        );
        treatment.toggle_equaliser(FilterKind::Heq, false, &[], Domain::Values);
        let bone = Window::new(450.0, 1800.0, VoiFunction::Linear).expect("valid");
        treatment.set_window(LookWindow::Given(bone));
        treatment.toggle_equaliser(FilterKind::NClahe, false, &[], Domain::Values);
        // The window is the person's own now.
        assert_eq!(kinds(&treatment)[0], "window:center=450,width=1800");
    }

    #[test]
    fn a_window_is_a_step_or_the_look_but_never_both() {
        let mut treatment = Treatment::default();
        let bone = LookWindow::Given(Window::new(450.0, 1800.0, VoiFunction::Linear).expect("ok"));
        treatment.set_window(bone);
        assert_eq!(treatment.look.window, bone);
        treatment.toggle_equaliser(FilterKind::Clahe, false, &[], Domain::Values);
        treatment.set_window(LookWindow::Auto);
        assert_eq!(kinds(&treatment)[0], "window:auto=file");
        assert_eq!(treatment.look.window, bone);
    }

    #[test]
    fn the_grid_shares_one_window() {
        let mut treatment = Treatment::default();
        treatment.toggle_equaliser(FilterKind::Clahe, false, &[], Domain::Values);
        let heq = treatment.cell(Cell::Equaliser(FilterKind::Heq), &[], Domain::Values);
        assert_eq!(kinds(&heq), ["window:auto=file", "heq"]);
        let nclahe = treatment.cell(Cell::Equaliser(FilterKind::NClahe), &[], Domain::Values);
        assert_eq!(kinds(&nclahe), ["nclahe:clip_limit=2,tiles=8x8"]);
        assert_eq!(
            kinds(&treatment.cell(Cell::Original, &[], Domain::Values)),
            ["window:auto=file"]
        );
    }
}
