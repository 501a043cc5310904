//! Standardised uptake values of PET by body weight: from the header's dose, weight and times to the
//! factor that the values of each slice are multiplied by.
//!
//! SUVbw = activity (Bq/ml) × weight (g) / dose (Bq), with the dose at the time that the activity was
//! corrected to (PS3.3 C.8.9.1.1.3, C.8.9.4.1.9; QIBA FDG-PET profile).

use std::collections::BTreeMap;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use super::dataset::name_of;
use super::header::ImageFile;
use super::moment;
use super::values;
use crate::problem::Effect;
use crate::read::fault::Checked;
use crate::read::fault::Fault;
use crate::read::fault::quoted;
use crate::study::ModalityLut;
use crate::study::Suv;
use crate::study::SuvRoute;
use crate::study::Unit;
use crate::study::Voi;
use crate::study::VoiKind;

/// Injected doses that can be meant, in becquerel: a file with 370 in it meant megabecquerel.
const DOSES_BQ: std::ops::RangeInclusive<f64> = 1e5..=1e11;

/// How long before the scan an injection may be, in half-lives, before its date is doubted.
const LONGEST_HALF_LIVES: f64 = 20.0;

const DAY_S: f64 = 86_400.0;

/// What the header of a PET slice says about its uptake.
#[derive(Clone, Debug, Default)]
pub(super) struct Uptake {
    units: Option<String>,
    suv_type: Option<String>,
    corrected: Option<String>,
    decay: Option<String>,
    weight_kg: Option<f64>,
    dose_bq: Option<f64>,
    half_life_s: Option<f64>,
    /// Radiopharmaceutical Start DateTime, in seconds.
    injected: Option<f64>,
    /// Radiopharmaceutical Start Time, in seconds of the day.
    injected_time: Option<f64>,
    series: Option<f64>,
    acquisition: Option<f64>,
    /// The scan's beginning by GE, which a processed series keeps.
    scan: Option<f64>,
    /// Philips' factors from counts to SUV and to Bq/ml.
    philips_suv: Option<f64>,
    philips_activity: Option<f64>,
}

/// A factor, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    factor: f64,
    route: SuvRoute,
}

impl Uptake {
    /// Reads what a PET slice says; `None` for other modalities.
    pub fn read(set: &DataSet, modality: &str) -> Option<Self> {
        if modality != "PT" {
            return None;
        }
        let empty = DataSet::default();
        let agent = set
            .item(tags::RADIOPHARMACEUTICAL_INFORMATION_SEQUENCE)
            .unwrap_or(&empty);
        let zone = set
            .ascii(tags::TIMEZONE_OFFSET_FROM_UTC)
            .and_then(|text| moment::zone(&text));
        let at = |date, time| moment::of(&set.ascii(date)?, &set.ascii(time)?);
        let positive = |set: &DataSet, tag| set.number(tag).filter(|n| *n > 0.0);
        let date_time = |set: &DataSet, tag| moment::of_date_time(&set.ascii(tag)?, zone);
        let philips = |element| private(set, 0x7053, "Philips PET Private Group", element);
        let factor = |element| positive(set, philips(element)?).filter(|n| values::plausible(*n));
        Some(Self {
            units: set.ascii(tags::UNITS),
            suv_type: set.ascii(tags::SUV_TYPE),
            corrected: set.ascii(tags::CORRECTED_IMAGE),
            decay: set.ascii(tags::DECAY_CORRECTION),
            weight_kg: positive(set, tags::PATIENT_WEIGHT),
            dose_bq: positive(agent, tags::RADIONUCLIDE_TOTAL_DOSE),
            half_life_s: positive(agent, tags::RADIONUCLIDE_HALF_LIFE),
            injected: date_time(agent, tags::RADIOPHARMACEUTICAL_START_DATE_TIME),
            injected_time: agent
                .ascii(tags::RADIOPHARMACEUTICAL_START_TIME)
                .and_then(|text| moment::of_time(&text)),
            series: at(tags::SERIES_DATE, tags::SERIES_TIME)
                .or_else(|| at(tags::STUDY_DATE, tags::SERIES_TIME)),
            acquisition: at(tags::ACQUISITION_DATE, tags::ACQUISITION_TIME)
                .or_else(|| date_time(set, tags::ACQUISITION_DATE_TIME))
                .or_else(|| at(tags::SERIES_DATE, tags::ACQUISITION_TIME)),
            scan: private(set, 0x0009, "GEMS_PETD_01", 0x0D).and_then(|tag| date_time(set, tag)),
            philips_suv: factor(0x00),
            philips_activity: factor(0x09),
        })
    }

