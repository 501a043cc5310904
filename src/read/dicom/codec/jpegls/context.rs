//! Statistics of neighbourhoods, by which JPEG-LS predicts samples and chooses codes (A.3 to A.7).

use super::super::bits::Bits;
use super::head::Coding;
use crate::read::fault::Checked;
use crate::read::input::zeroed;

/// Lengths of runs as powers of two (the table J).
const RUN_BITS: [u8; 32] = [
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13,
    14, 15,
];

/// Contexts of the regular mode are numbered 0 to 364; a power of two spares a check.
const CONTEXTS: usize = 512;

/// Longest code remainder that valid streams can ask for.
const MOST_BITS: u32 = 16;

/// One neighbourhood: 16 bytes, so that a cache line holds four.
#[derive(Clone, Copy)]
struct Context {
    /// Sum of the errors' sizes (A).
    sizes: u32,
    /// Sum of the errors since the correction was last changed (B).
    bias: i32,
    /// How many samples (N).
    count: u32,
    /// What is added to predictions (C).
    correction: i16,
    /// The code's remainder bits, known from `sizes` and `count` (k).
    bits: u8,
    /// All ones where signs are told the other way round (A.5.2: k = 0 and 2 B <= -N), else 0.
    flip: i8,
}

/// A neighbourhood of the run mode's interruptions.
#[derive(Clone, Copy)]
struct Interruption {
    sizes: u32,
    count: u32,
    /// Errors below zero (Nn).
    negative: u32,
}

/// How samples are decoded, and what was learnt from those before.
pub(super) struct Coder {
    highest: i32,
    near: i32,
    /// 2 NEAR + 1.
    step: i32,
    range: i32,
    reset: u32,
    thresholds: [i32; 3],
    /// Bits of a value that is written out (qbpp).
    value_bits: u32,
    /// Zeros before a value that is written out.
    escape: u32,
    /// LIMIT, the longest code.
    limit: u32,
    /// RANGE is a power of two and nothing is lost: errors wrap by a mask.
    exact: bool,
    contexts: Box<[Context; CONTEXTS]>,
    interruptions: [Interruption; 2],
    /// Quantised gradients from -`highest` to `highest`.
    quantised: Vec<i8>,
    /// The largest mapped error seen, to notice nonsense.
    largest: u32,
}

impl Coder {
    /// A coder that has seen nothing.
    ///
    /// # Errors
    /// When memory is short.
    pub fn new(coding: &Coding) -> Checked<Self> {
        let range = coding.range();
        let value_bits = (range - 1).checked_ilog2().map_or(0, |bits| bits + 1);
        let sample_bits = (coding.highest.ilog2() + 1).max(2);
        let limit = 2 * (sample_bits + sample_bits.max(8));
        let empty = Context {
            sizes: 0,
            bias: 0,
            count: 0,
            correction: 0,
            bits: 0,
            flip: 0,
        };
        let mut coder = Self {
            highest: coding.highest,
            near: coding.near,
            step: 2 * coding.near + 1,
            range,
            reset: coding.reset,
            thresholds: coding.thresholds,
            value_bits,
            escape: limit - value_bits - 1,
            limit,
            exact: coding.near == 0 && (coding.highest + 1).count_ones() == 1,
            contexts: Box::new([empty; CONTEXTS]),
            interruptions: [Interruption {
                sizes: 0,
                count: 0,
                negative: 0,
            }; 2],
            quantised: zeroed(2 * coding.highest as u64 + 1)?,
            largest: 0,
        };
        let mut quantised = std::mem::take(&mut coder.quantised);
        for (to, difference) in quantised.iter_mut().zip(-coding.highest..) {
            *to = coder.quantise(difference) as i8;
        }
        coder.quantised = quantised;
        coder.reset();
        Ok(coder)
    }

    /// Forgets what was learnt.
    pub fn reset(&mut self) {
        let sizes = ((self.range + 32) / 64).max(2).cast_unsigned();
        let mut fresh = Context {
            sizes,
            bias: 0,
            count: 1,
            correction: 0,
            bits: 0,
            flip: 0,
        };
        fresh.learn_code(self.near);
        self.contexts.fill(fresh);
        self.interruptions.fill(Interruption {
            sizes,
            count: 1,
            negative: 0,
        });
    }

