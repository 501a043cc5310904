//! A JPEG-LS encoder, written from ISO/IEC 14495-1 for plainness: sample by sample, bit by bit.

/// How components follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interleave {
    /// A scan for each.
    None,
    /// Line by line.
    Line,
    /// Sample by sample.
    Sample,
}

/// What is to be encoded, and how.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    pub columns: usize,
    pub rows: usize,
    /// Samples of each component, row by row.
    pub components: &'a [Vec<u16>],
    /// Bits of a sample.
    pub bits: u32,
    pub near: i32,
    pub interleave: Interleave,
    /// MAXVAL, T1, T2, T3, RESET; 0 for the default.
    pub presets: Option<[u16; 5]>,
    /// Lines between restart markers.
    pub restart: Option<u16>,
}

const J: [u32; 32] = [
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13,
    14, 15,
];

/// Bits, with a zero after each byte of ones.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    byte: u32,
    count: u32,
}

impl Writer {
    fn bit(&mut self, bit: u32) {
        self.byte = self.byte << 1 | bit;
        self.count += 1;
        let full = if self.bytes.last() == Some(&0xFF) {
            7
        } else {
            8
        };
        if self.count == full {
            self.bytes.push(self.byte as u8);
            (self.byte, self.count) = (0, 0);
        }
    }

    fn bits(&mut self, value: u32, count: u32) {
        for n in (0..count).rev() {
            self.bit(value >> n & 1);
        }
    }

    fn golomb(&mut self, value: u32, k: u32, limit: u32, value_bits: u32) {
        let (high, most) = (value >> k, limit - value_bits - 1);
        (0..high.min(most)).for_each(|_| self.bit(0));
        self.bit(1);
        if high < most {
            self.bits(value, k);
        } else {
            self.bits(value - 1, value_bits);
        }
    }

    /// Fills the last byte; the data must not end in FF.
    fn end(mut self) -> Vec<u8> {
        while self.count > 0 {
            self.bit(0);
        }
        if self.bytes.last() == Some(&0xFF) {
            self.bytes.push(0);
        }
        self.bytes
    }
}

/// The variables of the standard, under its names.
struct Encoder {
    maxval: i32,
    near: i32,
    range: i32,
    qbpp: u32,
    limit: u32,
    t: [i32; 3],
    reset: i32,
    a: [i32; 367],
    b: [i32; 365],
    c: [i32; 365],
    n: [i32; 367],
    nn: [i32; 2],
    out: Writer,
}

fn bits_of(values: i32) -> u32 {
    (0..32)
        .find(|&n| 1_i64 << n >= i64::from(values))
        .expect("31 bits")
}

impl Encoder {
    fn new(picture: &Picture) -> Self {
        let [maxval, t1, t2, t3, reset] = picture.presets.unwrap_or_default().map(i32::from);
        let near = picture.near;
        let maxval = if maxval == 0 {
            (1 << picture.bits) - 1
        } else {
            maxval
        };
        let clamp = |value: i32, low: i32| {
            if value > maxval || value < low {
                low
            } else {
                value
            }
        };
        let t = if maxval >= 128 {
            let fact = (maxval.min(4095) + 128) / 256;
            let t1 = clamp(fact + 2 + 3 * near, near + 1);
            let t2 = clamp(fact * 4 + 3 + 5 * near, t1);
            [t1, t2, clamp(fact * 17 + 4 + 7 * near, t2)]
        } else {
            let fact = 256 / (maxval + 1);
            let t1 = clamp((3 / fact + 3 * near).max(2), near + 1);
            let t2 = clamp((7 / fact + 5 * near).max(3), t1);
            [t1, t2, clamp((21 / fact + 7 * near).max(4), t2)]
        };
        let stated = [t1, t2, t3];
        let t = [0, 1, 2].map(|n| if stated[n] == 0 { t[n] } else { stated[n] });
        let range = (maxval + 2 * near) / (2 * near + 1) + 1;
        let bpp = bits_of(maxval + 1).max(2);
        Self {
            maxval,
            near,
            range,
            qbpp: bits_of(range),
            limit: 2 * (bpp + bpp.max(8)),
            t,
            reset: if reset == 0 { 64 } else { reset },
            a: [((range + 32) / 64).max(2); 367],
            b: [0; 365],
            c: [0; 365],
            n: [1; 367],
            nn: [0; 2],
            out: Writer::default(),
        }
    }

    fn gradient(&self, d: i32) -> i32 {
        let [t1, t2, t3] = self.t;
        let size = match d.abs() {
            d if d <= self.near => 0,
            d if d < t1 => 1,
            d if d < t2 => 2,
            d if d < t3 => 3,
            _ => 4,
        };
        size * d.signum()
    }