    /// The factor from this slice's values to SUV; `earliest` is the first acquisition of the series.
    fn scale(&self, earliest: Option<f64>) -> Checked<Scale> {
        match self.units.as_deref() {
            None => Err(missing(tags::UNITS)),
            Some("BQML") => self.by_weight(earliest, 1.0),
            Some("CNTS") => match (self.philips_suv, self.philips_activity) {
                (Some(factor), _) => Ok(Scale {
                    factor,
                    route: SuvRoute::Philips,
                }),
                (None, Some(activity)) => self.by_weight(earliest, activity),
                (None, None) => Err(no_suv(
                    tags::UNITS,
                    "CNTS, counts without Philips' factor (7053,1000) or (7053,1009)",
                )),
            },
            Some(other) => Err(no_suv(
                tags::UNITS,
                format!("{}, must be BQML, GML or CNTS", quoted(other)),
            )),
        }
    }

    /// Weight over dose; `activity` leads from values to Bq/ml.
    fn by_weight(&self, earliest: Option<f64>, activity: f64) -> Checked<Scale> {
        let corrected = self
            .corrected
            .as_deref()
            .ok_or_else(|| missing(tags::CORRECTED_IMAGE))?;
        let has = |word: &str| corrected.split('\\').any(|part| part.trim() == word);
        for wanted in ["ATTN", "DECY"] {
            if !has(wanted) {
                return Err(no_suv(
                    tags::CORRECTED_IMAGE,
                    format!("{}, without {wanted}", quoted(corrected)),
                ));
            }
        }
        let weight_kg = self
            .weight_kg
            .ok_or_else(|| missing(tags::PATIENT_WEIGHT))?;
        let tag = tags::RADIONUCLIDE_TOTAL_DOSE;
        let injected_bq = self.dose_bq.ok_or_else(|| missing(tag))?;
        if !DOSES_BQ.contains(&injected_bq) {
            return Err(no_suv(tag, format!("{injected_bq}, no dose in becquerel")));
        }
        let (dose_bq, route) = match self.decay.as_deref() {
            None => return Err(missing(tags::DECAY_CORRECTION)),
            Some("ADMIN") => (injected_bq, SuvRoute::Administered),
            Some("START") => {
                let half_life_s = self
                    .half_life_s
                    .ok_or_else(|| missing(tags::RADIONUCLIDE_HALF_LIFE))?;
                let seconds = self.since_injection(earliest, half_life_s)?;
                let left = f64::exp2(-seconds / half_life_s);
                (injected_bq * left, SuvRoute::Decayed { seconds })
            }
            Some(other) => {
                return Err(no_suv(
                    tags::DECAY_CORRECTION,
                    format!("{}, must be START or ADMIN", quoted(other)),
                ));
            }
        };
        let factor = activity * weight_kg * 1000.0 / dose_bq;
        if !values::plausible(factor) || factor == 0.0 {
            return Err(no_suv(tag, format!("{injected_bq}, no usable factor")));
        }
        Ok(Scale { factor, route })
    }

    /// Seconds from the injection to the time that the activity was corrected to.
    fn since_injection(&self, earliest: Option<f64>, half_life_s: f64) -> Checked<f64> {
        // The time of a series that was made later is that of the processing.
        let reference = match (self.series, earliest) {
            (Some(series), Some(earliest)) if series <= earliest => Some(series),
            (Some(series), None) => Some(series),
            (_, earliest) => self.scan.or(earliest),
        };
        let reference = reference.ok_or_else(|| missing(tags::SERIES_TIME))?;
        let longest = LONGEST_HALF_LIVES * half_life_s;
        let possible = |seconds: &f64| (0.0..=longest).contains(seconds);
        let by_date = self.injected.map(|at| reference - at);
        if let Some(seconds) = by_date.filter(possible) {
            return Ok(seconds);
        }
        // A time alone is of the day of the scan, or of the day before where it is later.
        let by_time = self
            .injected_time
            .map(|at| (reference - at).rem_euclid(DAY_S));
        match (by_time.filter(possible), by_date, by_time) {
            (Some(seconds), ..) => Ok(seconds),
            (None, Some(seconds), _) => Err(no_suv(
                tags::RADIOPHARMACEUTICAL_START_DATE_TIME,
                format!("{seconds:.0} s before the scan, not possible"),
            )),
            (None, None, Some(seconds)) => Err(no_suv(
                tags::RADIOPHARMACEUTICAL_START_TIME,
                format!("{seconds:.0} s before the scan, not possible"),
            )),
            (None, None, None) => Err(missing(tags::RADIOPHARMACEUTICAL_START_TIME)),
        }
    }
}

