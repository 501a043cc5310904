//! Colour pictures: grey operations on them, and the conversions that files ask for.

use rayon::prelude::*;

use super::lookup::Grey;
use super::lookup::map_samples;
use crate::pixels::Image;
use crate::pixels::Sample;
use crate::pixels::Samples;

/// What a grey operation acts on in a colour picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColourMode {
    /// Lightness L* of CIELAB; a* and b* are kept.
    #[default]
    Lab,
    /// Luma Y' = 0.299 R' + 0.587 G' + 0.114 B'; its change is added to each channel.
    Luma,
    /// Red, green and blue, each alone; hues shift.
    Channel,
}

/// A grey operation applied to an RGB picture (sRGB) of 8 or 16 bits. A pixel whose lightness or
/// luma the operation leaves alone stays exactly as it is, so that masks hold. `op` is called once,
/// or for red, green and blue in this order.
///
/// # Panics
/// When the picture has not three channels or `op` changes its size.
pub fn apply_to_rgb<G: Grey>(
    image: &Image<G>,
    mode: ColourMode,
    op: impl Fn(&Image<G>) -> Image<G>,
) -> Image<G> {
    assert_eq!(image.channels(), 3, "three channels wanted");
    match mode {
        ColourMode::Lab => {
            let curve = SrgbCurve::new::<G>();
            relight(
                image,
                op,
                |rgb| G::from_f64(lightness(rgb, &curve) / 100.0 * G::TOP),
                |rgb, _, grey| {
                    let [_, a, b] = lab_from_srgb(rgb, &curve);
                    srgb_from_lab([grey.to_f64() / G::TOP * 100.0, a, b])
                },
            )
        }
        ColourMode::Luma => relight(
            image,
            op,
            |rgb| G::from_f64(luma(rgb)),
            |rgb, before, grey| {
                let change = grey.to_f64() - before.to_f64();
                rgb.map(|channel| G::from_f64(channel.to_f64() + change))
            },
        ),
        ColourMode::Channel => {
            let channels = [0, 1, 2].map(|channel| {
                let mapped = op(&image.channel(channel));
                assert_same_size(&mapped, image);
                mapped.into_data()
            });
            let [red, green, blue] = channels;
            let data = red
                .into_iter()
                .zip(green)
                .zip(blue)
                .flat_map(|((red, green), blue)| [red, green, blue])
                .collect();
            Image::new(image.width(), image.height(), 3, data)
        }
    }
}

/// Lightness of an RGB picture as grey of the same depth: L* / 100 · TOP, rounded by floor(y + 0.5),
/// or luma rounded likewise; `Channel` has no single grey and gives luma.
///
/// # Panics
/// When the picture has not three channels.
pub fn grey_of_rgb<G: Grey>(image: &Image<G>, mode: ColourMode) -> Image<G> {
    assert_eq!(image.channels(), 3, "three channels wanted");
    match mode {
        ColourMode::Lab => {
            let curve = SrgbCurve::new::<G>();
            grey_by(image, |rgb| {
                G::from_f64(lightness(rgb, &curve) / 100.0 * G::TOP)
            })
        }
        ColourMode::Luma | ColourMode::Channel => grey_by(image, |rgb| G::from_f64(luma(rgb))),
    }
}

/// RGB of a YBR_FULL picture (Y, Cb, Cr interleaved; 4:4:4): the inverse of PS3.3 C.7.6.3.1.2,
/// rounded by floor(y + 0.5) and clamped.
///
/// # Panics
/// When the picture has not three channels.
pub fn ybr_full_to_rgb(image: &Image<u8>) -> Image<u8> {
    assert_eq!(image.channels(), 3, "three channels wanted");
    let mut rgb = image.clone();
    rgb.data_mut().par_chunks_mut(3 << 14).for_each(|piece| {
        for pixel in piece.as_chunks_mut::<3>().0 {
            let [y, cb, cr] = pixel.map(f64::from);
            let (blue, red) = (cb - 128.0, cr - 128.0);
            *pixel = [
                u8::from_f64(y + 1.402 * red),
                u8::from_f64(y - 0.344_136 * blue - 0.714_136 * red),
                u8::from_f64(y + 1.772 * blue),
            ];
        }
    });
    rgb
}

/// The colours of a palette picture. The first entry belongs to index `first`; indices before it
/// take the first entry, those after the last entry the last.
///
/// # Panics
/// When there are no entries or the indices have several channels.
pub fn palette_to_rgb(indices: &Samples, first: i32, entries: &[[u8; 3]]) -> Image<u8> {
    assert_eq!(indices.channels(), 1, "one channel wanted");
    assert!(!entries.is_empty(), "a palette without entries");
    let last = entries.len() - 1;
    // `as` saturates, so indices before the palette end at entry 0.
    let colours = map_samples(indices, |index| {
        entries[((index - f64::from(first)) as usize).min(last)]
    });
    let (width, height) = (indices.width(), indices.height());
    Image::new(width, height, 3, colours.into_data().into_flattened())
}