    fn quantised(&self, error: i32) -> i32 {
        let step = 2 * self.near + 1;
        error.signum() * ((error.abs() + self.near) / step)
    }

    fn reconstructed(&self, predicted: i32, error: i32) -> i32 {
        (predicted + error * (2 * self.near + 1)).clamp(0, self.maxval)
    }

    fn reduced(&self, error: i32) -> i32 {
        let error = if error < 0 { error + self.range } else { error };
        if error >= (self.range + 1) / 2 {
            error - self.range
        } else {
            error
        }
    }

    /// The context's number, negative where its sign is.
    fn context(&self, [ra, rb, rc, rd]: [i32; 4]) -> i32 {
        81 * self.gradient(rd - rb) + 9 * self.gradient(rb - rc) + self.gradient(rc - ra)
    }

    fn regular(&mut self, sample: i32, around: [i32; 4]) -> i32 {
        let [ra, rb, rc, _] = around;
        let context = self.context(around);
        let (q, sign) = (
            context.unsigned_abs() as usize,
            if context < 0 { -1 } else { 1 },
        );
        let edge = if rc >= ra.max(rb) {
            ra.min(rb)
        } else if rc <= ra.min(rb) {
            ra.max(rb)
        } else {
            ra + rb - rc
        };
        let predicted = (edge + sign * self.c[q]).clamp(0, self.maxval);
        let error = self.quantised(sign * (sample - predicted));
        let decoded = self.reconstructed(predicted, sign * error);
        let error = self.reduced(error);
        let mut k = 0;
        while self.n[q] << k < self.a[q] {
            k += 1;
        }
        let turned = self.near == 0 && k == 0 && 2 * self.b[q] <= -self.n[q];
        let mapped = match (error >= 0, turned) {
            (true, true) => 2 * error + 1,
            (false, true) => -2 * (error + 1),
            (true, false) => 2 * error,
            (false, false) => -2 * error - 1,
        };
        self.out.golomb(mapped as u32, k, self.limit, self.qbpp);
        self.b[q] += error * (2 * self.near + 1);
        self.a[q] += error.abs();
        if self.n[q] == self.reset {
            self.a[q] >>= 1;
            self.b[q] >>= 1;
            self.n[q] >>= 1;
        }
        self.n[q] += 1;
        if self.b[q] <= -self.n[q] {
            self.b[q] = (self.b[q] + self.n[q]).max(1 - self.n[q]);
            self.c[q] = (self.c[q] - 1).max(-128);
        } else if self.b[q] > 0 {
            self.b[q] = (self.b[q] - self.n[q]).min(0);
            self.c[q] = (self.c[q] + 1).min(127);
        }
        decoded
    }

    fn run(&mut self, mut length: usize, to_the_end: bool, index: &mut usize) {
        while length >= 1 << J[*index] {
            self.out.bit(1);
            length -= 1 << J[*index];
            *index = (*index + 1).min(31);
        }
        if to_the_end {
            if length > 0 {
                self.out.bit(1);
            }
        } else {
            self.out.bit(0);
            self.out.bits(length as u32, J[*index]);
        }
    }

    fn interruption(&mut self, sample: i32, ra: i32, rb: i32, kind: usize, index: usize) -> i32 {
        let predicted = if kind == 1 { ra } else { rb };
        let sign = if kind == 0 && ra > rb { -1 } else { 1 };
        let error = self.quantised(sign * (sample - predicted));
        let decoded = self.reconstructed(predicted, sign * error);
        let error = self.reduced(error);
        let q = 365 + kind;
        let wanted = self.a[q] + if kind == 1 { self.n[q] >> 1 } else { 0 };
        let mut k = 0;
        while self.n[q] << k < wanted {
            k += 1;
        }
        let often_negative = 2 * self.nn[kind] >= self.n[q];
        let map = (k == 0 && error > 0 && !often_negative)
            || (error < 0 && often_negative)
            || (error < 0 && k != 0);
        let mapped = 2 * error.abs() - kind as i32 - i32::from(map);
        let limit = self.limit - J[index] - 1;
        self.out.golomb(mapped as u32, k, limit, self.qbpp);
        self.nn[kind] += i32::from(error < 0);
        self.a[q] += (mapped + 1 - kind as i32) >> 1;
        if self.n[q] == self.reset {
            self.a[q] >>= 1;
            self.n[q] >>= 1;
            self.nn[kind] >>= 1;
        }
        self.n[q] += 1;
        decoded
    }
}

/// Decoded samples of a component, and what stands around them.
struct Plane {
    columns: usize,
    samples: Vec<i32>,
    /// Line of the last restart: above it are zeros.
    top: usize,
}

