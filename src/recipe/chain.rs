//! What each step takes and gives, and the conversions that make a list of steps fit.

use super::Auto;
use super::Depth;
use super::Filter;
use super::FilterKind;
use super::Recipe;
use super::RecipeError;
use super::Step;
use super::WindowStep;
use crate::ops::window::Window;
use crate::pixels::SampleType;
use crate::study::SeriesHeader;
use crate::study::Slice;
use crate::study::Unit;

/// What the numbers of a picture are between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Domain {
    /// Numbers in the modality's unit.
    Values,
    /// 0 to 255.
    Grey8,
    /// 0 to 65535.
    Grey16,
}

impl Domain {
    /// What pictures begin as: DICOM as values, plain pictures and colour of 8 or 16 bits as grey.
    fn start(unit: Unit, channels: usize, sample_type: SampleType) -> Self {
        let grey = unit == Unit::Grey || channels > 1;
        match sample_type {
            SampleType::U8 if grey => Self::Grey8,
            SampleType::U16 if grey => Self::Grey16,
            _ => Self::Values,
        }
    }

    /// What the pictures of a series begin as.
    pub fn of_series(header: &SeriesHeader) -> Self {
        Self::start(header.unit, header.channels, header.sample_type)
    }

    /// What a slice begins as.
    pub fn of_slice(slice: &Slice) -> Self {
        let samples = &slice.samples;
        Self::start(slice.unit, samples.channels(), samples.sample_type())
    }

    fn of(depth: Depth) -> Self {
        match depth {
            Depth::Eight => Self::Grey8,
            Depth::Sixteen => Self::Grey16,
        }
    }

    /// The name people read: `values`, `grey 8`, `grey 16`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Values => "values",
            Self::Grey8 => "grey 8",
            Self::Grey16 => "grey 16",
        }
    }
}

impl Filter {
    /// What the filter gives for `input`, or `None` where it does not take that.
    pub fn gives(&self, input: Domain) -> Option<Domain> {
        match self {
            Self::Window(_, depth) | Self::Range(_, depth) | Self::Stretch(_, depth) => {
                Some(Domain::of(*depth))
            }
            Self::NClahe(_) => Some(Domain::Grey8),
            Self::Heq | Self::Ahe(_) | Self::Clahe(_) => {
                (input == Domain::Grey8).then_some(Domain::Grey8)
            }
            Self::Brightness(_)
            | Self::Contrast(_)
            | Self::Gamma(_)
            | Self::Log(_)
            | Self::Sigmoid(_)
            | Self::Invert => (input != Domain::Values).then_some(input),
        }
    }

    /// What it takes, in words.
    fn takes(&self) -> &'static str {
        match self.kind() {
            FilterKind::Heq | FilterKind::Ahe | FilterKind::Clahe => "grey of 8 bits",
            _ => "grey of 8 or 16 bits",
        }
    }
}

impl Recipe {
    /// What the recipe ends in for a picture that begins as `start`.
    ///
    /// # Errors
    /// Names the first step that does not fit, and the conversion that would mend it.
    pub fn check(&self, start: Domain) -> Result<Domain, RecipeError> {
        let mut domain = start;
        for (at, step) in self.active() {
            domain = step.filter.gives(domain).ok_or_else(|| {
                RecipeError::new(
                    step.filter.kind().name(),
                    format!(
                        "takes {}, the steps before it give {}; put window:auto=file before it",
                        step.filter.takes(),
                        domain.name()
                    ),
                )
                .at_step(at)
            })?;
        }
        Ok(domain)
    }

    /// The recipe with a window step put before each step that needs grey where there are values
    /// (or 8 bits where there are 16), and the places of those steps in the new list. Windows that
    /// were put in earlier and are not needed any more go, so that the list does not depend on the
    /// order in which steps were switched on.
    ///
    /// The window is `display` where a person has changed it, else `window:auto=file`.
    pub fn fitted(&self, start: Domain, display: Option<Window>) -> (Self, Vec<usize>) {
        let mut fitted = Self {
            steps: Vec::with_capacity(self.steps.len() + 1),
            ..self.clone()
        };
        let mut inserted = Vec::new();
        let mut domain = start;
        // Behind the last step that is on: a window stands above steps that are off, so that
        // switching them does not move it.
        let mut place = 0;
        for step in self.steps.iter().filter(|step| !step.inserted) {
            if step.on {
                domain = match step.filter.gives(domain) {
                    Some(next) => next,
                    None => {
                        // The display window speaks of values; of a grey of 16 bits it knows nothing.
                        let window = match display.filter(|_| domain == Domain::Values) {
                            Some(window) => WindowStep::Given(window),
                            None => WindowStep::Auto(Auto::File),
                        };
                        inserted.push(place);
                        let window = Step {
                            inserted: true,
                            ..Step::new(Filter::Window(window, Depth::Eight))
                        };
                        fitted.steps.insert(place, window);
                        step.filter.gives(Domain::Grey8).unwrap_or(Domain::Grey8)
                    }
                };
                place = fitted.steps.len() + 1;
            }
            fitted.steps.push(step.clone());
        }
        (fitted, inserted)
    }

    /// The recipe with a window as its last step where it ends in values: what a picture file needs.
    ///
    /// The window is `display` where a person has changed it, else `window:auto=file`.
    pub fn ending_in_grey(&self, start: Domain, display: Option<Window>, depth: Depth) -> Self {
        let mut recipe = self.clone();
        if self.check(start) == Ok(Domain::Values) {
            let window = display.map_or(WindowStep::Auto(Auto::File), WindowStep::Given);
            recipe.steps.push(Step::new(Filter::Window(window, depth)));
        }
        recipe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_does_not_fit_is_named_and_mended() {
        let recipe = Recipe::of(vec![Step::new(FilterKind::Clahe.filter())]);
        let error = recipe.check(Domain::Values).expect_err("values do not fit");
        assert_eq!(
            error.to_string(),
            "step 1, clahe: takes grey of 8 bits, the steps before it give values; put window:auto=file before it"
        );
        let (fitted, inserted) = recipe.fitted(Domain::Values, None);
        assert_eq!(inserted, [0]);
        assert_eq!(fitted.check(Domain::Values), Ok(Domain::Grey8));
        assert_eq!(fitted.fitted(Domain::Values, None).0, fitted);
        assert!(recipe.fitted(Domain::Grey8, None).1.is_empty());
    }
}
