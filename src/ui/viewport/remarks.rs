//! What is to be said of how a series' slices lie: in a word in the bar of a view, in a sentence under the pointer.

use egui::Ui;

use super::bars::gap_text;
use crate::study::Plane;
use crate::study::Regularity;
use crate::study::SeriesHeader;
use crate::text::Texts;
use crate::text::fill;
use crate::ui::fonts;
use crate::ui::theme;
use crate::ui::widgets;
use crate::ui::widgets::ChipStyle;
use crate::ui::widgets::format;

/// One thing to be said.
pub(super) struct Remark {
    /// A word or two.
    pub word: String,
    /// What it means here.
    pub sentence: String,
    /// It changes what a plane shows.
    pub minded: bool,
}

/// What is to be said of `plane` of a series.
pub(super) fn remarks(header: &SeriesHeader, plane: Plane, texts: &Texts) -> Vec<Remark> {
    /// Gaps that are named one by one.
    const NAMED: usize = 4;
    let view = &texts.view;
    let mut remarks = Vec::new();
    let Some(geometry) = header.geometry.as_ref().filter(|g| g.size[2] > 1) else {
        return remarks;
    };
    let frame = geometry.frame(plane);
    let crosses = frame.axes[2] != 2;
    if let Some(degrees) = geometry.tilt_degrees() {
        let degrees = format::number(degrees, 1);
        let sentence = if crosses {
            view.tilt_across
        } else {
            view.tilt_own
        };
        remarks.push(Remark {
            word: fill(view.tilt, &[&degrees]),
            sentence: fill(sentence, &[&degrees]),
            minded: true,
        });
    }
    if geometry.regularity == Regularity::Uneven
        && let Some((low, high)) = geometry.step_range_mm()
    {
        let steps = [low, high, geometry.spacing_mm[2]].map(|mm| format::number(mm, 2));
        let [low, high, usual] = &steps;
        let mut sentences = vec![fill(view.uneven_steps, &[low, high, usual])];
        if crosses {
            sentences.push(view.uneven_across.to_owned());
        }
        sentences.extend(geometry.gaps().iter().take(NAMED).map(|gap| {
            let [a, b] = [gap.below, gap.below + 1].map(|k| geometry.slice_number(k));
            gap_text(geometry, gap, [a.min(b), a.max(b)], texts)
        }));
        let word = if geometry.only_misses_slices() {
            let missing: usize = geometry.gaps().iter().map(|gap| gap.missing).sum();
            fill(view.missing, &[&missing])
        } else {
            view.uneven.to_owned()
        };
        remarks.push(Remark {
            word,
            sentence: sentences.join("\n"),
            minded: true,
        });
    }
    if frame.oblique {
        let sentence = match plane {
            Plane::Acquired => view.oblique_acquired,
            Plane::Axial | Plane::Coronal | Plane::Sagittal => view.oblique_hint,
        };
        let degrees = format::number(frame.degrees_off(), 0);
        remarks.push(Remark {
            word: view.oblique.to_owned(),
            sentence: fill(sentence, &[&degrees]),
            minded: false,
        });
    }
    remarks
}

/// A chip for each remark while there is room, and one for all that are left.
pub(super) fn chips_ui(ui: &mut Ui, remarks: &[Remark]) {
    /// Beside the text of a chip.
    const AROUND: f32 = 26.0;
    for (at, remark) in remarks.iter().enumerate() {
        let galley = ui.painter().layout_no_wrap(
            remark.word.clone(),
            fonts::chip(),
            theme::tokens(ui).text_second,
        );
        if galley.size().x + AROUND > ui.available_width() {
            let rest = &remarks[at..];
            let sentences: Vec<&str> = rest.iter().map(|r| r.sentence.as_str()).collect();
            let count = rest.len().to_string();
            let chip = widgets::chip(ui, &count, ChipStyle::Warning);
            chip.on_hover_text(sentences.join("\n"));
            return;
        }
        let style = if remark.minded {
            ChipStyle::Warning
        } else {
            ChipStyle::Plain
        };
        widgets::chip(ui, &remark.word, style).on_hover_text(&remark.sentence);
        ui.add_space(5.0);
    }
}