    /// Whether errors wrap by a mask.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Whether a code said more than a valid stream can say.
    pub fn is_broken(&self) -> bool {
        self.largest > 2 * self.range.cast_unsigned() + 2
    }

    /// The quantised gradient of a difference: -4 to 4 (A.3.3).
    #[inline(always)]
    fn quantise(&self, difference: i32) -> i32 {
        let size = difference.abs();
        let [t1, t2, t3] = self.thresholds;
        let steps = i32::from(size > self.near)
            + i32::from(size >= t1)
            + i32::from(size >= t2)
            + i32::from(size >= t3);
        if difference < 0 { -steps } else { steps }
    }

    /// The share of the line above in the contexts of the next line: 81 Q1 + 9 Q2 of each sample.
    /// `above` has a neighbour at both ends.
    pub fn gradients(&self, above: &[u16], out: &mut [i16]) {
        let (b, d) = (
            above.get(1..).unwrap_or_default(),
            above.get(2..).unwrap_or_default(),
        );
        for (((to, &c), &b), &d) in out.iter_mut().zip(above).zip(b).zip(d) {
            let (c, b, d) = (i32::from(c), i32::from(b), i32::from(d));
            *to = (81 * self.quantise(d - b) + 9 * self.quantise(b - c)) as i16;
        }
    }

    /// The quantised gradient of a difference between samples, from a table.
    #[inline(always)]
    pub fn quantised(&self, difference: i32) -> i32 {
        let at = (difference + self.highest) as usize;
        self.quantised.get(at).map_or(0, |&q| i32::from(q))
    }

    /// Whether two samples count as equal.
    #[inline(always)]
    pub fn is_near(&self, a: i32, b: i32) -> bool {
        (a - b).abs() <= self.near
    }

    /// Decodes a sample of the regular mode: `q` is the context with its sign, `a`, `b`, `c` are the
    /// neighbours to the left, above, and above to the left.
    #[inline(always)]
    pub fn regular<const EXACT: bool>(
        &mut self,
        bits: &mut Bits,
        q: i32,
        [a, b, c]: [i32; 3],
    ) -> i32 {
        let sign = q >> 31;
        let number = ((q ^ sign) - sign) as usize % CONTEXTS;
        let Some(context) = self.contexts.get_mut(number) else {
            return 0;
        };
        let edge = (a + b - c).max(a.min(b)).min(a.max(b));
        let correction = i32::from(context.correction);
        let predicted = (edge + ((correction ^ sign) - sign))
            .max(0)
            .min(self.highest);
        let mapped = golomb(bits, u32::from(context.bits), self.escape, self.value_bits);
        self.largest = self.largest.max(mapped);
        let error = (mapped >> 1).cast_signed() ^ -((mapped & 1).cast_signed());
        let error = error ^ i32::from(context.flip);
        context.learn(error, self.step, self.reset, self.near);
        let error = (error ^ sign) - sign;
        if EXACT {
            (predicted + error) & self.highest
        } else {
            self.wrapped(predicted, error)
        }
    }

    /// Decodes the sample that ends a run; `a` is the run's value, `b` the sample above. With
    /// `joined` components the first kind of interruption is taken for all of them.
    pub fn interruption(
        &mut self,
        bits: &mut Bits,
        run: usize,
        a: i32,
        b: i32,
        joined: bool,
    ) -> i32 {
        let flat = !joined && self.is_near(a, b);
        let kind = u32::from(flat);
        let Some(context) = self.interruptions.get_mut(kind as usize) else {
            return 0;
        };
        let wanted = context.sizes + kind * (context.count >> 1);
        let k = code_bits(context.count, wanted);
        let escape = self.limit - u32::from(run_bits(run)) - 1 - self.value_bits - 1;
        let mapped = golomb(bits, k, escape, self.value_bits);
        self.largest = self.largest.max(mapped);
        let told = mapped.saturating_add(kind);
        let odd = told & 1 == 1;
        let size = told.div_ceil(2).cast_signed();
        let negative = (k != 0 || 2 * context.negative >= context.count) == odd;
        let error = if negative { -size } else { size };
        context.negative += u32::from(error < 0);
        let grown = (mapped.saturating_add(1) - kind) >> 1;
        context.sizes = context.sizes.saturating_add(grown);
        if context.count == self.reset {
            context.sizes >>= 1;
            context.count >>= 1;
            context.negative >>= 1;
        }
        context.count += 1;
        if flat {
            self.wrapped(a, error)
        } else {
            self.wrapped(b, if a > b { -error } else { error })
        }
    }

