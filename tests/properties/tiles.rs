//! CLAHE by other definitions than OpenCV's, against slow, obvious twins.

mod twin;

use negatoscope::for_samples;
use negatoscope::ops::Tiles;
use negatoscope::ops::clahe::deep;
use negatoscope::ops::clahe::deep::DeepParams;
use negatoscope::ops::clahe::skimage;
use negatoscope::ops::clahe::skimage::SkimageParams;
use negatoscope::ops::clahe::volume;
use negatoscope::ops::clahe::volume::BinRange;
use negatoscope::ops::clahe::volume::VolumeParams;
use negatoscope::pixels::Mask;
use negatoscope::pixels::Sample;
use negatoscope::pixels::Samples;
use proptest::prelude::*;

use crate::content::Content;
use crate::content::clip_limit;
use crate::content::filled;
use crate::content::image;
use crate::content::masked_image;
use crate::content::tiles;

fn bins() -> impl Strategy<Value = u32> {
    prop_oneof![Just(256_u32), Just(1024), Just(4096), 256_u32..4096]
}

/// Shares of a tile: none, tiny, usual, all.
fn share() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1e-6), Just(0.01), Just(1.0), 0.0..0.3]
}

/// A volume, its size, tiles of at least a voxel each, and a mask.
#[derive(Clone, Debug)]
struct Block {
    voxels: Vec<u8>,
    size: [usize; 3],
    mask: Option<Vec<bool>>,
}

fn block() -> impl Strategy<Value = Block> {
    (masked_image(24), 1_usize..=6).prop_map(|((image, mask), slices)| {
        let rows = image.height().div_ceil(slices);
        let slices = image.height() / rows;
        let count = image.width() * rows * slices;
        Block {
            voxels: image.data()[..count].to_vec(),
            size: [image.width(), rows, slices],
            mask: mask.map(|mask| mask.inside()[..count].to_vec()),
        }
    })
}

