//! One step of scrolling with CLAHE on: three planes of a CT cut, windowed, equalised, coloured.

use std::hint::black_box;
use std::sync::Arc;

use criterion::Criterion;
use criterion::criterion_group;
use criterion::criterion_main;
use negatoscope::pipeline;
use negatoscope::pipeline::Prepared;
use negatoscope::pixels::Image;
use negatoscope::pixels::SampleType;
use negatoscope::pixels::Samples;
use negatoscope::recipe::Look;
use negatoscope::recipe::Recipe;
use negatoscope::recipe::Step;
use negatoscope::study::Content;
use negatoscope::study::Facts;
use negatoscope::study::Geometry;
use negatoscope::study::ModalityLut;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::study::SeriesHeader;
use negatoscope::study::SeriesId;
use negatoscope::study::StudyFacts;
use negatoscope::study::Unit;
use negatoscope::study::Volume;

const SIZE: [usize; 3] = [512, 512, 300];

/// A body of soft shapes and noise in air, stored as a scanner does: 12 bits, intercept −1024.
fn chest() -> Series {
    let [columns, rows, slices] = SIZE;
    let mut noise = 1_u32;
    let data: Vec<i16> = (0..columns * rows * slices)
        .map(|at| {
            let x = (at % columns) as f32 / columns as f32 - 0.5;
            let y = (at / columns % rows) as f32 / rows as f32 - 0.5;
            let z = (at / (columns * rows)) as f32 / slices as f32;
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (noise >> 27) as f32;
            let body = x * x / 0.2 + y * y / 0.12;
            let lung = (x.abs() - 0.2) * (x.abs() - 0.2) / 0.02 + y * y / 0.05;
            let hu = if lung < 0.8 + 0.2 * z {
                -850.0 + 120.0 * (x * 90.0).sin() * (y * 70.0 + z * 40.0).cos()
            } else if body < 1.0 {
                40.0 + 60.0 * (x * 30.0).cos()
            } else {
                -1000.0
            };
            (hu + grain + 1024.0) as i16
        })
        .collect();
    let origins = (0..slices).map(|k| [0.0, 0.0, k as f64]).collect();
    let geometry = Arc::new(Geometry::new(
        SIZE,
        [1.0, 0.0, 0.0],
        [0.0, 1.0, 0.0],
        [0.7, 0.7],
        origins,
        1.0,
    ));
    let header = SeriesHeader {
        id: SeriesId::new("chest"),
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
        voxels: Samples::I16(Image::grey(columns, rows * slices, data)),
        geometry,
        luts: vec![ModalityLut::Linear {
            slope: 1.0,
            intercept: -1024.0,
        }],
        padding: None,
    });
    Series::new(Arc::new(header), content)
}

fn scroll(bench: &mut Criterion) {
    let series = chest();
    let steps = [
        "window:center=-600,width=1500",
        "clahe:clip_limit=2,tiles=8x8",
    ];
    let recipe = Recipe::of(
        steps
            .iter()
            .filter_map(|text| Step::parse(text).ok())
            .collect(),
    );
    assert_eq!(recipe.steps.len(), steps.len());
    let (look, prepared) = (Look::default(), Prepared::default());
    let planes = [Plane::Axial, Plane::Coronal, Plane::Sagittal];
    let mut index = 100;
    bench.bench_function("scroll_step/three planes of 512 x 512 x 300", |b| {
        b.iter(|| {
            index = (index + 1) % 290;
            for plane in planes {
                let slice = series.slice(plane, index);
                match pipeline::process(slice, &recipe, &prepared, &|| true) {
                    Ok(processed) => {
                        black_box(pipeline::present(&processed, &look));
                    }
                    Err(error) => unreachable!("{error}"),
                }
            }
        });
    });
    for plane in planes {
        bench.bench_function(&format!("cut/{plane:?}"), |b| {
            b.iter(|| {
                index = (index + 1) % 290;
                black_box(series.slice(plane, index))
            });
        });
    }
    bench.bench_function("series_histogram/512 x 512 x 300", |b| {
        b.iter(|| black_box(pipeline::series_histogram(&series, &|_, _| {}, &|| true)));
    });
}

criterion_group!(benches, scroll);
criterion_main!(benches);
