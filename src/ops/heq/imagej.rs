//! Histogram equalisation as ImageJ's Process > Enhance Contrast… > Equalize computes it: a sum of
//! trapezia over weighted counts, anchored at black and white themselves and not at the darkest
//! and brightest grey present.

/// What a count adds to the sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weights {
    /// Its square root: large areas of one grey weigh less, and the result is gentler.
    #[default]
    SquareRoot,
    /// The count itself: ImageJ's "classic" equalisation, chosen there by the alt key.
    Counts,
}

impl Weights {
    fn of(self, count: u64) -> f64 {
        match self {
            Self::SquareRoot => (count as f64).sqrt(),
            Self::Counts => count as f64,
        }
    }
}

/// The grey that each grey is mapped to; `None` without counts.
///
/// With weights w and T = w(0) + 2 · (w(1) + … + w(top − 1)) + w(top), grey i becomes
/// floor(top / T · (w(0) + 2 · (w(1) + … + w(i − 1)) + w(i)) + 0.5); 0 stays 0 and top stays top.
pub fn table(counts: &[u64], weights: Weights) -> Option<Vec<u16>> {
    let [first, between @ .., last] = counts else {
        return None;
    };
    let mut total = weights.of(*first);
    for &count in between {
        total += 2.0 * weights.of(count);
    }
    total += weights.of(*last);
    if total == 0.0 {
        return None;
    }
    let top = counts.len() - 1;
    let scale = top as f64 / total;
    let mut table = Vec::with_capacity(counts.len());
    table.push(0);
    let mut sum = weights.of(*first);
    for &count in between {
        sum += weights.of(count);
        table.push((sum * scale + 0.5).floor() as u16);
        sum += weights.of(count);
    }
    table.push(top as u16);
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trapezia_add_up() {
        let mut counts = vec![0; 256];
        counts[0] = 4;
        counts[100] = 9;
        counts[255] = 16;
        // T = 2 + 6 + 4; halfway up the trapezium at 100 lies 5.
        let table_of_roots = table(&counts, Weights::SquareRoot).unwrap();
        let quarter = |part: f64, whole: f64| (255.0 / whole * part + 0.5).floor() as u16;
        assert_eq!(table_of_roots[50], quarter(2.0, 12.0));
        assert_eq!(table_of_roots[100], quarter(5.0, 12.0));
        assert_eq!(table_of_roots[101], quarter(8.0, 12.0));
        // T = 4 + 18 + 16.
        let table_of_counts = table(&counts, Weights::Counts).unwrap();
        assert_eq!(table_of_counts[100], quarter(13.0, 38.0));
    }

    #[test]
    fn black_and_white_stay() {
        let mut counts = vec![0; 65_536];
        counts[300] = 7;
        counts[4000] = 1;
        for weights in [Weights::SquareRoot, Weights::Counts] {
            let table = table(&counts, weights).unwrap();
            assert_eq!((table[0], table[65_535]), (0, 65_535));
        }
        assert_eq!(table(&[0; 256], Weights::SquareRoot), None);
    }
}
