//! JPEG encoders for the processes of medical pictures, written from ITU-T T.81 for plainness: lossless,
//! and sequential DCT of 12 bits.

use std::f64::consts::PI;

/// What is to be encoded.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    pub columns: usize,
    pub rows: usize,
    /// Samples of each component, row by row.
    pub components: &'a [Vec<u16>],
    /// Bits of a sample.
    pub bits: u32,
    /// Components of one pixel, or block, follow each other; else each has a scan.
    pub joined: bool,
    /// Pixels, or blocks, between restart markers.
    pub restart: Option<u16>,
}

/// Bits, with a zero byte after each FF.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    byte: u32,
    count: u32,
}

impl Writer {
    fn bits(&mut self, value: u32, count: u32) {
        for n in (0..count).rev() {
            self.byte = self.byte << 1 | value >> n & 1;
            self.count += 1;
            if self.count == 8 {
                self.bytes.push(self.byte as u8);
                if self.byte == 0xFF {
                    self.bytes.push(0);
                }
                (self.byte, self.count) = (0, 0);
            }
        }
    }

    /// Fills the last byte with ones.
    fn flush(&mut self) {
        while self.count > 0 {
            self.bits(1, 1);
        }
    }

    fn restart(&mut self, number: usize) {
        self.flush();
        self.bytes.extend([0xFF, 0xD0 + (number % 8) as u8]);
    }
}

/// A Huffman code: symbols by rising length, and how many there are of each length.
struct Code {
    counts: [u8; 16],
    symbols: Vec<u8>,
}

impl Code {
    /// Three short codes, then one of each length: all paths of a decoder are walked.
    fn of_sizes() -> Self {
        let mut counts = [1; 16];
        (counts[0], counts[1]) = (0, 3);
        Self {
            counts,
            symbols: (0..=16).collect(),
        }
    }

    /// Pairs of zeros and size, eight with short codes and the others with long ones.
    fn of_pairs() -> Self {
        let mut symbols: Vec<u8> = vec![0x00, 0x01, 0x02, 0x03, 0x11, 0x12, 0x21, 0xF0];
        let others = (0..=0xFF).filter(|symbol| symbol & 0x0F != 0);
        let others: Vec<u8> = others.filter(|symbol| !symbols.contains(symbol)).collect();
        let mut counts = [0; 16];
        (counts[3], counts[9]) = (symbols.len() as u8, others.len() as u8);
        symbols.extend(others);
        Self { counts, symbols }
    }

    fn segment(&self, kind: u8) -> Vec<u8> {
        let mut body = vec![kind];
        body.extend(self.counts);
        body.extend(&self.symbols);
        body
    }

    fn put(&self, symbol: u8, out: &mut Writer) {
        let place = self.symbols.iter().position(|&known| known == symbol);
        let place = place.expect("a symbol of the code");
        let (mut code, mut first) = (0, 0);
        for (count, length) in self.counts.iter().map(|&count| usize::from(count)).zip(1..) {
            if place < first + count {
                out.bits(code + (place - first) as u32, length);
                return;
            }
            code = (code + count as u32) << 1;
            first += count;
        }
    }
}

/// How many bits a number takes, and which.
fn sized(value: i32) -> (u32, u32) {
    let size = 32 - value.unsigned_abs().leading_zeros();
    let bits = if value < 0 { value - 1 } else { value };
    (size, bits.cast_unsigned() & ((1 << size) - 1))
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    out.extend([0xFF, marker]);
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend(body);
}

/// Everything before the first scan.
fn head(picture: &Picture, process: u8, codes: &[(u8, &Code)]) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    let mut frame = vec![picture.bits as u8];
    frame.extend((picture.rows as u16).to_be_bytes());
    frame.extend((picture.columns as u16).to_be_bytes());
    frame.push(picture.components.len() as u8);
    (0..picture.components.len() as u8).for_each(|id| frame.extend([id, 0x11, 0]));
    segment(&mut out, process, &frame);
    for (kind, code) in codes {
        segment(&mut out, 0xC4, &code.segment(*kind));
    }
    if let Some(units) = picture.restart {
        segment(&mut out, 0xDD, &units.to_be_bytes());
    }
    out
}

/// Which components share a scan.
fn scans(picture: &Picture) -> Vec<Vec<usize>> {
    let all = 0..picture.components.len();
    if picture.joined {
        vec![all.collect()]
    } else {
        all.map(|component| vec![component]).collect()
    }
}

fn scan_head(out: &mut Vec<u8>, which: &[usize], last: [u8; 3]) {
    let mut head = vec![which.len() as u8];
    which
        .iter()
        .for_each(|&component| head.extend([component as u8, 0]));
    head.extend(last);
    segment(out, 0xDA, &head);
}

