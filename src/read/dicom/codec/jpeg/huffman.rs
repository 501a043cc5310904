//! Huffman codes of JPEG (ITU-T T.81, annexes C, F.2.2 and H.2).

use super::super::bits::Bits;
use super::ELEMENT;
use crate::read::fault::Checked;
use crate::read::fault::Fault;

/// Codes of at most so many bits are looked up at once.
const FAST: u32 = 9;
/// Codes with the bits of a difference, together at most so many, are looked up at once.
const FAST_DIFFERENCE: u32 = 13;

/// A code of symbols.
#[derive(Clone)]
pub(super) struct Huffman {
    /// For each beginning of a code: its length in the high byte, its symbol in the low; 0 where it is
    /// longer.
    fast: Vec<u16>,
    /// For each length from 1 to 16 the first code that is longer, as 16 bits from the top.
    ends: [u32; 16],
    /// For each length what is added to a code to find its symbol.
    offsets: [i32; 16],
    symbols: Vec<u8>,
}

impl Huffman {
    /// Reads one table from the front of a DHT segment; gives what follows it.
    ///
    /// # Errors
    /// When it is cut short, or there are more codes of a length than can be.
    pub fn read(body: &[u8]) -> Checked<(Self, &[u8])> {
        let fault = |reason: &str| Fault::new(ELEMENT, reason);
        let short = || fault("a Huffman table is cut short");
        let (counts, rest) = body.split_first_chunk::<16>().ok_or_else(short)?;
        let total: usize = counts.iter().map(|&count| usize::from(count)).sum();
        let (symbols, rest) = rest.split_at_checked(total).ok_or_else(short)?;
        let mut table = Self {
            fast: vec![0; 1 << FAST],
            ends: [0; 16],
            offsets: [0; 16],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut at) = (0_u32, 0_usize);
        let places = table.ends.iter_mut().zip(&mut table.offsets);
        for (((end, offset), &count), length) in places.zip(counts).zip(1..) {
            *offset = at as i32 - code as i32;
            let first = code;
            code += u32::from(count);
            if code > 1 << length {
                return Err(fault("a Huffman table has more codes than can be"));
            }
            let part = symbols.get(at..at + usize::from(count)).unwrap_or_default();
            if length <= FAST {
                for (code, &symbol) in (first..).zip(part) {
                    let begin = (code << (FAST - length)) as usize;
                    let same = table.fast.get_mut(begin..begin + (1 << (FAST - length)));
                    same.unwrap_or_default()
                        .fill((length << 8) as u16 | u16::from(symbol));
                }
            }
            *end = code << (16 - length);
            at += usize::from(count);
            code <<= 1;
        }
        Ok((table, rest))
    }

    /// Length and symbol of the code at the top of 16 bits; length 0 where there is none.
    #[inline(always)]
    fn symbol(&self, next: u32) -> (u32, u8) {
        match self.fast.get((next >> (16 - FAST)) as usize) {
            Some(&known) if known != 0 => (u32::from(known >> 8), known as u8),
            _ => self.long_symbol(next),
        }
    }

    fn long_symbol(&self, next: u32) -> (u32, u8) {
        for ((&end, &offset), length) in self.ends.iter().zip(&self.offsets).zip(1..) {
            if next < end {
                let at = (next >> (16 - length)).cast_signed() + offset;
                let symbol = usize::try_from(at).ok().and_then(|at| self.symbols.get(at));
                return symbol.map_or((0, 0), |&symbol| (length, symbol));
            }
        }
        (0, 0)
    }

    /// Takes the next symbol; `None` where the bits are no code.
    #[inline(always)]
    pub fn take(&self, bits: &mut Bits) -> Option<u8> {
        bits.ready();
        let (length, symbol) = self.symbol(bits.peek(16));
        bits.skip(length);
        (length > 0).then_some(symbol)
    }
}

/// The number that `bits`, `size` (0 to 15) of them, stand for (F.2.2.1, EXTEND).
#[inline(always)]
pub(super) fn extended(bits: u32, size: u32) -> i32 {
    let value = bits.cast_signed();
    if size > 0 && value >> (size - 1) == 0 {
        value - (1 << size) + 1
    } else {
        value
    }
}

/// A code of differences between samples, modulo 65536 (H.1.2.2).
pub(super) struct Differences<'a> {
    /// For each beginning: the bits of code and difference in the high half, the difference in the low; 0
    /// where they are longer.
    fast: Vec<u32>,
    code: &'a Huffman,
}

impl<'a> Differences<'a> {
    /// The table of a code.
    pub fn new(code: &'a Huffman) -> Self {
        let fast = (0..1 << FAST_DIFFERENCE).map(|prefix: u32| {
            let (length, size) = code.symbol(prefix << (16 - FAST_DIFFERENCE));
            let extra = if size < 16 { u32::from(size) } else { 0 };
            let all = length + extra;
            if length == 0 || size > 16 || all > FAST_DIFFERENCE {
                return 0;
            }
            let bits = prefix >> (FAST_DIFFERENCE - all) & ((1 << extra) - 1);
            all << 16 | u32::from(difference(bits, u32::from(size)))
        });
        Self {
            fast: fast.collect(),
            code,
        }
    }

    /// Takes the next difference; sets `broken` where the bits are no code.
    #[inline(always)]
    pub fn take(&self, bits: &mut Bits, broken: &mut bool) -> u16 {
        bits.ready();
        match self.fast.get(bits.peek(FAST_DIFFERENCE) as usize) {
            Some(&known) if known != 0 => {
                bits.skip(known >> 16);
                known as u16
            }
            _ => self.take_long(bits, broken),
        }
    }

    #[cold]
    fn take_long(&self, bits: &mut Bits, broken: &mut bool) -> u16 {
        match self.code.take(bits) {
            Some(16) => difference(0, 16),
            Some(size @ 0..=15) => difference(bits.take(u32::from(size)), u32::from(size)),
            _ => {
                *broken = true;
                0
            }
        }
    }
}

fn difference(bits: u32, size: u32) -> u16 {
    if size == 16 {
        0x8000
    } else {
        extended(bits, size) as u16
    }
}