/// Takes a grey out of each pixel, lets `op` change it, and puts it back where it changed.
fn relight<G: Grey>(
    image: &Image<G>,
    op: impl Fn(&Image<G>) -> Image<G>,
    grey_of: impl Fn([G; 3]) -> G + Sync,
    lit: impl Fn([G; 3], G, G) -> [G; 3] + Sync,
) -> Image<G> {
    let before = grey_by(image, grey_of);
    let after = op(&before);
    assert_same_size(&after, image);
    let mut out = image.clone();
    out.data_mut()
        .as_chunks_mut::<3>()
        .0
        .par_iter_mut()
        .with_min_len(1 << 12)
        .zip(before.data().par_iter().zip(after.data()))
        .for_each(|(pixel, (&before, &after))| {
            if before != after {
                *pixel = lit(*pixel, before, after);
            }
        });
    out
}

fn grey_by<G: Grey>(image: &Image<G>, grey_of: impl Fn([G; 3]) -> G + Sync) -> Image<G> {
    let grey = image
        .data()
        .as_chunks::<3>()
        .0
        .par_iter()
        .with_min_len(1 << 12)
        .map(|&rgb| grey_of(rgb))
        .collect();
    Image::grey(image.width(), image.height(), grey)
}

fn assert_same_size<G: Grey>(mapped: &Image<G>, image: &Image<G>) {
    assert_eq!(
        (mapped.width(), mapped.height(), mapped.channels()),
        (image.width(), image.height(), 1),
        "the operation changed the size"
    );
}

fn luma<G: Grey>(rgb: [G; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|sample| sample.to_f64());
    0.299 * red + 0.587 * green + 0.114 * blue
}

/// Linear light (0..=1) of every sRGB sample (IEC 61966-2-1).
pub(crate) struct SrgbCurve(Vec<f64>);

impl SrgbCurve {
    pub(crate) fn new<G: Grey>() -> Self {
        let levels = 0..=G::TOP as usize;
        Self(
            levels
                .map(|level| {
                    let encoded = level as f64 / G::TOP;
                    if encoded <= 0.04045 {
                        encoded / 12.92
                    } else {
                        ((encoded + 0.055) / 1.055).powf(2.4)
                    }
                })
                .collect(),
        )
    }

    fn linear<G: Grey>(&self, rgb: [G; 3]) -> [f64; 3] {
        rgb.map(|sample| self.0[sample.level()])
    }
}

/// XYZ of linear sRGB primaries with white point D65 (IEC 61966-2-1), by rows.
const XYZ_FROM_RGB: [[f64; 3]; 3] = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175_0],
    [0.019_333_9, 0.119_192_0, 0.950_304_1],
];

/// The inverse of [`XYZ_FROM_RGB`].
const RGB_FROM_XYZ: [[f64; 3]; 3] = [
    [3.240_454_2, -1.537_138_5, -0.498_531_4],
    [-0.969_266_0, 1.876_010_8, 0.041_556_0],
    [0.055_643_4, -0.204_025_9, 1.057_225_2],
];

/// XYZ of white: the row sums of [`XYZ_FROM_RGB`], so that grey has no a* and b*.
const WHITE: [f64; 3] = [0.950_470_0, 1.000_000_1, 1.088_830_0];

