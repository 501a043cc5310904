//! Random images, masks and parameters.

use negatoscope::ops::Tiles;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use proptest::prelude::*;

/// What an image is filled with.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// Every pixel at random.
    Noise,
    /// One grey.
    Constant,
    /// A ramp over columns and rows.
    Ramp,
    /// Two greys at random.
    Two,
    /// A dark frame around noise.
    Framed,
}

/// One of all contents.
pub fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        Just(Content::Noise),
        Just(Content::Constant),
        Just(Content::Ramp),
        Just(Content::Two),
        Just(Content::Framed),
    ]
}

/// An 8-bit image of 1 × 1 to `most` × `most` pixels.
pub fn image(most: usize) -> impl Strategy<Value = Image<u8>> {
    (1..=most, 1..=most, content(), any::<u64>())
        .prop_map(|(width, height, content, seed)| filled(width, height, content, seed))
}

/// An 8-bit image with one or no mask of its size; masks let nothing, some or all in.
pub fn masked_image(most: usize) -> impl Strategy<Value = (Image<u8>, Option<Mask>)> {
    (image(most), 0_u64..6, any::<u64>()).prop_map(|(image, kind, seed)| {
        let (width, height) = (image.width(), image.height());
        let mut random = Random(seed);
        let inside: Option<Vec<bool>> = match kind {
            0 | 1 => None,
            2 => Some(vec![true; width * height]),
            3 => Some(vec![false; width * height]),
            4 => Some(
                (0..width * height)
                    .map(|_| !random.next().is_multiple_of(4))
                    .collect(),
            ),
            _ => {
                let left = random.next() as usize % width;
                Some((0..width * height).map(|i| i % width >= left).collect())
            }
        };
        (image, inside.map(|inside| Mask::new(width, height, inside)))
    })
}

/// Grids of tiles, often more of them than pixels.
pub fn tiles() -> impl Strategy<Value = Tiles> {
    (1_u32..=12, 1_u32..=12).prop_map(|(columns, rows)| Tiles::new(columns, rows).unwrap())
}

/// Clip limits: none, the strongest, usual ones, and some without effect.
pub fn clip_limit() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        Just(0.01),
        Just(1.0),
        Just(2.0),
        Just(40.0),
        Just(1e9),
        0.0..8.0
    ]
}

/// An image with a given content.
pub fn filled(width: usize, height: usize, content: Content, seed: u64) -> Image<u8> {
    let mut random = Random(seed);
    let (a, b) = (random.next() as u8, random.next() as u8);
    let mut data = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let noise = random.next();
            data.push(match content {
                Content::Noise => noise as u8,
                Content::Constant => a,
                Content::Ramp => (x * 255 / width + y * 3) as u8,
                Content::Two if noise & 1 == 0 => a,
                Content::Two => b,
                Content::Framed if x < width / 3 || y > height * 4 / 5 => 0,
                Content::Framed => (100 + noise % 90) as u8,
            });
        }
    }
    Image::grey(width, height, data)
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) >> 8
    }
}
