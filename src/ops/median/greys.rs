//! Medians of 8-bit greys from the histogram of the window.

use super::samples_before;
use crate::ops::sweep::Kernel;
use crate::ops::sweep::Step;
use crate::ops::sweep::counts::GROUPS;
use crate::ops::sweep::counts::LANES;
use crate::ops::sweep::counts::Window;

/// The median of a window: sums over groups of greys tell the group, counts within it the grey.
pub(super) struct OfGreys {
    /// How many pixels have a grey of each group.
    sums: [u16; GROUPS],
}

impl OfGreys {
    pub(super) fn new() -> Self {
        Self { sums: [0; GROUPS] }
    }

    /// The grey that has `below` of the counted pixels before it; `below` is less than their number.
    #[inline(always)]
    fn ranked(&self, window: &Window<u16>, below: u32) -> u8 {
        let mut left = below;
        let mut group = 0;
        while u32::from(self.sums[group]) <= left {
            left -= u32::from(self.sums[group]);
            group += 1;
        }
        let [even, odd] = &window.0[group];
        let mut place = 0;
        loop {
            let count = u32::from([even, odd][place % 2][place / 2]);
            if count > left {
                return (group * 2 * LANES + place) as u8;
            }
            left -= count;
            place += 1;
        }
    }
}

impl Kernel for OfGreys {
    type Word = u16;
    type Out = u8;

    #[inline(always)]
    fn step(&mut self, window: &mut Window<u16>, step: Step<'_, u16>) -> u8 {
        for (group, sum) in self.sums.iter_mut().enumerate() {
            window.slide(group, step.entering, step.leaving);
            let [even, odd] = &window.0[group];
            let mut lanes = [0_u16; LANES];
            for (lane, sum) in lanes.iter_mut().enumerate() {
                *sum = even[lane].wrapping_add(odd[lane]);
            }
            *sum = lanes.iter().fold(0, |sum, &lane| sum.wrapping_add(lane));
        }
        match step.n {
            0 => step.grey,
            n => self.ranked(window, samples_before(n)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::sweep::counts::Column;

    #[test]
    fn ranks_find_their_grey() {
        let (mut window, mut column) = (Window::empty(), Column::empty());
        for grey in [3, 3, 17, 255] {
            column.count(grey);
        }
        let mut kernel = OfGreys::new();
        let step = Step {
            entering: &column,
            leaving: &Column::empty(),
            n: 4,
            grey: 0,
        };
        assert_eq!(kernel.step(&mut window, step), 3);
        let ranked: Vec<u8> = (0..4).map(|below| kernel.ranked(&window, below)).collect();
        assert_eq!(ranked, [3, 3, 17, 255]);
    }
}
