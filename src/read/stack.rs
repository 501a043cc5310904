//! Pictures of a folder as one stack, in the natural order of their names.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Entry;
use super::open::Plain;
use super::plain::last_part;
use crate::study::SeriesId;

/// What pictures of one stack have in common: folder, columns, rows, channels and type.
type Alike = (String, [usize; 2], usize, &'static str);

/// Joins single pictures that are alike and lie in one folder; others stay as they are.
pub(super) fn stacked(plain: Vec<Plain>, entries: &[Entry]) -> Vec<Plain> {
    let mut groups: BTreeMap<Alike, Vec<Plain>> = BTreeMap::new();
    let mut all = Vec::new();
    for picture in plain {
        let entry = picture.files.first().and_then(|&(at, _)| entries.get(at));
        let header = &picture.header;
        match (entry, header.size) {
            (Some(entry), [columns, rows, 1]) => {
                let size = [columns, rows];
                let alike = (
                    entry.folder.clone(),
                    size,
                    header.channels,
                    header.sample_type.name(),
                );
                groups.entry(alike).or_default().push(picture);
            }
            _ => all.push(picture),
        }
    }
    let name = |picture: &Plain| -> String {
        let entry = picture.files.first().and_then(|&(at, _)| entries.get(at));
        entry
            .map(|entry| last_part(&entry.name).to_owned())
            .unwrap_or_default()
    };
    for ((folder, [columns, rows], channels, sample_type), mut group) in groups {
        group.sort_by(|a, b| natural(&name(a), &name(b)));
        let mut pictures = group.into_iter();
        let Some(mut stack) = pictures.next() else {
            continue;
        };
        for picture in pictures {
            stack.bytes = stack.bytes.saturating_add(picture.bytes);
            stack.files.extend(picture.files);
        }
        if stack.files.len() > 1 {
            let id = format!("stack {folder} {columns}x{rows}x{channels} {sample_type}");
            stack.header.id = SeriesId::new(id);
            stack.header.uid.clone_from(&folder);
            last_part(&folder).clone_into(&mut stack.header.description);
            stack.header.facts.files = stack.files.len();
            stack.header.size = [columns, rows, stack.files.len()];
        }
        all.push(stack);
    }
    all
}

/// Names in the order of people: numbers in them by their value.
fn natural(a: &str, b: &str) -> Ordering {
    let digits = |text: &str| {
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len())
    };
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            // What is equal so far is decided by its length, then by leading zeros.
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (m, n) = (digits(left), digits(right));
            let (p, after_p) = left.split_at_checked(m).unwrap_or_default();
            let (q, after_q) = right.split_at_checked(n).unwrap_or_default();
            let (p, q) = (p.trim_start_matches('0'), q.trim_start_matches('0'));
            let order = p.len().cmp(&q.len()).then_with(|| p.cmp(q));
            if order != Ordering::Equal {
                return order;
            }
            (left, right) = (after_p, after_q);
        } else {
            let fold = |c: char| c.to_lowercase().next().unwrap_or(c);
            let order = fold(x).cmp(&fold(y));
            if order != Ordering::Equal {
                return order;
            }
            left = left.get(x.len_utf8()..).unwrap_or_default();
            right = right.get(y.len_utf8()..).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_their_value() {
        let mut names = vec![
            "b1", "a10.png", "a9.png", "a010.png", "A2.png", "a", "뼈2", "뼈10",
        ];
        names.sort_by(|a, b| natural(a, b));
        let wanted = [
            "a", "A2.png", "a9.png", "a010.png", "a10.png", "b1", "뼈2", "뼈10",
        ];
        assert_eq!(names, wanted);
    }
}
