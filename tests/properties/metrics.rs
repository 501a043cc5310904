//! Metrics against their definitions written out pixel by pixel, and one thread against many.

use std::collections::BTreeMap;

use negatoscope::ops::metrics;
use negatoscope::ops::metrics::DataRange;
use negatoscope::ops::metrics::Metrics;
use negatoscope::ops::metrics::Regions;
use negatoscope::pixels::Image;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Rect;
use negatoscope::pixels::Samples;
use proptest::prelude::*;

use super::content::content;
use super::content::filled;

/// A picture as whole numbers or real ones, and what is data in it.
struct Picture {
    width: usize,
    height: usize,
    data: Vec<f64>,
    inside: Vec<bool>,
}

impl Picture {
    /// The sample, where it is data.
    fn at(&self, x: usize, y: usize) -> Option<f64> {
        let at = y * self.width + x;
        self.inside[at].then_some(self.data[at])
    }

    fn known(&self) -> Vec<f64> {
        let pixels = self.data.iter().zip(&self.inside);
        pixels
            .filter(|(_, inside)| **inside)
            .map(|(v, _)| *v)
            .collect()
    }
}

fn mean(data: &[f64]) -> Option<f64> {
    (!data.is_empty()).then(|| data.iter().sum::<f64>() / data.len() as f64)
}

fn span(data: &[f64]) -> f64 {
    let high = data.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - data.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The mean of S with each window summed by itself.
fn ssim(a: &Picture, b: &Picture, weights: &[f64], correction: f64, l: f64) -> Option<f64> {
    let radius = weights.len() - 1;
    let (c1, c2) = ((0.01 * l).powi(2), (0.03 * l).powi(2));
    let mut all = Vec::new();
    for y in radius..a.height.saturating_sub(radius) {
        'pixel: for x in radius..a.width.saturating_sub(radius) {
            let mut window = Vec::new();
            for v in y - radius..=y + radius {
                for u in x - radius..=x + radius {
                    let (Some(a), Some(b)) = (a.at(u, v), b.at(u, v)) else {
                        continue 'pixel;
                    };
                    window.push((weights[u.abs_diff(x)] * weights[v.abs_diff(y)], a, b));
                }
            }
            let sum: f64 = window.iter().map(|(w, ..)| w).sum();
            let about = |f: &dyn Fn(f64, f64) -> f64| {
                window.iter().map(|&(w, a, b)| w * f(a, b)).sum::<f64>() / sum
            };
            let (ma, mb) = (about(&|a, _| a), about(&|_, b| b));
            let va = correction * about(&|a, _| (a - ma).powi(2));
            let vb = correction * about(&|_, b| (b - mb).powi(2));
            let cov = correction * about(&|a, b| (a - ma) * (b - mb));
            all.push(
                (2.0 * ma * mb + c1) * (2.0 * cov + c2)
                    / ((ma * ma + mb * mb + c1) * (va + vb + c2)),
            );
        }
    }
    mean(&all).filter(|_| l > 0.0)
}

/// A bin of each picture.
type Bins = (usize, usize);

/// H(a), H(b) and H(a, b) by maps of bins.
fn mutual(a: &Picture, b: &Picture) -> Option<f64> {
    let bin = |value: f64, data: &[f64]| {
        let low = data.iter().copied().fold(f64::INFINITY, f64::min);
        let span = span(data);
        let (low, span) = if span == 0.0 {
            (low - 0.5, 1.0)
        } else {
            (low, span)
        };
        let edges = (1..100).filter(|&i| value >= f64::from(i) * (span / 100.0) + low);
        edges.count()
    };
    let (data_a, data_b) = (a.known(), b.known());
    let mut joint: BTreeMap<Bins, f64> = BTreeMap::new();
    for (&va, &vb) in data_a.iter().zip(&data_b) {
        *joint
            .entry((bin(va, &data_a), bin(vb, &data_b)))
            .or_default() += 1.0;
    }
    let entropy = |key: &dyn Fn(&Bins) -> Bins| {
        let mut counts: BTreeMap<Bins, f64> = BTreeMap::new();
        for (bins, n) in &joint {
            *counts.entry(key(bins)).or_default() += n;
        }
        let n = data_a.len() as f64;
        counts
            .values()
            .map(|c| -(c / n) * (c / n).ln())
            .sum::<f64>()
    };
    let together = entropy(&|&bins| bins);
    (together > 0.0).then(|| (entropy(&|b| (b.0, 0)) + entropy(&|b| (0, b.1))) / together)
}

