//! Lines of samples: where the regular mode decodes, and where runs do (A.3, A.7, B.3).

use super::super::bits::Bits;
use super::Lines;
use super::context::Coder;
use super::context::after_interruption;
use super::context::run_length;

/// The sample at `n`, counted with the neighbour before the line.
#[inline(always)]
fn at(line: &[u16], n: usize) -> i32 {
    line.get(n).map_or(0, |&sample| i32::from(sample))
}

#[inline(always)]
fn set(line: &mut [u16], n: usize, sample: i32) {
    if let Some(to) = line.get_mut(n) {
        *to = sample as u16;
    }
}

/// Decodes a line of one component into `lines.current`. `gradients` is room for one number a sample.
pub(super) fn alone(coder: &mut Coder, bits: &mut Bits, lines: &mut Lines, gradients: &mut [i16]) {
    lines.advance();
    coder.gradients(&lines.above, gradients);
    if coder.is_exact() {
        samples::<true>(coder, bits, lines, gradients);
    } else {
        samples::<false>(coder, bits, lines, gradients);
    }
}

fn samples<const EXACT: bool>(
    coder: &mut Coder,
    bits: &mut Bits,
    lines: &mut Lines,
    gradients: &[i16],
) {
    let (above, current) = (lines.above.as_slice(), lines.current.as_mut_slice());
    let columns = current.len() - 2;
    let (mut a, mut b, mut c) = (at(current, 0), at(above, 1), at(above, 0));
    let mut x = 1;
    while x <= columns {
        let up = gradients.get(x - 1).map_or(0, |&g| i32::from(g));
        let q = up + coder.quantised(c - a);
        if q != 0 {
            a = coder.regular::<EXACT>(bits, q, [a, b, c]);
        } else {
            let length = run_length(bits, &mut lines.run, columns + 1 - x);
            let end = (x + length).min(columns + 1);
            if let Some(part) = current.get_mut(x..end) {
                part.fill(a as u16);
            }
            x = end;
            if x > columns {
                return;
            }
            b = at(above, x);
            a = coder.interruption(bits, lines.run, a, b, false);
            lines.run = after_interruption(lines.run);
        }
        set(current, x, a);
        x += 1;
        (c, b) = (b, at(above, x));
    }
}

/// Decodes a line of several components whose samples follow each other pixel by pixel. They share
/// runs: one begins where all neighbourhoods are flat.
pub(super) fn by_sample(
    coder: &mut Coder,
    bits: &mut Bits,
    lines: &mut [Lines],
    gradients: &mut [i16],
) {
    let columns = gradients.len() / lines.len().max(1);
    for (lines, gradients) in lines.iter_mut().zip(gradients.chunks_mut(columns.max(1))) {
        lines.advance();
        coder.gradients(&lines.above, gradients);
    }
    let context = |coder: &Coder, lines: &Lines, gradients: &[i16], x: usize| {
        let [a, b, c] = neighbours(lines, x);
        let up = gradients.get(x - 1).map_or(0, |&g| i32::from(g));
        (up + coder.quantised(c - a), [a, b, c])
    };
    let mut x = 1;
    while x <= columns {
        let parts = || lines.iter().zip(gradients.chunks(columns));
        if parts().any(|(lines, gradients)| context(coder, lines, gradients, x).0 != 0) {
            for (lines, gradients) in lines.iter_mut().zip(gradients.chunks(columns)) {
                let (q, around) = context(coder, lines, gradients, x);
                let sample = if coder.is_exact() {
                    coder.regular::<true>(bits, q, around)
                } else {
                    coder.regular::<false>(bits, q, around)
                };
                set(&mut lines.current, x, sample);
            }
        } else {
            let mut run = lines.first().map_or(0, |lines| lines.run);
            let end = (x + run_length(bits, &mut run, columns + 1 - x)).min(columns + 1);
            for lines in lines.iter_mut() {
                let value = at(&lines.current, x - 1);
                if let Some(part) = lines.current.get_mut(x..end) {
                    part.fill(value as u16);
                }
            }
            x = end;
            if x <= columns {
                for lines in lines.iter_mut() {
                    let [a, b, _] = neighbours(lines, x);
                    let sample = coder.interruption(bits, run, a, b, true);
                    set(&mut lines.current, x, sample);
                }
                run = after_interruption(run);
            }
            if let Some(first) = lines.first_mut() {
                first.run = run;
            }
        }
        x += 1;
    }
}

/// The samples to the left, above, and above to the left.
fn neighbours(lines: &Lines, x: usize) -> [i32; 3] {
    [
        at(&lines.current, x - 1),
        at(&lines.above, x),
        at(&lines.above, x - 1),
    ]
}