fn no_suv(tag: Tag, reason: impl Into<String>) -> Fault {
    Fault::new(name_of(tag), reason).so(Effect::NoSuv)
}

fn missing(tag: Tag) -> Fault {
    no_suv(tag, "missing")
}

/// The tag of a private element whose block `creator` has reserved (PS3.5 7.8).
fn private(set: &DataSet, group: u16, creator: &str, element: u16) -> Option<Tag> {
    let block = (0x10..=0xFF_u16).find(|&block| {
        set.ascii(Tag(group, block))
            .is_some_and(|text| text.eq_ignore_ascii_case(creator))
    })?;
    Some(Tag(group, block << 8 | element))
}

/// Makes the values of PET series SUV where all slices of a series state what that takes; where one
/// does not, the series keeps its unit and the slice says what is missing.
pub(in crate::read) fn standardise(images: &mut [ImageFile]) {
    let mut series: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (at, image) in images.iter().enumerate() {
        if image.uptake.is_some() && image.channels() == 1 {
            let key = (image.study.uid.clone(), image.series_uid.clone());
            series.entry(key).or_default().push(at);
        }
    }
    for members in series.into_values() {
        let of = |at: &usize| images.get(*at)?.uptake.as_ref();
        let all: Vec<&Uptake> = members.iter().filter_map(of).collect();
        if all.iter().all(|one| one.units.as_deref() == Some("GML")) {
            for at in members {
                if let Some(image) = images.get_mut(at) {
                    given(image);
                }
            }
            continue;
        }
        let earliest = all
            .iter()
            .filter_map(|one| one.acquisition)
            .min_by(f64::total_cmp);
        let table = |at: &usize| {
            let frames = images.get(*at).map(|image| image.frames.as_slice());
            let tables = |lut: &ModalityLut| matches!(lut, ModalityLut::Table { .. });
            frames.is_some_and(|frames| frames.iter().any(|frame| tables(&frame.lut)))
        };
        let scales: Vec<Checked<Scale>> = members
            .iter()
            .zip(&all)
            .map(|(at, one)| match one.scale(earliest) {
                Ok(_) if table(at) => Err(no_suv(
                    tags::MODALITY_LUT_SEQUENCE,
                    "a table, must be a slope and an intercept",
                )),
                scale => scale,
            })
            .collect();
        let first_fault = scales
            .iter()
            .find_map(|scale| scale.as_ref().err().cloned());
        let factors = || scales.iter().filter_map(|scale| scale.as_ref().ok());
        let varies = factors().any(|a| factors().any(|b| a.factor != b.factor));
        for (at, scale) in members.iter().zip(&scales) {
            let Some(image) = images.get_mut(*at) else {
                continue;
            };
            match (&first_fault, scale) {
                (None, Ok(scale)) => scaled(image, *scale, varies),
                (Some(fault), scale) => {
                    image.facts.suv = Some(Suv::Missing {
                        element: fault.element.clone(),
                        reason: fault.reason.clone(),
                    });
                    image.doubts.extend(scale.as_ref().err().cloned());
                }
                (None, Err(_)) => {}
            }
        }
    }
}

/// Values that are SUV as they stand in the file.
fn given(image: &mut ImageFile) {
    let stated = image.uptake.as_ref().and_then(|of| of.suv_type.clone());
    let kind = stated.unwrap_or_else(|| "BW".to_owned());
    if kind != "BW" {
        image.doubts.push(Fault::new(
            name_of(tags::SUV_TYPE),
            format!("{}, the values are not by body weight", quoted(&kind)),
        ));
    }
    image.unit = Unit::Suv;
    image.facts.suv = Some(Suv::Given { kind });
}

