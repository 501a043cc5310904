//! Facts of series in the words of a language.

use super::short_number;
use crate::study::Charset;
use crate::study::Facts;
use crate::study::Mark;
use crate::study::NameGroup;
use crate::study::Personal;
use crate::study::Posture;
use crate::study::SeriesHeader;
use crate::study::SpacingSource;
use crate::study::Suv;
use crate::study::SuvRoute;
use crate::study::ViewDoubt;
use crate::text::Language;
use crate::text::Texts;
use crate::text::fill;

/// The group of names that a language reads.
pub fn name_group(texts: &Texts) -> NameGroup {
    match texts.language {
        Language::English => NameGroup::Alphabetic,
        Language::Korean => NameGroup::Local,
    }
}

/// A person's name as the language reads it; empty where there is none.
pub fn person(name: &Personal, texts: &Texts) -> String {
    name.person(name_group(texts))
}

/// The name of a character set.
pub fn charset_name(charset: Charset, texts: &Texts) -> &'static str {
    let facts = &texts.facts;
    match charset {
        Charset::Automatic => facts.charset_automatic,
        Charset::Utf8 => facts.charset_utf8,
        Charset::Korean => facts.charset_korean,
        Charset::Japanese => facts.charset_japanese,
        Charset::Gb18030 => facts.charset_gb18030,
        Charset::Big5 => facts.charset_big5,
        Charset::Latin1 => facts.charset_latin1,
        Charset::Cyrillic => facts.charset_cyrillic,
        Charset::Arabic => facts.charset_arabic,
        Charset::Hebrew => facts.charset_hebrew,
        Charset::Greek => facts.charset_greek,
        Charset::Thai => facts.charset_thai,
    }
}

/// The name of a posture.
pub fn posture_name(posture: Posture, texts: &Texts) -> &'static str {
    let facts = &texts.facts;
    match posture {
        Posture::Supine => facts.supine,
        Posture::Prone => facts.prone,
        Posture::DecubitusLeft => facts.decubitus_left,
        Posture::DecubitusRight => facts.decubitus_right,
        Posture::Sitting => facts.sitting,
        Posture::Erect => facts.erect,
    }
}

/// The posture with a word where it was guessed.
pub fn posture_text(facts: &Facts, texts: &Texts) -> Option<String> {
    let name = posture_name(facts.posture?, texts);
    Some(if facts.posture_from_text {
        fill(texts.facts.from_text, &[&name])
    } else {
        name.to_owned()
    })
}

/// The view position, with what speaks against it.
pub fn view_text(facts: &Facts, texts: &Texts) -> Option<String> {
    let view = facts.view_position.as_ref()?;
    let words = &texts.facts;
    Some(match &facts.view_doubt {
        Some(ViewDoubt::CodeSays(code)) => fill(words.code_says, &[view, code]),
        Some(ViewDoubt::PaInBed) => fill(words.pa_in_bed, &[view]),
        None if facts.view_from_text => fill(words.from_text, &[view]),
        None => view.clone(),
    })
}

/// What kind of millimetres a pixel is measured in.
pub fn millimetres(facts: &Facts, texts: &Texts) -> String {
    let words = &texts.facts;
    match facts.spacing_source {
        SpacingSource::Unknown => words.mm_unknown.to_owned(),
        SpacingSource::AspectOnly => {
            let ratio = facts.pixel_aspect_ratio.unwrap_or(1.0);
            fill(words.mm_aspect, &[&short_number(ratio, 3)])
        }
        SpacingSource::PixelSpacing | SpacingSource::File => "mm".to_owned(),
        SpacingSource::Region => words.mm_region.to_owned(),
        SpacingSource::Detector => words.mm_detector.to_owned(),
        SpacingSource::Magnification => match facts.magnification {
            Some(factor) => fill(words.mm_estimated_by, &[&short_number(factor, 3)]),
            None => words.mm_estimated.to_owned(),
        },
        SpacingSource::Calibrated => match &facts.calibration {
            Some(kind) => fill(words.mm_calibrated_by, &[kind]),
            None => words.mm_calibrated.to_owned(),
        },
    }
}