fn laplacian(picture: &Picture, x: usize, y: usize) -> Option<f64> {
    let around = picture.at(x - 1, y)? + picture.at(x + 1, y)? + picture.at(x, y - 1)?;
    Some(around + picture.at(x, y + 1)? - 4.0 * picture.at(x, y)?)
}

/// Pearson's correlation of the Laplacians.
fn epi(a: &Picture, b: &Picture) -> Option<f64> {
    let mut pairs = Vec::new();
    for y in 1..a.height.saturating_sub(1) {
        for x in 1..a.width.saturating_sub(1) {
            pairs.extend(laplacian(a, x, y).zip(laplacian(b, x, y)));
        }
    }
    let (la, lb): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let (ma, mb) = (mean(&la)?, mean(&lb)?);
    let sum = |f: &dyn Fn(f64, f64) -> f64| la.iter().zip(&lb).map(|(&a, &b)| f(a, b)).sum::<f64>();
    let covariance = sum(&|a, b| (a - ma) * (b - mb));
    let scale = sum(&|a, _| (a - ma).powi(2)).sqrt() * sum(&|_, b| (b - mb).powi(2)).sqrt();
    (scale > 1e-6).then(|| covariance / scale)
}

fn eme(picture: &Picture) -> Option<f64> {
    let (width, height) = (picture.width / 8, picture.height / 8);
    let mut all = Vec::new();
    for block in 0..64 {
        let (left, top) = (block % 8 * width, block / 8 * height);
        let mut pixels = Vec::new();
        for y in top..top + height {
            pixels.extend((left..left + width).filter_map(|x| picture.at(x, y)));
        }
        pixels.sort_by(f64::total_cmp);
        if let (Some(min), Some(max)) = (pixels.first(), pixels.last()) {
            if *min < 0.0 {
                return None;
            }
            all.push(20.0 * ((max + 1.0) / (min + 1.0)).log10());
        }
    }
    mean(&all)
}

fn close(name: &str, found: Option<f64>, wanted: Option<f64>) -> Result<(), TestCaseError> {
    let met = match (found, wanted) {
        (Some(found), Some(wanted)) => (found - wanted).abs() <= 1e-7 * wanted.abs().max(1.0),
        (found, wanted) => found == wanted,
    };
    prop_assert!(met, "{name}: {found:?}, wanted {wanted:?}");
    Ok(())
}

fn in_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.unwrap().install(work)
}

/// The type and numbers that a test picture gets: 8 bits, 16 bits, signed, real.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Grey8,
    Grey16,
    Signed,
    Real,
}

impl Kind {
    fn samples(self, image: &Image<u8>) -> (Samples, Vec<f64>) {
        match self {
            Self::Grey8 => (Samples::U8(image.clone()), floats(image)),
            Self::Grey16 => {
                let deep = image.map(|&v| u16::from(v) * 257);
                (Samples::U16(deep.clone()), floats(&deep))
            }
            Self::Signed => {
                let signed = image.map(|&v| i16::from(v) * 9 - 1024);
                (Samples::I16(signed.clone()), floats(&signed))
            }
            Self::Real => {
                let real = image.map(|&v| f32::from(v) / 64.0 + 1000.0);
                (Samples::F32(real.clone()), floats(&real))
            }
        }
    }

    fn range(self, data: &[f64]) -> f64 {
        match self {
            Self::Grey8 => 255.0,
            Self::Grey16 => 65535.0,
            Self::Signed | Self::Real if data.is_empty() => 0.0,
            Self::Signed | Self::Real => span(data),
        }
    }
}

fn floats<T: Copy + Into<f64>>(image: &Image<T>) -> Vec<f64> {
    image.data().iter().map(|&v| v.into()).collect()
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Grey8),
        Just(Kind::Grey16),
        Just(Kind::Signed),
        Just(Kind::Real),
    ]
}