/// Multiplies what the rescale of each frame gives, and what its windows count in.
fn scaled(image: &mut ImageFile, scale: Scale, varies: bool) {
    let Scale { factor, route } = scale;
    for frame in &mut image.frames {
        if let ModalityLut::Linear { slope, intercept } = &mut frame.lut {
            *slope *= factor;
            *intercept *= factor;
        }
        frame.vois = std::mem::take(&mut frame.vois)
            .into_iter()
            .filter_map(|voi| voi_scaled(voi, factor))
            .collect();
    }
    image.unit = Unit::Suv;
    image.facts.suv = Some(Suv::Computed {
        factor,
        varies,
        route,
    });
}

/// The same picture from values that were multiplied; a table has no such twin.
fn voi_scaled(voi: Voi, factor: f64) -> Option<Voi> {
    let VoiKind::Window(window) = voi.kind else {
        return None;
    };
    let window = window.scaled(factor)?;
    Some(Voi {
        explanation: voi.explanation,
        kind: VoiKind::Window(window),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Uptake {
        Uptake {
            units: Some("BQML".to_owned()),
            corrected: Some("DECY\\ATTN".to_owned()),
            decay: Some("START".to_owned()),
            weight_kg: Some(70.0),
            dose_bq: Some(3.7e8),
            half_life_s: Some(6586.2),
            injected: moment::of("20260101", "233000"),
            series: moment::of("20260102", "003000"),
            ..Uptake::default()
        }
    }

    fn factor(uptake: &Uptake, earliest: Option<f64>) -> f64 {
        uptake.scale(earliest).expect("SUV").factor
    }

    #[test]
    fn the_dose_decays_over_midnight() {
        let by_hand = 70_000.0 / (3.7e8 * 2_f64.powf(-3600.0 / 6586.2));
        let near = |found: f64| (found / by_hand - 1.0).abs() < 1e-12;
        assert!(near(factor(&whole(), whole().series)));
        let without_date = Uptake {
            injected: None,
            injected_time: moment::of_time("233000.00"),
            ..whole()
        };
        assert!(near(factor(&without_date, None)));
        let processed_later = Uptake {
            series: moment::of("20260102", "091500"),
            ..whole()
        };
        assert!(near(factor(
            &processed_later,
            moment::of("20260102", "003000")
        )));
    }

    #[test]
    fn an_administered_dose_is_taken_as_it_is() {
        let admin = Uptake {
            decay: Some("ADMIN".to_owned()),
            half_life_s: None,
            injected: None,
            ..whole()
        };
        assert_eq!(factor(&admin, None), 70_000.0 / 3.7e8);
    }

    #[test]
    fn counts_take_the_makers_factor() {
        let counts = Uptake {
            units: Some("CNTS".to_owned()),
            philips_suv: Some(5e-4),
            weight_kg: None,
            ..whole()
        };
        assert_eq!(factor(&counts, None), 5e-4);
        let activity = Uptake {
            philips_suv: None,
            philips_activity: Some(2.0),
            weight_kg: Some(70.0),
            ..counts
        };
        assert_eq!(
            factor(&activity, None),
            2.0 * factor(&whole(), whole().series)
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let cases: [(&str, Uptake); 8] = [
            (
                "PatientWeight",
                Uptake {
                    weight_kg: None,
                    ..whole()
                },
            ),
            (
                "RadionuclideTotalDose",
                Uptake {
                    dose_bq: None,
                    ..whole()
                },
            ),
            (
                "RadionuclideTotalDose",
                Uptake {
                    dose_bq: Some(370.0),
                    ..whole()
                },
            ),
            (
                "RadionuclideHalfLife",
                Uptake {
                    half_life_s: None,
                    ..whole()
                },
            ),
            (
                "RadiopharmaceuticalStartTime",
                Uptake {
                    injected: None,
                    ..whole()
                },
            ),
            (
                "DecayCorrection",
                Uptake {
                    decay: Some("NONE".to_owned()),
                    ..whole()
                },
            ),
            (
                "CorrectedImage",
                Uptake {
                    corrected: Some("ATTN".to_owned()),
                    ..whole()
                },
            ),
            (
                "Units",
                Uptake {
                    units: Some("PROPCPS".to_owned()),
                    ..whole()
                },
            ),
        ];
        for (element, uptake) in cases {
            let fault = uptake.scale(None).expect_err(element);
            assert!(fault.element.ends_with(element), "{fault}");
            assert_eq!(fault.effect, Effect::NoSuv);
        }
    }
}