fn times(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// Where CIELAB's cube root begins (CIE 15:2004): (6 / 29)³.
const LINEAR_BELOW: f64 = 216.0 / 24_389.0;

fn cube_root(t: f64) -> f64 {
    if t > LINEAR_BELOW {
        t.cbrt()
    } else {
        t * (841.0 / 108.0) + 4.0 / 29.0
    }
}

fn cube(t: f64) -> f64 {
    if t > 6.0 / 29.0 {
        t * t * t
    } else {
        (t - 4.0 / 29.0) * (108.0 / 841.0)
    }
}

/// L*, 0..=100.
pub(crate) fn lightness<G: Grey>(rgb: [G; 3], curve: &SrgbCurve) -> f64 {
    let [red, green, blue] = curve.linear(rgb);
    let row = XYZ_FROM_RGB[1];
    let y = row[0] * red + row[1] * green + row[2] * blue;
    116.0 * cube_root(y / WHITE[1]) - 16.0
}

/// L*, a* and b*.
pub(crate) fn lab_from_srgb<G: Grey>(rgb: [G; 3], curve: &SrgbCurve) -> [f64; 3] {
    let xyz = times(&XYZ_FROM_RGB, curve.linear(rgb));
    let [x, y, z] = std::array::from_fn(|i| cube_root(xyz[i] / WHITE[i]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The 8-bit sRGB colour of L*, a* and b*, whose white is that of the screen.
pub fn srgb_of_lab(lab: [f64; 3]) -> [u8; 3] {
    srgb_from_lab(lab)
}

/// sRGB of a CIELAB colour; linear channels outside 0..=1 are clamped.
pub(crate) fn srgb_from_lab<G: Grey>([lightness, a, b]: [f64; 3]) -> [G; 3] {
    let y = (lightness + 16.0) / 116.0;
    let roots = [y + a / 500.0, y, y - b / 200.0];
    let xyz = std::array::from_fn(|i| cube(roots[i]) * WHITE[i]);
    times(&RGB_FROM_XYZ, xyz).map(|linear| {
        let linear = linear.clamp(0.0, 1.0);
        let encoded = if linear <= 0.003_130_8 {
            linear * 12.92
        } else {
            1.055 * linear.powf(1.0 / 2.4) - 0.055
        };
        G::from_f64(encoded * G::TOP)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Image<u8> {
        let data = (0..4096_usize)
            .flat_map(|i| [(i * 7) as u8, (i / 16) as u8, (i * 31 / 5) as u8])
            .collect();
        Image::new(64, 64, 3, data)
    }

    #[test]
    fn doing_nothing_changes_nothing() {
        for mode in [ColourMode::Lab, ColourMode::Luma, ColourMode::Channel] {
            assert_eq!(apply_to_rgb(&picture(), mode, Image::clone), picture());
        }
    }

    #[test]
    fn lab_of_known_colours() {
        let curve = SrgbCurve::new::<u8>();
        // Values of Lindbloom's calculator, D65, two decimals.
        let known = [
            ([255_u8, 255, 255], [100.0, 0.0, 0.0]),
            ([255, 0, 0], [53.24, 80.09, 67.20]),
            ([0, 0, 255], [32.30, 79.19, -107.86]),
            ([119, 119, 119], [50.03, 0.0, 0.0]),
        ];
        for (rgb, wanted) in known {
            let lab = lab_from_srgb(rgb, &curve);
            for (found, wanted) in lab.iter().zip(wanted) {
                assert!((found - wanted).abs() < 0.01, "{rgb:?}: {lab:?}");
            }
            assert_eq!(srgb_from_lab::<u8>(lab), rgb);
            assert_eq!(lightness(rgb, &curve), lab[0]);
        }
    }

    #[test]
    fn sixteen_bits_keep_their_depth() {
        let deep = picture().map(|&v| u16::from(v) * 257);
        for mode in [ColourMode::Lab, ColourMode::Luma, ColourMode::Channel] {
            let [deep, shallow] = [
                apply_to_rgb(&deep, mode, |l| l.map(|l| l / 2)).map(|&v| v / 257),
                apply_to_rgb(&picture(), mode, |l| l.map(|l| l / 2)).map(|&v| u16::from(v)),
            ];
            let apart = deep.data().iter().zip(shallow.data());
            assert!(apart.into_iter().all(|(a, b)| a.abs_diff(*b) <= 2));
        }
    }

    #[test]
    fn grey_stays_grey_in_lab() {
        let grey = Image::new(2, 1, 3, vec![50_u8, 50, 50, 200, 200, 200]);
        let inverted = apply_to_rgb(&grey, ColourMode::Lab, |l| l.map(|l| 255 - l));
        for pixel in inverted.data().chunks(3) {
            assert_eq!((pixel[0], pixel[0]), (pixel[1], pixel[2]));
        }
    }

    #[test]
    fn luma_moves_all_channels_alike() {
        let image = Image::new(1, 1, 3, vec![100_u8, 150, 250]);
        let lighter = apply_to_rgb(&image, ColourMode::Luma, |y| y.map(|y| y + 10));
        assert_eq!(lighter.data(), [110, 160, 255]);
        assert_eq!(grey_of_rgb(&image, ColourMode::Luma).data(), [146]);
    }

    #[test]
    fn channels_are_worked_on_alone() {
        let image = Image::new(1, 1, 3, vec![1_u8, 2, 3]);
        let inverted = apply_to_rgb(&image, ColourMode::Channel, |c| c.map(|c| 255 - c));
        assert_eq!(inverted.data(), [254, 253, 252]);
    }

    #[test]
    fn ybr_of_known_colours() {
        let ybr = vec![76, 85, 255, 150, 44, 21, 29, 255, 107, 128, 128, 128];
        let rgb = ybr_full_to_rgb(&Image::new(4, 1, 3, ybr));
        let wanted = [254, 0, 0, 0, 255, 1, 0, 0, 254, 128, 128, 128];
        assert_eq!(rgb.data(), wanted);
    }

    #[test]
    fn palettes_hold_at_their_ends() {
        let indices = Samples::U16(Image::grey(4, 1, vec![0, 40, 41, 900]));
        let rgb = palette_to_rgb(&indices, 40, &[[1, 2, 3], [4, 5, 6]]);
        assert_eq!(rgb.data(), [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]);
    }
}