    /// The sample that lies `error` steps from its prediction, wrapped into the range (A.4.5, A.8).
    fn wrapped(&self, predicted: i32, error: i32) -> i32 {
        let value = predicted.wrapping_add(error.wrapping_mul(self.step));
        let value = if value < -self.near {
            value.wrapping_add(self.range * self.step)
        } else if value > self.highest + self.near {
            value.wrapping_sub(self.range * self.step)
        } else {
            value
        };
        value.max(0).min(self.highest)
    }
}

impl Context {
    /// Takes in a decoded error (A.6).
    #[inline(always)]
    fn learn(&mut self, error: i32, step: i32, reset: u32, near: i32) {
        self.sizes = self.sizes.saturating_add(error.unsigned_abs());
        let mut bias = self.bias.wrapping_add(error.wrapping_mul(step));
        if self.count == reset {
            self.sizes >>= 1;
            bias >>= 1;
            self.count >>= 1;
        }
        self.count += 1;
        let count = self.count.cast_signed();
        let (low, high) = (bias <= -count, bias > 0);
        let moved = bias.wrapping_add(if low {
            count
        } else if high {
            -count
        } else {
            0
        });
        self.bias = moved.max(1 - count).min(0);
        let correction = self.correction + i16::from(high) - i16::from(low);
        self.correction = correction.clamp(-128, 127);
        self.learn_code(near);
    }

    /// Works out the next code beforehand, away from the way by which samples wait for each other.
    #[inline(always)]
    fn learn_code(&mut self, near: i32) {
        let k = code_bits(self.count, self.sizes);
        self.bits = k as u8;
        let flips = k == 0 && near == 0 && 2 * self.bias <= -self.count.cast_signed();
        self.flip = -i8::from(flips);
    }
}

/// The smallest k with `count << k >= sizes`, bounded for nonsense.
#[inline(always)]
fn code_bits(count: u32, sizes: u32) -> u32 {
    let k = count.leading_zeros().saturating_sub(sizes.leading_zeros());
    let k = k + u32::from(count << k < sizes);
    k.min(MOST_BITS)
}

/// Decodes a length-limited Golomb code with `k` remainder bits; after `escape` zeros the value is
/// written out (A.5.3).
#[inline(always)]
fn golomb(bits: &mut Bits, k: u32, escape: u32, value_bits: u32) -> u32 {
    bits.ready();
    let zeros = bits.zeros();
    if zeros < escape && zeros + 1 + k <= 32 {
        let value = zeros << k | bits.peek_after(zeros + 1, k);
        bits.skip(zeros + 1 + k);
        return value;
    }
    long_golomb(bits, k, escape, value_bits)
}

#[cold]
fn long_golomb(bits: &mut Bits, k: u32, escape: u32, value_bits: u32) -> u32 {
    bits.refill();
    let zeros = bits.zeros().min(escape);
    // The longest prefix is 47 zeros and a one.
    bits.skip((zeros + 1).min(56));
    if zeros < escape {
        zeros << k | bits.take(k)
    } else {
        bits.take(value_bits).saturating_add(1)
    }
}

/// Bits of a run's length at a place in the table.
pub(super) fn run_bits(run: usize) -> u8 {
    RUN_BITS.get(run).copied().unwrap_or(15)
}

/// Decodes how many samples, at most `room`, the run goes on; the place in the table moves. Says
/// also whether an interruption follows (A.7.1).
pub(super) fn run_length(bits: &mut Bits, run: &mut usize, room: usize) -> usize {
    let mut length = 0;
    while bits.take(1) == 1 {
        let block = 1 << run_bits(*run);
        if length + block <= room {
            *run = (*run + 1).min(RUN_BITS.len() - 1);
        }
        length = (length + block).min(room);
        if length == room {
            return length;
        }
    }
    length + bits.take(u32::from(run_bits(*run))) as usize
}

/// The place in the table after an interruption.
pub(super) fn after_interruption(run: usize) -> usize {
    run.saturating_sub(1)
}
