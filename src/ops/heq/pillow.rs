//! Histogram equalisation as Pillow's `ImageOps.equalize` computes it, and torchvision's
//! `functional.equalize` alike: in whole numbers.

/// The grey that each grey is mapped to; `None` where the library leaves the picture as it is: a
/// single grey, or fewer pixels below the brightest grey than there are greys above black.
///
/// With `step` = ⌊pixels below the brightest grey / top⌋, grey v becomes
/// ⌊(⌊step / 2⌋ + pixels below v) / step⌋, at most top.
pub(super) fn table(counts: &[u64]) -> Option<Vec<u16>> {
    let top = counts.len() as u64 - 1;
    let brightest = counts.iter().rposition(|&count| count > 0)?;
    let below_brightest: u64 = counts[..brightest].iter().sum();
    let step = below_brightest / top;
    if step == 0 {
        return None;
    }
    let mut sum = step / 2;
    let greys = counts.iter().map(|&count| {
        let grey = (sum / step).min(top);
        sum += count;
        grey as u16
    });
    Some(greys.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_are_whole_steps() {
        let mut counts = vec![0; 256];
        counts[10] = 510;
        counts[20] = 255;
        counts[30] = 4;
        // 765 pixels below the brightest: step 3, begun at 1.
        let table = table(&counts).unwrap();
        assert_eq!(table[10], 0);
        assert_eq!(table[20], 511 / 3);
        assert_eq!(table[30], 255);
        assert_eq!(table[255], 255);
    }

    #[test]
    fn too_few_pixels_leave_the_picture_as_it_is() {
        let mut counts = vec![0; 256];
        counts[7] = 254;
        counts[9] = 1_000_000;
        assert_eq!(table(&counts), None);
        counts[7] = 255;
        let table_of_enough = table(&counts).unwrap();
        assert_eq!((table_of_enough[7], table_of_enough[9]), (0, 255));
        counts[9] = 0;
        assert_eq!(table(&counts), None, "a single grey");
    }

    #[test]
    fn sixteen_bits_want_as_many_pixels_as_greys() {
        let mut counts = vec![0; 65_536];
        counts[0] = 65_534;
        counts[65_535] = 1;
        assert_eq!(table(&counts), None);
        counts[1] = 65_536;
        // 131070 pixels below the brightest: step 2, begun at 1.
        let table = table(&counts).unwrap();
        assert_eq!((table[0], table[1], table[2]), (0, 65_535 / 2, 65_535));
    }
}