fn measured(a: &Samples, b: &Samples, kind: Kind, mask: &Mask, regions: Regions) -> Metrics {
    let range = |counts: &_| match kind {
        Kind::Grey8 => DataRange::Grey8,
        Kind::Grey16 => DataRange::Grey16,
        Kind::Signed | Kind::Real => DataRange::of_values(counts),
    };
    metrics::compare(a, b, Some(mask), range, regions, &|| true).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn metrics_are_their_definitions(
        (width, height) in (1_usize..34, 1_usize..150),
        (content_a, content_b) in (content(), content()),
        kind in kind(),
        seed in any::<u64>(),
        (holes, left) in (0_usize..3, 0_usize..4),
    ) {
        let image_a = filled(width, height, content_a, seed);
        let image_b = filled(width, height, content_b, seed ^ 77);
        let inside: Vec<bool> = (0..width * height)
            .map(|i| match holes {
                0 => true,
                1 => i % 41 != 7,
                _ => i % width >= left,
            })
            .collect();
        let mask = Mask::new(width, height, inside.clone());
        let (a, data_a) = kind.samples(&image_a);
        let (b, data_b) = kind.samples(&image_b);
        let found = measured(&a, &b, kind, &mask, Regions::Whole);
        let picture = |data| Picture { width, height, data, inside: inside.clone() };
        let (pa, pb) = (picture(data_a), picture(data_b));
        let (known_a, known_b) = (pa.known(), pb.known());
        let l = kind.range(&known_a);
        prop_assert_eq!(found.range.span(), l);
        prop_assert_eq!(found.pixels, known_a.len() as u64);

        let squares: Vec<f64> = known_a.iter().zip(&known_b).map(|(a, b)| (a - b).powi(2)).collect();
        let mse = mean(&squares);
        close("mse", found.mse, mse)?;
        let psnr = mse.filter(|&m| m > 0.0 && l > 0.0).map(|m| 10.0 * (l * l / m).log10());
        close("psnr", found.psnr_db, psnr)?;
        let over = |scale: Option<f64>| Some(mse?.sqrt() / scale.filter(|&s| s != 0.0)?);
        let squares_a: Vec<f64> = known_a.iter().map(|a| a * a).collect();
        close("nrmse", found.nrmse_euclidean, over(mean(&squares_a).map(f64::sqrt)))?;
        close("nrmse", found.nrmse_minmax, over((!known_a.is_empty()).then(|| span(&known_a))))?;
        let ambe = mean(&known_a).zip(mean(&known_b)).map(|(a, b)| (a - b).abs());
        close("ambe", found.ambe, ambe)?;
        let uniform = ssim(&pa, &pb, &[1.0; 4], 49.0 / 48.0, l);
        close("uniform", found.ssim_uniform, uniform)?;
        let weights: Vec<f64> = (0..=5).map(|k| (-f64::from(k * k) / 4.5).exp()).collect();
        close("gaussian", found.ssim_gaussian, ssim(&pa, &pb, &weights, 1.0, l))?;
        close("nmi", found.nmi, mutual(&pa, &pb))?;
        close("epi", found.epi, epi(&pa, &pb))?;
        close("eme", found.a.eme_db, eme(&pa))?;
        let mut levels = known_b.clone();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        prop_assert_eq!(found.b.levels, levels.len() as u64);
        let ends = known_a.iter().filter(|&&v| v == 0.0 || v == l).count();
        let saturated = (!known_a.is_empty() && matches!(kind, Kind::Grey8 | Kind::Grey16))
            .then(|| 100.0 * ends as f64 / known_a.len() as f64);
        close("saturated", found.a.saturated_percent, saturated)?;
    }

    #[test]
    fn threads_do_not_show_and_a_region_is_a_picture_of_its_own(
        (width, height) in (1_usize..40, 1_usize..300),
        kind in kind(),
        seed in any::<u64>(),
        (x, y, w, h) in (0_usize..40, 0_usize..300, 1_usize..40, 1_usize..300),
    ) {
        let noise = |seed| filled(width, height, super::content::Content::Noise, seed);
        let mask = Mask::new(width, height, (0..width * height).map(|i| i % 97 != 0).collect());
        let (a, _) = kind.samples(&noise(seed));
        let (b, _) = kind.samples(&noise(seed ^ 5));
        let one = in_threads(1, || measured(&a, &b, kind, &mask, Regions::Whole));
        let many = in_threads(5, || measured(&a, &b, kind, &mask, Regions::Whole));
        prop_assert_eq!(one, many);

        let (x, y) = (x % width, y % height);
        let rect = Rect { x, y, width: w.min(width - x), height: h.min(height - y) };
        let inside = measured(&a, &b, kind, &mask, Regions::Inside(rect));
        let cut = |image: &Image<u8>| {
            let rows = (y..y + rect.height).map(|y| &image.row(y)[x..x + rect.width]);
            Image::grey(rect.width, rect.height, rows.flatten().copied().collect())
        };
        let cut_mask = (0..rect.width * rect.height)
            .map(|i| mask.inside()[(y + i / rect.width) * width + x + i % rect.width])
            .collect();
        let cut_mask = Mask::new(rect.width, rect.height, cut_mask);
        let (cut_a, _) = kind.samples(&cut(&noise(seed)));
        let (cut_b, _) = kind.samples(&cut(&noise(seed ^ 5)));
        let alone = measured(&cut_a, &cut_b, kind, &cut_mask, Regions::Whole);
        prop_assert_eq!(Metrics { regions: Regions::Whole, ..inside }, alone);
    }
}
