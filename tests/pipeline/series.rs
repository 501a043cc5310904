//! Statistics of a series, tissue figures, planes across slices, threads.

use std::sync::Arc;

use super::HU;
use super::ct;
use super::grey8;
use super::recipe;
use super::run;
use super::slice;
use super::voi;
use negatoscope::pipeline::Given;
use negatoscope::pipeline::Memory;
use negatoscope::pipeline::Prepared;
use negatoscope::pipeline::TissueFigures;
use negatoscope::pipeline::prepare;
use negatoscope::pipeline::process;
use negatoscope::pipeline::resolved_ranges;
use negatoscope::pipeline::series_histogram;
use negatoscope::pipeline::series_tissue;
use negatoscope::pipeline::slice_tissue;
use negatoscope::pipeline::wants_series;
use negatoscope::pixels::Image;
use negatoscope::pixels::SampleType;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Recipe;
use negatoscope::recipe::SetName;
use negatoscope::recipe::TissueSet;
use negatoscope::study::Content;
use negatoscope::study::Facts;
use negatoscope::study::Geometry;
use negatoscope::study::Padding;
use negatoscope::study::Plane;
use negatoscope::study::Regularity;
use negatoscope::study::Series;
use negatoscope::study::SeriesHeader;
use negatoscope::study::SeriesId;
use negatoscope::study::Slice;
use negatoscope::study::StudyFacts;
use negatoscope::study::Unit;
use negatoscope::study::Voi;
use negatoscope::study::Volume;

/// Slices of a CT, 3 mm apart with pixels of 1 mm × 2 mm; `steps_mm` as the distances.
pub fn series(width: usize, planes: &[Vec<u16>], vois: Vec<Voi>, steps_mm: &[f64]) -> Series {
    let height = planes[0].len() / width;
    let mut z = 0.0;
    let mut origins = vec![[0.0, 0.0, 0.0]];
    for step in steps_mm {
        z += step;
        origins.push([0.0, 0.0, z]);
    }
    assert_eq!(origins.len(), planes.len());
    let geometry = Arc::new(Geometry::new(
        [width, height, planes.len()],
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [1.0, 2.0],
        origins,
        3.0,
    ));
    let padding = Some(Padding {
        low: 0.0,
        high: 0.0,
    });
    let voxels = Samples::U16(Image::grey(width, height * planes.len(), planes.concat()));
    let header = SeriesHeader {
        id: SeriesId::new("test"),
        study: Arc::new(StudyFacts::default()),
        uid: "1.2.3".to_owned(),
        number: None,
        modality: "CT".to_owned(),
        description: String::new(),
        split_reason: None,
        doubtful: false,
        facts: Facts::default(),
        size: geometry.size,
        phases: None,
        geometry: Some(geometry.clone()),
        channels: 1,
        sample_type: SampleType::U16,
        unit: Unit::Hu,
        vois,
        inverted: false,
    };
    let content = Content::Volume(Volume {
        voxels,
        geometry,
        luts: vec![HU],
        padding,
    });
    Series::new(Arc::new(header), content)
}

/// Stored values that reach into all tissue classes; 0 is padding.
pub fn planes() -> Vec<Vec<u16>> {
    (0..4_u16)
        .map(|k| {
            let stored = |i: u16| i.wrapping_mul(7919).wrapping_add(k * 311) % 4000;
            (0..12 * 10).map(stored).collect()
        })
        .collect()
}

/// What `recipe` must know of `series`.
pub fn prepared(series: &Series, recipe: &Recipe, given: Given) -> Prepared {
    let counts = || series_histogram(series, &|_, _| {}, &|| true).map(Arc::new);
    let memory = Memory::default();
    prepare(series, recipe, given, &counts, &memory, &|| true).expect("prepared")
}

#[test]
fn a_window_by_rule_is_that_of_the_series_unless_the_slice_is_asked_for() {
    let series = series(2, &[vec![1024, 1124], vec![1224, 1324]], Vec::new(), &[3.0]);
    let grey = |step: &str, k: usize| {
        let slice = series.slice(Plane::Acquired, k);
        let recipe = recipe(&[step]);
        let prepared = prepared(&series, &recipe, Given::default());
        let processed = process(slice, &recipe, &prepared, &|| true).expect("fits");
        grey8(&processed).to_vec()
    };
    assert_eq!(grey("window:auto=minmax", 0), [0, 85]);
    assert_eq!(grey("window:auto=minmax", 1), [170, 255]);
    assert_eq!(grey("window:auto=minmax,scope=slice", 1), [0, 255]);
    let values = process(
        series.slice(Plane::Acquired, 1),
        &Recipe::default(),
        &prepared(&series, &Recipe::default(), Given::default()),
        &|| true,
    )
    .expect("fits");
    let bounds = values.automatic.bounds();
    assert!(
        bounds.0 < 10.0 && bounds.1 > 290.0,
        "of the series: {bounds:?}"
    );
}

#[test]
fn the_series_is_counted_only_where_it_matters() {
    let with = series(12, &planes(), vec![voi(40.0, 400.0)], &[3.0; 3]).header;
    let without = series(12, &planes(), Vec::new(), &[3.0; 3]).header;
    for (header, steps, wanted) in [
        (&with, &[][..], false),
        (&with, &["window:auto=file"][..], false),
        (&with, &["window:auto=minmax"][..], true),
        (&with, &["window:auto=minmax,scope=slice"][..], false),
        (&with, &["window:auto=minmax,on=off"][..], false),
        (&without, &[][..], true),
        (&without, &["window:auto=file"][..], true),
        (&without, &["window:center=40,width=400"][..], false),
    ] {
        assert_eq!(wants_series(header, &recipe(steps)), wanted, "{steps:?}");
    }
    let colour = SeriesHeader {
        channels: 3,
        ..(*without).clone()
    };
    assert!(!wants_series(&colour, &recipe(&["window:auto=minmax"])));
    let stopped = series_histogram(
        &series(12, &planes(), Vec::new(), &[3.0; 3]),
        &|_, _| {},
        &|| false,
    );
    assert!(stopped.is_none());
}