fn grey_of(samples: Samples) -> Vec<f64> {
    for_samples!(samples, image => image.data().iter().map(|&g| Sample::to_f64(g)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn deep_is_its_twin(
        (image, mask) in masked_image(40),
        clip_limit in clip_limit(),
        tiles in tiles(),
        bins in bins(),
        range in prop::option::of((-50.0..100.0_f64, 120.0..400.0_f64)),
    ) {
        let params = DeepParams::new(clip_limit, tiles, bins).unwrap();
        let mask = mask.as_ref();
        let wanted = twin::deep(&image.map(|&g| f64::from(g)), &params, range, mask);
        let cases = [
            (Samples::U8(image.clone()), 255.0),
            (Samples::U16(image.map(|&g| u16::from(g))), 65_535.0),
            (Samples::F32(image.map(|&g| f32::from(g))), 65_535.0),
        ];
        for (samples, top) in cases {
            let found = grey_of(deep::apply(&samples, &params, range, mask));
            let stays = !matches!(samples, Samples::F32(_));
            for (i, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
                match wanted {
                    Some(wanted) => prop_assert!(
                        (found - wanted * top).abs() <= 0.5 + 1e-6,
                        "{found}, wanted {}", wanted * top
                    ),
                    None if stays => prop_assert_eq!(*found, f64::from(image.data()[i])),
                    None => prop_assert_eq!(*found, 0.0),
                }
            }
        }
    }

    #[test]
    fn deep_does_not_care_for_scale(
        (image, mask) in masked_image(40),
        clip_limit in clip_limit(),
        tiles in tiles(),
        factor in 1_i32..1000,
        offset in -100_000..100_000_i32,
    ) {
        let params = DeepParams::new(clip_limit, tiles, 1024).unwrap();
        let signed = image.map(|&g| i32::from(g));
        let scaled = signed.map(|&v| v * factor + offset);
        let [found, wanted] = [scaled, signed]
            .map(|image| deep::apply(&Samples::I32(image), &params, None, mask.as_ref()));
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn deep_is_the_same_for_twelve_bits_and_sixteen(
        (image, mask) in masked_image(40),
        clip_limit in clip_limit(),
        tiles in tiles(),
    ) {
        let params = DeepParams::new(clip_limit, tiles, 1024).unwrap();
        let twelve = image.map(|&g| u16::from(g) * 16 + u16::from(g) % 13);
        let sixteen = twelve.map(|&v| v * 16);
        let inside = |i: usize| mask.as_ref().is_none_or(|mask| mask.inside()[i]);
        let [a, b] = [twelve, sixteen]
            .map(|image| grey_of(deep::apply(&Samples::U16(image), &params, None, mask.as_ref())));
        for (i, (a, b)) in a.iter().zip(&b).enumerate() {
            prop_assert!(a == b || !inside(i));
        }
    }

    #[test]
    fn deep_keeps_the_order_of_values(image in image(40), clip_limit in clip_limit()) {
        let params = DeepParams::new(clip_limit, Tiles::new(1, 1).unwrap(), 256).unwrap();
        let found = grey_of(deep::apply(&Samples::U8(image.clone()), &params, None, None));
        let mut pairs: Vec<_> = image.data().iter().zip(found).collect();
        pairs.sort_by_key(|(value, _)| **value);
        prop_assert!(pairs.is_sorted_by(|a, b| a.1 <= b.1));
    }

    #[test]
    fn skimage_is_its_twin(
        image in image(40),
        clip_limit in share(),
        kernel in (1_usize..20, 1_usize..20),
        bins in prop_oneof![Just(256_u32), 2_u32..600],
    ) {
        let params = SkimageParams::new(clip_limit, Tiles::default(), bins).unwrap();
        let found = skimage::apply_real(&image, &params, kernel, None);
        let wanted = twin::skimage(&image, kernel, clip_limit, bins as usize);
        prop_assert_eq!(found.data(), wanted);
    }

    #[test]
    fn skimage_greys_are_its_reals((image, mask) in masked_image(40), tiles in tiles()) {
        let params = SkimageParams::new(0.03, tiles, 256).unwrap();
        let kernel = params.kernel(image.width(), image.height());
        let found = skimage::apply(&image, &params, mask.as_ref());
        let real = skimage::apply_real(&image, &params, kernel, mask.as_ref());
        for (i, (found, real)) in found.data().iter().zip(real.data()).enumerate() {
            if mask.as_ref().is_none_or(|mask| mask.inside()[i]) {
                prop_assert_eq!(f64::from(*found), (real * 255.0 + 0.5).floor());
            } else {
                prop_assert_eq!(*found, image.data()[i]);
            }
        }
    }

    #[test]
    fn skimage_sees_nothing_outside_the_mask(
        (image, mask) in masked_image(30),
        tiles in tiles(),
        outside in any::<u8>(),
    ) {
        let Some(mask) = mask else { return Ok(()) };
        let params = SkimageParams::new(0.03, tiles, 256).unwrap();
        let mut other = image.clone();
        for (grey, inside) in other.data_mut().iter_mut().zip(mask.inside()) {
            if !inside {
                *grey = outside;
            }
        }
        let [a, b] = [&image, &other].map(|image| skimage::apply(image, &params, Some(&mask)));
        for (i, inside) in mask.inside().iter().enumerate() {
            prop_assert!(!inside || a.data()[i] == b.data()[i]);
        }
    }

    #[test]
    fn volumes_are_their_twin(
        block in block(),
        clip_limit in share(),
        kernel in [1_usize..9, 1..9, 1..5],
        bins in prop_oneof![Just(128_u32), 2_u32..300],
        own in any::<bool>(),
    ) {
        let range = if own { BinRange::Tile } else { BinRange::Volume };
        let params = VolumeParams::new(clip_limit, [8; 3], bins).unwrap().with_range(range);
        let mask = block.mask.as_deref();
        let keep_going = || true;
        let found =
            volume::apply_real(&block.voxels, block.size, kernel, &params, mask, &keep_going);
        let voxels: Vec<f64> = block.voxels.iter().map(|&v| f64::from(v)).collect();
        let wanted = twin::volume(&voxels, block.size, kernel, &params, mask);
        for (found, wanted) in found.unwrap().iter().zip(wanted) {
            prop_assert!((f64::from(*found) - wanted).abs() < 1e-4, "{found}, wanted {wanted}");
        }
    }

    #[test]
    fn volumes_of_grey_are_their_reals(block in block(), tiles in [1_u32..9, 1..9, 1..9]) {
        let params = VolumeParams::new(0.02, tiles, 64).unwrap();
        let mask = block.mask.as_deref();
        let kernel = params.kernel(block.size);
        let keep_going = || true;
        let found = volume::apply(&block.voxels, block.size, &params, mask, &keep_going).unwrap();
        let real =
            volume::apply_real(&block.voxels, block.size, kernel, &params, mask, &keep_going);
        let counted = |i: usize| mask.is_none_or(|mask| mask[i]);
        let inside = (0..found.len()).filter(|&i| counted(i));
        let constant = inside.map(|i| block.voxels[i]).collect::<std::collections::BTreeSet<_>>();
        for (i, (found, real)) in found.iter().zip(real.unwrap()).enumerate() {
            if counted(i) && constant.len() > 1 {
                prop_assert_eq!(f64::from(*found), (f64::from(real) * 255.0 + 0.5).floor());
            } else {
                prop_assert_eq!(*found, block.voxels[i]);
            }
        }
    }
}

#[test]
fn one_thread_and_many_give_the_same() {
    let image = filled(311, 289, Content::Framed, 3);
    let mask = Mask::new(311, 289, (0..311 * 289).map(|i| i % 7 > 0).collect());
    let real = Samples::F32(image.map(|&grey| f32::from(grey).sqrt()));
    let all = || {
        let deep = DeepParams::new(2.0, Tiles::new(17, 2).unwrap(), 1024).unwrap();
        let skimage = SkimageParams::new(0.02, Tiles::new(9, 4).unwrap(), 256).unwrap();
        let volume = VolumeParams::new(0.02, [5, 3, 2], 128).unwrap();
        let size = [311, 17, 17];
        let (voxels, inside) = (&image.data()[..311 * 289], &mask.inside()[..311 * 289]);
        (
            deep::apply(&real, &deep, None, Some(&mask)),
            deep::apply(&Samples::U8(image.clone()), &deep, None, None),
            skimage::apply(&image, &skimage, Some(&mask)),
            volume::apply(voxels, size, &volume, Some(inside), &|| true),
            volume::apply(
                voxels,
                size,
                &volume.with_range(BinRange::Tile),
                None,
                &|| true,
            ),
        )
    };
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(all)
    };
    let alone = with_threads(1);
    for threads in [2, 7] {
        assert!(with_threads(threads) == alone, "{threads} threads");
    }
}
