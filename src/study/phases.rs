//! Several volumes at one place in the patient: times, echoes, b-values. Each is a phase.

use std::sync::Arc;

/// What tells the phases of a series apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhaseKind {
    /// Temporal Position Identifier or Index.
    TemporalPosition,
    /// Echo Number.
    Echo,
    /// Echo Time, milliseconds.
    EchoTime,
    /// Diffusion b-value, s/mm².
    BValue,
    /// Acquisition Number.
    Acquisition,
    /// Acquisition Time, `HHMMSS`.
    AcquisitionTime,
    /// Content Time, `HHMMSS`.
    ContentTime,
    /// Trigger Time, milliseconds.
    TriggerTime,
    /// Image Type.
    ImageType,
    /// Convolution Kernel.
    Kernel,
    /// Component of a voxel of several numbers.
    Component,
    /// No attribute: the images at each place were dealt out in the order of Instance Number.
    Order,
}

impl PhaseKind {
    /// Its name in English, as reports and JSON have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TemporalPosition => "temporal position",
            Self::Echo => "echo",
            Self::EchoTime => "echo time",
            Self::BValue => "b-value",
            Self::Acquisition => "acquisition",
            Self::AcquisitionTime => "acquisition time",
            Self::ContentTime => "content time",
            Self::TriggerTime => "trigger time",
            Self::ImageType => "image type",
            Self::Kernel => "kernel",
            Self::Component => "component",
            Self::Order => "order",
        }
    }

    /// The unit of its values; empty where they have none.
    pub fn unit(self) -> &'static str {
        match self {
            Self::EchoTime | Self::TriggerTime => "ms",
            Self::BValue => "s/mm²",
            _ => "",
        }
    }
}

/// The phases of a series, seen from one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Phases {
    /// What tells them apart.
    pub kind: PhaseKind,
    /// The value of each, in order; never fewer than two.
    pub values: Arc<[String]>,
    /// The one at hand, from 0; of a series as a whole the first.
    pub at: usize,
}

impl Phases {
    /// The value of phase `at` (from 0) with its unit, times as `HH:MM:SS`; beyond the end the last
    /// one's.
    pub fn value(&self, at: usize) -> String {
        let Some(value) = self.values.get(at).or(self.values.last()) else {
            return String::new();
        };
        match self.kind {
            PhaseKind::AcquisitionTime | PhaseKind::ContentTime => time_of_day(value),
            kind if kind.unit().is_empty() => value.clone(),
            kind => format!("{value} {}", kind.unit()),
        }
    }

    /// Kind and value of phase `at` (from 0) in English: `b-value 1000 s/mm²`.
    pub fn label(&self, at: usize) -> String {
        match self.kind {
            PhaseKind::Order => format!("phase {} of {}", at + 1, self.values.len()),
            kind => format!("{} {}", kind.name(), self.value(at)),
        }
    }
}

/// `93015.5` as `09:30:15.5`; what is no time stays as it is.
fn time_of_day(value: &str) -> String {
    let (whole, rest) = value.split_once('.').unwrap_or((value, ""));
    if whole.is_empty() || whole.len() > 6 || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return value.to_owned();
    }
    let padded = format!("{whole:0>6}");
    let (hours, minutes, seconds) = (&padded[..2], &padded[2..4], &padded[4..]);
    let fraction = if rest.is_empty() {
        String::new()
    } else {
        format!(".{rest}")
    };
    format!("{hours}:{minutes}:{seconds}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phases(kind: PhaseKind, values: &[&str]) -> Phases {
        Phases {
            kind,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            at: 0,
        }
    }

    #[test]
    fn phases_are_named_with_units_and_times_of_day() {
        let b_values = phases(PhaseKind::BValue, &["0", "1000"]);
        assert_eq!(b_values.label(1), "b-value 1000 s/mm²");
        let times = phases(PhaseKind::ContentTime, &["93015.5", "101500", "noon"]);
        assert_eq!(times.label(0), "content time 09:30:15.5");
        assert_eq!(times.value(1), "10:15:00");
        assert_eq!(times.value(2), "noon");
        let dealt = phases(PhaseKind::Order, &["1", "2"]);
        assert_eq!(dealt.label(1), "phase 2 of 2");
    }
}