/// A lossless stream with the given predictor (1 to 7) and point transform.
pub fn lossless(picture: &Picture, predictor: u8, transform: u32) -> Vec<u8> {
    let code = Code::of_sizes();
    let mut out = head(picture, 0xC3, &[(0, &code)]);
    let columns = picture.columns;
    for which in scans(picture) {
        scan_head(&mut out, &which, [predictor, 0, transform as u8]);
        let mut writer = Writer::default();
        // The line after a restart is predicted like the first.
        let mut top = 0;
        for at in 0..columns * picture.rows {
            let (x, y) = (at % columns, at / columns);
            if let Some(units) = picture.restart.map(usize::from)
                && at > 0
                && at % units == 0
            {
                writer.restart(at / units - 1);
                top = y;
            }
            for &component in &which {
                let sample = |x: usize, y: usize| {
                    i32::from(picture.components[component][y * columns + x] >> transform)
                };
                let predicted = match (x, y - top) {
                    (0, 0) => 1 << (picture.bits - transform - 1),
                    (_, 0) => sample(x - 1, y),
                    (0, _) => sample(x, y - 1),
                    _ => {
                        let (a, b, c) = (sample(x - 1, y), sample(x, y - 1), sample(x - 1, y - 1));
                        match predictor {
                            1 => a,
                            2 => b,
                            3 => c,
                            4 => a + b - c,
                            5 => a + ((b - c) >> 1),
                            6 => b + ((a - c) >> 1),
                            _ => (a + b) >> 1,
                        }
                    }
                };
                let difference = (sample(x, y) - predicted) as i16;
                if difference == i16::MIN {
                    code.put(16, &mut writer);
                } else {
                    let (size, bits) = sized(i32::from(difference));
                    code.put(size as u8, &mut writer);
                    writer.bits(bits, size);
                }
            }
        }
        writer.flush();
        out.extend(writer.bytes);
    }
    out.extend([0xFF, 0xD9]);
    out
}

const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// The coefficients of the block at a corner, by the formula of A.3.3; beyond the picture its edge goes on.
fn coefficients(picture: &Picture, component: usize, left: usize, top: usize) -> [f64; 64] {
    let level = f64::from(1_u32 << (picture.bits - 1));
    let mut out = [0.0; 64];
    for (at, to) in out.iter_mut().enumerate() {
        let (u, v) = (at % 8, at / 8);
        let factor = |f: usize| if f == 0 { 0.5_f64.sqrt() } else { 1.0 };
        let wave = |x: usize, f: usize| (((2 * x + 1) * f) as f64 * PI / 16.0).cos();
        for y in 0..8 {
            for x in 0..8 {
                let column = (left + x).min(picture.columns - 1);
                let row = (top + y).min(picture.rows - 1);
                let sample = picture.components[component][row * picture.columns + column];
                *to += (f64::from(sample) - level) * wave(x, u) * wave(y, v);
            }
        }
        *to *= factor(u) * factor(v) / 4.0;
    }
    out
}

/// A stream of sequential DCT (SOF1) with the same quantisation `step` for all coefficients.
pub fn sequential(picture: &Picture, step: u16) -> Vec<u8> {
    let (sizes, pairs) = (Code::of_sizes(), Code::of_pairs());
    let mut out = head(picture, 0xC1, &[(0, &sizes), (0x10, &pairs)]);
    let mut steps = vec![0x10];
    steps.extend([step; 64].iter().flat_map(|step| step.to_be_bytes()));
    segment(&mut out, 0xDB, &steps);
    let across = picture.columns.div_ceil(8);
    for which in scans(picture) {
        scan_head(&mut out, &which, [0, 63, 0]);
        let mut writer = Writer::default();
        let mut last = vec![0; which.len()];
        for unit in 0..across * picture.rows.div_ceil(8) {
            if let Some(units) = picture.restart.map(usize::from)
                && unit > 0
                && unit % units == 0
            {
                writer.restart(unit / units - 1);
                last.fill(0);
            }
            for (part, &component) in which.iter().enumerate() {
                let (left, top) = (unit % across * 8, unit / across * 8);
                let block = coefficients(picture, component, left, top)
                    .map(|value| (value / f64::from(step)).round() as i32);
                let (size, bits) = sized(block[0] - last[part]);
                last[part] = block[0];
                sizes.put(size as u8, &mut writer);
                writer.bits(bits, size);
                let mut zeros = 0;
                for &place in &ZIGZAG[1..] {
                    if block[place] == 0 {
                        zeros += 1;
                        continue;
                    }
                    while zeros > 15 {
                        pairs.put(0xF0, &mut writer);
                        zeros -= 16;
                    }
                    let (size, bits) = sized(block[place]);
                    pairs.put((zeros << 4 | size) as u8, &mut writer);
                    writer.bits(bits, size);
                    zeros = 0;
                }
                if zeros > 0 {
                    pairs.put(0, &mut writer);
                }
            }
        }
        writer.flush();
        out.extend(writer.bytes);
    }
    out.extend([0xFF, 0xD9]);
    out
}
