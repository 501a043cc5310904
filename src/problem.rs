//! The one shape in which a failure reaches a person: which file, which element, why, and what follows.

use std::fmt;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong with what is shown.
    Note,
    /// Something was mended, doubted or left out; the rest is right.
    Warning,
    /// Something asked for could not be done.
    Error,
}

/// What follows from a problem, for the pictures a person sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The file is not shown.
    FileLeftOut,
    /// One slice of a stack is missing from it.
    SliceLeftOut,
    /// Frames are missing.
    FramesLeftOut,
    /// The file holds no picture and is listed as what it is.
    NotAPicture,
    /// The series is shown without millimetres.
    NoMillimetres,
    /// The values of a PET series stay in the file's unit.
    NoSuv,
    /// The series is shown without orientation letters and planes.
    NoOrientation,
    /// The series is shown as single slices, not as a volume.
    NotAVolume,
    /// The window comes from percentiles.
    WindowFromPercentiles,
    /// The value was taken as another, which the reason names.
    ValueReplaced,
    /// A part of the series stands in the list as a series of its own.
    SplitOff,
    /// What should lie over the pictures is not shown.
    LayerLeftOut,
    /// Nothing was written.
    NotWritten,
    /// Nothing else changes.
    None,
}

impl Effect {
    /// The effect as an English clause.
    pub fn english(self) -> &'static str {
        match self {
            Self::FileLeftOut => "the file is left out",
            Self::SliceLeftOut => "the slice is left out",
            Self::FramesLeftOut => "frames are left out",
            Self::NotAPicture => "listed, not shown",
            Self::NoMillimetres => "shown without millimetres",
            Self::NoSuv => "shown without SUV",
            Self::NoOrientation => "shown without orientation",
            Self::NotAVolume => "shown as single slices",
            Self::WindowFromPercentiles => "window taken from percentiles",
            Self::ValueReplaced => "the value is replaced",
            Self::SplitOff => "shown as a series of its own",
            Self::LayerLeftOut => "not laid over the pictures",
            Self::NotWritten => "nothing is written",
            Self::None => "",
        }
    }
}

/// What went wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// The file or argument it is about, already safe to print (see [`shown`]).
    pub file: String,
    /// The part: a DICOM element as `(0028,0010) Rows`, `step 2 tiles`, `--window`; may be empty.
    pub element: String,
    /// What was found and what was wanted, in English.
    pub reason: String,
    /// What follows.
    pub effect: Effect,
}

impl Problem {
    /// A warning about `element` of `file`.
    pub fn warning(
        file: impl AsRef<str>,
        element: impl Into<String>,
        reason: impl Into<String>,
        effect: Effect,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            file: shown(file.as_ref()),
            element: element.into(),
            reason: reason.into(),
            effect,
        }
    }

    /// An error about `element` of `file`.
    pub fn error(
        file: impl AsRef<str>,
        element: impl Into<String>,
        reason: impl Into<String>,
        effect: Effect,
    ) -> Self {
        Self {
            severity: Severity::Error,
            ..Self::warning(file, element, reason, effect)
        }
    }

    /// A note about `element` of `file`.
    pub fn note(
        file: impl AsRef<str>,
        element: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::warning(file, element, reason, Effect::None)
        }
    }
}

/// `file: element: reason`, without the severity.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            severity: _,
            file,
            element,
            reason,
            effect: _,
        } = self;
        let mut first = true;
        for part in [file, element, reason] {
            if !part.is_empty() {
                if !first {
                    f.write_str(": ")?;
                }
                f.write_str(part)?;
                first = false;
            }
        }
        Ok(())
    }
}

/// Text from a file as it may be printed, shown and logged: control and bidirectional characters
/// become visible escapes, at most 8 combining marks follow each other, at most 512 characters remain.
///
/// ```
/// use negatoscope::problem::shown;
/// assert_eq!(shown("a\u{1b}[31mb"), "a\\u{1b}[31mb");
/// ```
pub fn shown(text: &str) -> String {
    const LONGEST: usize = 512;
    let mut out = String::with_capacity(text.len().min(LONGEST));
    let mut marks = 0;
    for (count, c) in text.chars().enumerate() {
        if count >= LONGEST {
            out.push('…');
            break;
        }
        let combining = matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}');
        marks = if combining { marks + 1 } else { 0 };
        if marks > 8 {
            continue;
        }
        let direction = matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || direction {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_joined_and_empty_ones_left_out() {
        let problem = Problem::error("a.dcm", "", "missing", Effect::FileLeftOut);
        assert_eq!(problem.to_string(), "a.dcm: missing");
    }

    #[test]
    fn text_from_files_is_made_visible() {
        assert_eq!(shown("name\r\n"), "name\\u{d}\\u{a}");
        assert_eq!(shown("x\u{202e}y"), "x\\u{202e}y");
        assert_eq!(shown(&"a".repeat(600)).chars().count(), 513);
    }
}
