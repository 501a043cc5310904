//! Functions of the difference between two samples of one picture.

use super::plane::Plane;

/// The widest range of whole numbers that is kept as a table.
const WIDEST: f64 = 65535.0;

/// A function of |a − b|, for samples a and b of one picture. Where all samples are whole numbers
/// of a range of 16 bits, as in grey pictures and in CT, each difference is computed once.
pub(super) struct OfDifference<F> {
    f: F,
    table: Option<Vec<f64>>,
}

impl<F: Fn(f64) -> f64> OfDifference<F> {
    /// `f`, which is given differences ≥ 0, for the samples of `plane`.
    pub(super) fn new(plane: &Plane, f: F) -> Self {
        let (low, high) = plane.extent();
        let whole = high - low <= WIDEST && plane.values().iter().all(|x| x.fract() == 0.0);
        let table = whole.then(|| (0..=(high - low) as u32).map(|d| f(f64::from(d))).collect());
        Self { f, table }
    }

    /// The function at `difference` ≥ 0 between two samples of the plane.
    #[inline]
    pub(super) fn at(&self, difference: f64) -> f64 {
        match &self.table {
            Some(table) => table[difference as usize],
            None => (self.f)(difference),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Image;
    use crate::pixels::Samples;

    #[test]
    fn whole_numbers_are_looked_up_and_others_computed() {
        let of = |values: Vec<f64>| {
            let samples = Samples::F64(Image::grey(values.len(), 1, values));
            OfDifference::new(&Plane::of(&samples, None).unwrap(), |d: f64| d * 2.0)
        };
        let whole = of(vec![-1000.0, 3000.0]);
        assert_eq!(whole.table.as_ref().unwrap().len(), 4001);
        assert_eq!(whole.at(4000.0), 8000.0);
        for values in [vec![0.0, 0.5], vec![0.0, 70000.0]] {
            let real = of(values);
            assert!(real.table.is_none());
            assert_eq!(real.at(0.5), 1.0);
        }
    }
}
