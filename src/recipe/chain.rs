//! What each step takes and gives, and the conversions that make a list of steps fit.

use super::Auto;
use super::ClaheMethod;
use super::Depth;
use super::Filter;
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
        let grey = input != Domain::Values;
        match self {
            Self::Window(_, depth) | Self::Range(_, depth) | Self::Stretch(_, depth) => {
                Some(Domain::of(*depth))
            }
            Self::NClahe(_) => Some(Domain::Grey8),
            Self::Clahe(ClaheMethod::Deep(_)) => Some(match input {
                Domain::Grey8 => Domain::Grey8,
                Domain::Grey16 | Domain::Values => Domain::Grey16,
            }),
            Self::Clahe(
                ClaheMethod::Exact(_) | ClaheMethod::Fiji(_) | ClaheMethod::FijiFast(_),
            ) => (input == Domain::Grey8).then_some(input),
            Self::Clahe(ClaheMethod::OpenCv(_, bit_shift)) if *bit_shift > 0 => {
                (input == Domain::Grey16).then_some(input)
            }
            Self::Brightness(_)
            | Self::Contrast(_)
            | Self::Gamma(_)
            | Self::Log(_)
            | Self::Sigmoid(_)
            | Self::Invert
            | Self::Heq(_)
            | Self::Ahe(_)
            | Self::Clahe(_)
            | Self::Match(_)
            | Self::Unsharp(_) => grey.then_some(input),
            Self::Multiscale(_)
            | Self::Median(_)
            | Self::Bilateral(_)
            | Self::Nlm(_)
            | Self::PowerLaw(_) => Some(input),
        }
    }

    /// What it takes, in words.
    fn takes(&self) -> &'static str {
        let [eight, sixteen] =
            [Domain::Grey8, Domain::Grey16].map(|input| self.gives(input).is_some());
        match (eight, sixteen) {
            (true, false) => "grey of 8 bits",
            (false, true) => "grey of 16 bits",
            _ => "grey of 8 or 16 bits",
        }
    }

    /// The depth of a window that makes grey for it: 8 bits wherever it takes those.
    fn wanted_depth(&self) -> Depth {
        match self.gives(Domain::Grey8) {
            Some(_) => Depth::Eight,
            None => Depth::Sixteen,
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
            let kind = step.filter.kind().name();
            let next = step.filter.gives(domain).ok_or_else(|| {
                let depth = match step.filter.wanted_depth() {
                    Depth::Eight => "",
                    Depth::Sixteen => ",depth=16",
                };
                RecipeError::new(
                    kind,
                    format!(
                        "takes {}, the steps before it give {}; put window:auto=file{depth} before it",
                        step.filter.takes(),
                        domain.name()
                    ),
                )
                .at_step(at)
            })?;
            if next != domain && step.strength != 100.0 {
                let reason = format!(
                    "{}, wanted 100: {kind} takes {} and gives {}, which cannot be mixed",
                    step.strength,
                    domain.name(),
                    next.name()
                );
                return Err(RecipeError::new("strength", reason).at_step(at));
            }
            if let Filter::Match(reference) = &step.filter
                && reference.path().is_none()
            {
                let reason = "missing; choose the picture whose histogram is matched";
                return Err(RecipeError::new("reference", reason).at_step(at));
            }
            domain = next;
        }
        Ok(domain)
    }

    /// What step `at` is given by the steps before it, for a picture that begins as `start`; `None`
    /// where one of them does not fit.
    pub fn input_of(&self, at: usize, start: Domain) -> Option<Domain> {
        self.active()
            .take_while(|(place, _)| *place < at)
            .try_fold(start, |domain, (_, step)| step.filter.gives(domain))
    }

    /// Whether step `at` gives what it takes, so that both can be mixed by its strength.
    pub fn has_strength(&self, at: usize, start: Domain) -> bool {
        let (Some(step), Some(input)) = (self.steps.get(at), self.input_of(at, start)) else {
            return false;
        };
        step.filter.gives(input) == Some(input)
    }

    /// The recipe with a window step put before each step that needs grey where there are values
    /// (or another depth), and the places of those steps in the new list. Windows that
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
                        let depth = step.filter.wanted_depth();
                        let window = Step {
                            inserted: true,
                            ..Step::new(Filter::Window(window, depth))
                        };
                        fitted.steps.insert(place, window);
                        let grey = Domain::of(depth);
                        step.filter.gives(grey).unwrap_or(grey)
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
    use crate::recipe::FilterKind;

    #[test]
    fn a_step_that_does_not_fit_is_named_and_mended() {
        let recipe = Recipe::of(vec![Step::new(FilterKind::Clahe.filter())]);
        let error = recipe.check(Domain::Values).expect_err("values do not fit");
        assert_eq!(
            error.to_string(),
            "step 1, clahe: takes grey of 8 or 16 bits, the steps before it give values; put window:auto=file before it"
        );
        let (fitted, inserted) = recipe.fitted(Domain::Values, None);
        assert_eq!(inserted, [0]);
        assert_eq!(fitted.check(Domain::Values), Ok(Domain::Grey8));
        assert_eq!(fitted.fitted(Domain::Values, None).0, fitted);
        assert!(recipe.fitted(Domain::Grey8, None).1.is_empty());
    }
}