/// Standardised uptake: the factor, or what is missing.
pub fn suv_text(suv: &Suv, texts: &Texts) -> String {
    let words = &texts.facts;
    match suv {
        Suv::Given { kind } => fill(words.suv_given, &[kind]),
        Suv::Missing { element, reason } => fill(words.suv_missing, &[element, reason]),
        Suv::Computed { factor, route, .. } => {
            let factor = format!("{factor:.4e}");
            match route {
                SuvRoute::Decayed { seconds } => {
                    let minutes = short_number(seconds / 60.0, 1);
                    fill(words.suv_decayed, &[&factor, &minutes])
                }
                SuvRoute::Administered => fill(words.suv_administered, &[&factor]),
                SuvRoute::Philips => fill(words.suv_philips, &[&factor]),
            }
        }
    }
}

/// A mark in a word or two, as it stands on a chip.
pub fn mark_label(mark: &Mark, texts: &Texts) -> String {
    let words = &texts.facts;
    let label = match mark {
        Mark::Modality(name) => return name.clone(),
        Mark::View(view) => return fill(words.mark_view, &[view]),
        Mark::Side(side) => return fill(words.mark_side, &[side]),
        Mark::Posture(posture) => posture_name(*posture, texts),
        Mark::ViewGuessed => words.mark_view_guessed,
        Mark::ViewDoubtful => words.mark_view_doubtful,
        Mark::ViewUnknown => words.mark_view_unknown,
        Mark::Localizer => words.mark_localizer,
        Mark::Derived => words.mark_derived,
        Mark::SecondaryCapture => words.mark_secondary,
        Mark::Lossy => words.mark_lossy,
        Mark::Mono1 => words.mark_mono1,
        Mark::Colour => words.mark_colour,
        Mark::BurnedIn => words.mark_burned,
        Mark::NoWindow => words.mark_no_window,
        Mark::Padding => words.mark_padding,
        Mark::Collimated => words.mark_collimated,
        Mark::Calibrated => words.mark_calibrated,
        Mark::Uncalibrated => words.mark_uncalibrated,
        Mark::Suv => words.mark_suv,
        Mark::NoSuv => words.mark_no_suv,
        Mark::Doubtful => words.mark_doubtful,
    };
    label.to_owned()
}

/// A mark as a sentence about the series that has it.
pub fn mark_sentence(mark: &Mark, header: &SeriesHeader, texts: &Texts) -> String {
    let words = &texts.facts;
    let facts = &header.facts;
    let sentence = match mark {
        Mark::Modality(name) => return fill(words.mark_modality_line, &[name]),
        Mark::View(view) => return fill(words.mark_view_line, &[view]),
        Mark::Side(side) => return fill(words.mark_side_line, &[side]),
        Mark::Posture(posture) => {
            let text = posture_text(facts, texts);
            let text = text.unwrap_or_else(|| posture_name(*posture, texts).to_owned());
            return fill(words.mark_posture_line, &[&text]);
        }
        Mark::Lossy => {
            let lossy = facts.lossy.as_ref().map(|lossy| lossy.words());
            return fill(words.mark_lossy_line, &[&lossy.unwrap_or_default()]);
        }
        Mark::Uncalibrated => {
            let kind = millimetres(facts, texts);
            return fill(words.mark_uncalibrated_line, &[&kind]);
        }
        Mark::NoSuv => {
            let missing = match &facts.suv {
                Some(Suv::Missing { element, reason }) => format!("{element}: {reason}"),
                _ => String::new(),
            };
            return fill(words.mark_no_suv_line, &[&missing]);
        }
        Mark::ViewDoubtful => {
            return view_text(facts, texts)
                .unwrap_or_else(|| words.mark_view_doubtful_line.to_owned());
        }
        Mark::ViewGuessed => words.mark_view_guessed_line,
        Mark::ViewUnknown => words.mark_view_unknown_line,
        Mark::Localizer => words.mark_localizer_line,
        Mark::Derived => words.mark_derived_line,
        Mark::SecondaryCapture => words.mark_secondary_line,
        Mark::Mono1 => words.mark_mono1_line,
        Mark::Colour => words.mark_colour_line,
        Mark::BurnedIn => words.mark_burned_line,
        Mark::NoWindow => words.mark_no_window_line,
        Mark::Padding => words.mark_padding_line,
        Mark::Collimated => words.mark_collimated_line,
        Mark::Calibrated => words.mark_calibrated_line,
        Mark::Suv => words.mark_suv_line,
        Mark::Doubtful => words.mark_doubtful_line,
    };
    sentence.to_owned()
}
