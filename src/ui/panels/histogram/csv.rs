//! The histogram as a table for other programs.

use std::fmt::Write as _;

use super::super::active::Active;
use crate::session::Histogram;
use crate::session::SeriesCounts;
use crate::session::Session;
use crate::ui::state::CountScope;

/// The histogram of the active view as CSV: `bin_start,bin_end,count_before,count_after,cumulative_before`, empty bins
/// left out, with series, scope and recipe in comment lines before it.
///
/// `count_after` is empty for a whole series, since only the slice on the screen has gone through the recipe.
/// `None` where nothing is counted yet.
pub fn histogram_csv(session: &Session, scope: CountScope) -> Option<String> {
    let active = Active::of(session)?;
    let finished = active.finished.clone()?;
    let processed = &finished.processed;
    let series;
    let (before, after) = match scope {
        CountScope::Slice => (&processed.before, processed.after.as_ref()),
        CountScope::Volume => match session.series_counts(&active.header.id, active.phase()) {
            SeriesCounts::Ready(counts) => {
                series = counts;
                (&*series, None)
            }
            SeriesCounts::Counting(_) | SeriesCounts::Absent => return None,
        },
    };
    let mut text = String::new();
    let mut scope = match scope {
        CountScope::Slice => format!("slice {}", finished.key.index),
        CountScope::Volume => "series".to_owned(),
    };
    if let Some(phases) = &active.header.phases {
        let phase = finished.key.phase;
        let _ = write!(scope, " of phase {phase} ({})", phases.label(phase));
    }
    let unit = processed.slice.unit.symbol();
    // A `String` takes all that is written to it.
    let _ = writeln!(
        text,
        "# histogram of {scope} (from 0), values in {}",
        if unit.is_empty() {
            "stored units"
        } else {
            unit
        }
    );
    let _ = writeln!(text, "# series {}", active.header.uid);
    let _ = writeln!(
        text,
        "# {} counted, {} padding, {} not numbers; empty bins are left out",
        before.n(),
        before.excluded(),
        before.nan()
    );
    for line in finished.key.recipe.to_text().lines() {
        let _ = writeln!(text, "# {line}");
    }
    text.push_str("bin_start,bin_end,count_before,count_after,cumulative_before\n");
    let mut cumulative = 0;
    for (start, end, before, after_count) in rows(before, after) {
        cumulative += before;
        let after_count = after.map(|_| after_count.to_string()).unwrap_or_default();
        let _ = writeln!(text, "{start},{end},{before},{after_count},{cumulative}");
    }
    Some(text)
}

/// Bins that hold anything, from low to high: beginning, end, count before, count after.
fn rows(before: &Histogram, after: Option<&Histogram>) -> Vec<(f64, f64, u64, u64)> {
    let bins = |counts: &Histogram| -> Vec<(f64, f64, u64)> {
        let width = counts.bin_width();
        let occupied = counts
            .counts()
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0);
        occupied
            .map(|(i, count)| (counts.bin_start(i), counts.bin_start(i) + width, *count))
            .collect()
    };
    let mut rows: Vec<(f64, f64, u64, u64)> = bins(before)
        .into_iter()
        .map(|(start, end, count)| (start, end, count, 0))
        .collect();
    if let Some(after) = after {
        rows.extend(
            bins(after)
                .into_iter()
                .map(|(start, end, count)| (start, end, 0, count)),
        );
        rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        rows.dedup_by(|next, kept| {
            let same = next.0 == kept.0 && next.1 == kept.1;
            if same {
                kept.2 += next.2;
                kept.3 += next.3;
            }
            same
        });
    }
    rows
}
