//! Planes of 512 x 512 x 600 CT slices: cut from a regular stack, interpolated across a sheared and an
//! uneven one.

use std::hint::black_box;
use std::sync::Arc;

use criterion::Criterion;
use criterion::criterion_group;
use criterion::criterion_main;
use negatoscope::pixels::Image;
use negatoscope::pixels::SampleType;
use negatoscope::pixels::Samples;
use negatoscope::study::Content;
use negatoscope::study::Facts;
use negatoscope::study::Geometry;
use negatoscope::study::ModalityLut;
use negatoscope::study::Plane;
use negatoscope::study::Point3;
use negatoscope::study::Regularity;
use negatoscope::study::Series;
use negatoscope::study::SeriesHeader;
use negatoscope::study::SeriesId;
use negatoscope::study::StudyFacts;
use negatoscope::study::Unit;
use negatoscope::study::Volume;

const SIZE: [usize; 3] = [512, 512, 600];

/// Stored values of 12 bits without order.
fn voxels() -> Samples {
    let [columns, rows, slices] = SIZE;
    let mut noise = 1_u32;
    let data: Vec<i16> = (0..columns * rows * slices)
        .map(|_| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 20) as i16
        })
        .collect();
    Samples::I16(Image::grey(columns, rows * slices, data))
}

fn series(voxels: Samples, origins: Vec<Point3>, wanted: Regularity) -> Series {
    let axes = ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]);
    let geometry = Geometry::new(SIZE, axes.0, axes.1, [0.7, 0.7], origins, 1.0);
    assert_eq!(geometry.regularity, wanted);
    let geometry = Arc::new(geometry);
    let header = SeriesHeader {
        id: SeriesId::new("planes"),
        study: Arc::new(StudyFacts::default()),
        uid: String::new(),
        number: None,
        modality: "CT".to_owned(),
        description: String::new(),
        split_reason: None,
        doubtful: false,
        facts: Facts::default(),
        size: SIZE,
        phases: None,
        geometry: Some(geometry.clone()),
        channels: 1,
        sample_type: SampleType::I16,
        unit: Unit::Hu,
        vois: Vec::new(),
        inverted: false,
    };
    let content = Content::Volume(Volume {
        voxels,
        geometry,
        luts: vec![ModalityLut::Linear {
            slope: 1.0,
            intercept: -1024.0,
        }],
        padding: None,
    });
    Series::new(Arc::new(header), content)
}

/// Times cuts of `planes`, a new slice each time, and gives the voxels back.
fn time(bench: &mut Criterion, name: &str, series: Series, planes: &[Plane]) -> Samples {
    let mut index = 0;
    for &plane in planes {
        bench.bench_function(&format!("planes/{name}/{plane:?}"), |b| {
            b.iter(|| {
                // Far from the last one, so that no cache holds it.
                index = (index + 37) % 500;
                black_box(series.slice(plane, index))
            });
        });
    }
    match series.content {
        Content::Volume(volume) => volume.voxels,
        Content::Stack(_) => unreachable!("a volume was made"),
    }
}

fn planes(bench: &mut Criterion) {
    let all = [Plane::Axial, Plane::Coronal, Plane::Sagittal];
    let across = [Plane::Coronal, Plane::Sagittal];
    let heights = |height: fn(f64) -> f64, aside: f64| -> Vec<Point3> {
        (0..SIZE[2])
            .map(|k| [0.0, aside * k as f64, height(k as f64)])
            .collect()
    };
    let regular = series(voxels(), heights(|k| k, 0.0), Regularity::Regular);
    let voxels = time(bench, "regular", regular, &all);
    // A gantry tilted by 15 degrees.
    let sheared = series(voxels, heights(|k| k, 0.268), Regularity::Sheared);
    let voxels = time(bench, "sheared", sheared, &across);
    let uneven = |k: f64| {
        if k < 300.0 {
            k
        } else {
            300.0 + 0.8 * (k - 300.0)
        }
    };
    let uneven = series(voxels, heights(uneven, 0.0), Regularity::Uneven);
    time(bench, "uneven", uneven, &across);
}

criterion_group!(benches, planes);
criterion_main!(benches);