/// Counts of classes by asking every pixel.
fn by_hand(values: impl Iterator<Item = f64>, ranges: &[(f64, f64)]) -> Vec<u64> {
    let mut counts = vec![0; ranges.len()];
    for value in values {
        for (count, &(low, high)) in counts.iter_mut().zip(ranges) {
            *count += u64::from(value >= low && value < high);
        }
    }
    counts
}

fn hu(stored: &[u16]) -> impl Iterator<Item = f64> + '_ {
    let data = stored.iter().filter(|&&v| v != 0);
    data.map(|&v| f64::from(v) - 1024.0)
}

fn counts(figures: &[TissueFigures]) -> Vec<u64> {
    figures.iter().map(|figures| figures.count).collect()
}

#[test]
fn tissue_of_slice_and_series_is_what_counting_each_pixel_gives() {
    let all = planes();
    let series = series(12, &all, vec![voi(40.0, 400.0)], &[3.0; 3]);
    let histogram = series_histogram(&series, &|_, _| {}, &|| true).expect("counts");
    for name in SetName::HU {
        let set = TissueSet::shipped(name);
        let ranges: Vec<(f64, f64)> = set.classes.iter().map(|c| (c.low, c.high)).collect();
        let wanted = by_hand(all.iter().flat_map(|plane| hu(plane)), &ranges);
        let figures = series_tissue(&series, &histogram, &set);
        assert_eq!(counts(&figures), wanted, "{name:?}");
        let n = all.iter().flat_map(|plane| hu(plane)).count() as f64;
        for (figures, &count) in figures.iter().zip(&wanted) {
            assert_eq!(figures.share, count as f64 / n);
            assert_eq!(figures.volume_ml, Some(count as f64 * 0.006));
            assert_eq!(figures.area_cm2, None);
        }
        for (k, plane) in all.iter().enumerate() {
            let processed = run(
                series.slice(Plane::Acquired, k),
                &["window:auto=file", "heq"],
            );
            let figures = slice_tissue(&processed, &set);
            assert_eq!(counts(&figures), by_hand(hu(plane), &ranges), "slice {k}");
            assert!(
                figures
                    .iter()
                    .all(|f| f.area_cm2 == Some(f.count as f64 * 0.02))
            );
        }
    }
}

#[test]
fn relative_classes_are_shares_with_dense_bright() {
    let set = TissueSet::shipped(SetName::Relative);
    let stored: Vec<u16> = (1..=1000).collect();
    let shares = |inverted| {
        let processed = run(
            Slice {
                inverted,
                ..ct(stored.clone())
            },
            &[],
        );
        let ranges = resolved_ranges(&processed, &set);
        (counts(&slice_tissue(&processed, &set)), ranges)
    };
    let (plain, ranges) = shares(false);
    assert_eq!(plain, [150, 250, 350, 230, 20]);
    assert!(ranges[0].1 < ranges[4].0);
    let (inverted, ranges) = shares(true);
    assert_eq!(inverted, [150, 250, 350, 230, 20]);
    assert!(
        ranges[4].1 < ranges[0].0,
        "the lowest values are the brightest"
    );
    let all = planes();
    let series = series(12, &all, Vec::new(), &[3.0; 3]);
    let histogram = series_histogram(&series, &|_, _| {}, &|| true).expect("counts");
    let figures = series_tissue(&series, &histogram, &set);
    let n: u64 = figures.iter().map(|figures| figures.count).sum();
    assert_eq!(n, histogram.n(), "every voxel has a class");
    assert!(figures.iter().all(|figures| figures.volume_ml.is_none()));
}

#[test]
fn resampled_planes_take_no_value_for_padding() {
    // With stored padding 0, water is value 0 HU: it must not vanish where slices are uneven.
    let planes = [vec![1024, 1024, 0, 1024], vec![1024; 4], vec![1024; 4]];
    let series = series(2, &planes, Vec::new(), &[3.0, 7.0]);
    let geometry = series.header.geometry.as_ref().expect("a volume");
    assert_eq!(geometry.regularity, Regularity::Uneven);
    let slice = series.slice(Plane::Coronal, 0);
    let processed = run(slice, &["window:center=0.5,width=2001"]);
    assert!(processed.mask.is_none());
    assert!(grey8(&processed).iter().all(|&grey| grey == 128));
    let through_padding = run(series.slice(Plane::Coronal, 1), &[]);
    let mask = through_padding.mask.as_ref().expect("there is padding");
    assert!(mask.count() > 0 && mask.count() < mask.inside().len());
}

#[test]
fn one_thread_gives_what_many_give() {
    let data: Vec<u16> = (0..200 * 150_u32)
        .map(|i| (i * 7919 % 4096) as u16)
        .collect();
    let samples = Samples::U16(Image::grey(200, 150, data));
    let slice = slice(samples, HU, Unit::Hu);
    let all = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| {
            [
                "heq",
                "ahe:radius=9",
                "ahe:variant=tiles",
                "clahe",
                "nclahe:norm=minmax",
            ]
            .map(|step| run(slice.clone(), &["window:auto=percentile", step]).result)
        })
    };
    assert_eq!(all(1), all(7));
}