impl Plane {
    fn at(&self, x: i64, y: i64) -> i32 {
        if y < self.top as i64 {
            0
        } else if x < 0 {
            self.at(0, y - 1)
        } else {
            let x = x.min(self.columns as i64 - 1);
            self.samples[y as usize * self.columns + x as usize]
        }
    }

    fn around(&self, x: usize, y: usize) -> [i32; 4] {
        let (x, y) = (x as i64, y as i64);
        let (rb, rc) = (self.at(x, y - 1), self.at(x - 1, y - 1));
        [self.at(x - 1, y), rb, rc, self.at(x + 1, y - 1)]
    }
}

/// Encodes the lines of components that share a scan.
fn scan(picture: &Picture, which: &[usize]) -> Vec<u8> {
    let Picture { columns, rows, .. } = *picture;
    let interval = picture.restart.map_or(rows, usize::from);
    let mut planes: Vec<Plane> = which
        .iter()
        .map(|_| Plane {
            columns,
            samples: vec![0; columns * rows],
            top: 0,
        })
        .collect();
    let sample = |part: usize, x: usize, y: usize| {
        i32::from(picture.components[which[part]][y * columns + x])
    };
    let mut bytes = Vec::new();
    for (number, top) in (0..rows).step_by(interval).enumerate() {
        if number > 0 {
            bytes.extend([0xFF, 0xD0 + ((number - 1) % 8) as u8]);
        }
        let mut encoder = Encoder::new(picture);
        let mut indices = vec![0; which.len()];
        planes.iter_mut().for_each(|plane| plane.top = top);
        for y in top..rows.min(top + interval) {
            let groups: Vec<Vec<usize>> = if picture.interleave == Interleave::Sample {
                vec![(0..which.len()).collect()]
            } else {
                (0..which.len()).map(|part| vec![part]).collect()
            };
            for group in groups {
                let joined = group.len() > 1;
                let mut x = 0;
                while x < columns {
                    let flat = group
                        .iter()
                        .all(|&part| encoder.context(planes[part].around(x, y)) == 0);
                    if !flat {
                        for &part in &group {
                            let around = planes[part].around(x, y);
                            let decoded = encoder.regular(sample(part, x, y), around);
                            planes[part].samples[y * columns + x] = decoded;
                        }
                        x += 1;
                        continue;
                    }
                    let start = x;
                    while x < columns
                        && group.iter().all(|&part| {
                            let [ra, ..] = planes[part].around(x, y);
                            (sample(part, x, y) - ra).abs() <= picture.near
                        })
                    {
                        for &part in &group {
                            let [ra, ..] = planes[part].around(x, y);
                            planes[part].samples[y * columns + x] = ra;
                        }
                        x += 1;
                    }
                    let index = &mut indices[group[0]];
                    encoder.run(x - start, x == columns, index);
                    if x == columns {
                        break;
                    }
                    for &part in &group {
                        let [ra, rb, ..] = planes[part].around(x, y);
                        let kind = usize::from(!joined && (ra - rb).abs() <= picture.near);
                        let decoded =
                            encoder.interruption(sample(part, x, y), ra, rb, kind, *index);
                        planes[part].samples[y * columns + x] = decoded;
                    }
                    *index = index.saturating_sub(1);
                    x += 1;
                }
            }
        }
        bytes.extend(encoder.out.end());
    }
    bytes
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    out.extend([0xFF, marker]);
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend(body);
}

/// The whole stream.
pub fn encode(picture: &Picture) -> Vec<u8> {
    let count = picture.components.len();
    let mut out = vec![0xFF, 0xD8];
    let mut frame = vec![picture.bits as u8];
    frame.extend((picture.rows as u16).to_be_bytes());
    frame.extend((picture.columns as u16).to_be_bytes());
    frame.push(count as u8);
    (1..=count as u8).for_each(|id| frame.extend([id, 0x11, 0]));
    segment(&mut out, 0xF7, &frame);
    if let Some(presets) = picture.presets {
        let mut body = vec![1];
        body.extend(presets.iter().flat_map(|word| word.to_be_bytes()));
        segment(&mut out, 0xF8, &body);
    }
    if let Some(lines) = picture.restart {
        segment(&mut out, 0xDD, &lines.to_be_bytes());
    }
    let scans: Vec<Vec<usize>> = if picture.interleave == Interleave::None {
        (0..count).map(|part| vec![part]).collect()
    } else {
        vec![(0..count).collect()]
    };
    for which in scans {
        let mut head = vec![which.len() as u8];
        which
            .iter()
            .for_each(|&part| head.extend([part as u8 + 1, 0]));
        head.extend([picture.near as u8, picture.interleave as u8, 0]);
        segment(&mut out, 0xDA, &head);
        out.extend(scan(picture, &which));
    }
    out.extend([0xFF, 0xD9]);
    out
}
