//! Every filter, with every variant: the library, the command line and the window give the same
//! bytes, on one thread and on many, on grey of 8 and 16 bits and on colour.

use std::path::Path;
use std::path::PathBuf;
use std::process::Command as Process;
use std::sync::Arc;

use negatoscope::document::Edit;
use negatoscope::document::ExportPlan;
use negatoscope::document::FileCommand;
use negatoscope::document::Go;
use negatoscope::pipeline;
use negatoscope::pipeline::Given;
use negatoscope::pipeline::Memory;
use negatoscope::pixels::Image;
use negatoscope::pixels::Samples;
use negatoscope::read;
use negatoscope::recipe::Domain;
use negatoscope::recipe::FilterKind;
use negatoscope::recipe::Recipe;
use negatoscope::recipe::Setting;
use negatoscope::recipe::Step;
use negatoscope::study::Plane;
use negatoscope::study::Series;
use negatoscope::write;

use crate::Desk;

/// No power of two, no multiple of the tiles.
const SIZE: [usize; 2] = [61, 47];

/// A chest-like picture: a bright middle, a dark frame, and noise. `at` tells planes apart.
fn phantom(channels: usize, top: f64, at: usize) -> Vec<f64> {
    let [width, height] = SIZE;
    let mut noise = 0x2545_F491_u32.wrapping_add(at as u32 * 977);
    let mut next = || {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        f64::from(noise) / f64::from(u32::MAX)
    };
    let mut data = Vec::with_capacity(width * height * channels);
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (
                x as f64 / width as f64 - 0.5,
                y as f64 / height as f64 - 0.5,
            );
            let body = (1.0 - 3.0 * (u * u + v * v)).max(0.0);
            for channel in 0..channels {
                let tone = 0.75 - 0.2 * channel as f64;
                let sample = (0.06 * at as f64 + body * tone + 0.2 * next() * body) * top;
                data.push(sample.clamp(0.0, top).floor());
            }
        }
    }
    data
}

fn image<T>(channels: usize, top: f64, at: usize, of: impl Fn(f64) -> T) -> Image<T> {
    let data = phantom(channels, top, at).into_iter().map(of).collect();
    Image::new(SIZE[0], SIZE[1], channels, data)
}

/// The pictures that every step is tried on, by the name of their file.
fn inputs() -> [(&'static str, Samples); 4] {
    [
        ("grey8.png", Samples::U8(image(1, 255.0, 0, |v| v as u8))),
        // As many radiographs: 12 bits in 16.
        (
            "grey16.png",
            Samples::U16(image(1, 4095.0, 0, |v| v as u16)),
        ),
        ("rgb8.png", Samples::U8(image(3, 255.0, 0, |v| v as u8))),
        (
            "rgb16.png",
            Samples::U16(image(3, 65_535.0, 0, |v| v as u16)),
        ),
    ]
}

/// A step for every variant of every filter, and some with strength and colour mode.
fn steps(reference: &Path) -> Vec<Step> {
    let mut steps = Vec::new();
    for kind in FilterKind::ALL {
        let usual = match kind {
            FilterKind::Match => {
                let text = format!("match:reference=\"{}\"", reference.display());
                Step::parse(&text).expect("a step").filter
            }
            _ => kind.filter(),
        };
        for variant in kind.variants() {
            let filter = match kind.variant_key() {
                Some(key) => usual
                    .with(key.name, Setting::Choice(variant.name))
                    .expect("a variant"),
                None => usual.clone(),
            };
            steps.push(Step::new(filter));
        }
    }
    let more = [
        "window:center=120,width=160",
        "window:center=1800,width=2100,function=sigmoid,depth=16",
        "window:auto=percentile,low=2,high=98",
        "gamma:gamma=0.6,strength=40",
        "brightness:amount=12",
        "contrast:amount=30",
        "heq:strength=25,colour=luma",
        "ahe:radius=9,border=mirror,mode=le",
        "clahe:clip_limit=3,tiles=3x5,colour=channel",
        "clahe:clip_limit=3,tiles=70x2",
        "clahe:variant=exact,radius=7,slope=2,colour=luma",
        "nclahe:norm=gamma,gamma=0.7,clip_limit=1,tiles=2x2,colour=channel",
        "median:size=5,strength=60",
        "unsharp:radius=1.3,amount=2,threshold=3",
    ];
    steps.extend(more.map(|text| Step::parse(text).expect(text)));
    steps
}

fn written(samples: &Samples, path: &Path) {
    let format = write::Format::of(path).expect("a format");
    let options = write::Options {
        force: true,
        inputs: &[],
    };
    write::export_samples(samples, format, path, &options).expect("written");
}

/// What the library gives, on as many threads.
fn library(series: &Series, recipe: &Recipe, index: usize, threads: usize) -> Samples {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads");
    pool.install(|| {
        let mut given = Given::default();
        for path in recipe.references() {
            let series = read::reference(&path, &|| true).expect("a reference");
            given.references.insert(path, series);
        }
        let counts = || pipeline::series_histogram(series, &|_, _| {}, &|| true).map(Arc::new);
        let memory = Memory::default();
        let prepared =
            pipeline::prepare(series, recipe, given, &counts, &memory, &|| true).expect("prepared");
        let slice = series.slice(Plane::Acquired, index);
        let processed = pipeline::process(slice, recipe, &prepared, &|| true);
        processed.expect("processed").result
    })
}

fn command_line(input: &Path, step: &Step, folder: &Path) -> Vec<Samples> {
    let path = folder.join("out.npy");
    let output = Process::new(env!("CARGO_BIN_EXE_negatoscope"))
        .arg("apply")
        .arg(input)
        .arg(&path)
        .args(["--force", "--filter", &step.to_text()])
        .output()
        .expect("the program runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {stderr}", step.to_text());
    planes(&path)
}

/// The planes of an array.
fn planes(path: &Path) -> Vec<Samples> {
    let series = read::picture(path).expect("an array");
    (0..series.acquired_count())
        .map(|index| series.slice(Plane::Acquired, index).samples)
        .collect()
}

impl Desk {
    /// What the window exports of the picture in its first view under `recipe`.
    fn exports_recipe(&mut self, recipe: Recipe, name: &str) -> Vec<Samples> {
        let viewport = self.view(0);
        self.does(Edit::SetRecipe { viewport, recipe });
        let path: PathBuf = self.folder.path().join(name);
        self.does(FileCommand::Export(ExportPlan {
            viewport,
            path: path.clone(),
            sixteen: false,
            tissue: false,
            map: false,
            force: true,
        }));
        planes(&path)
    }
}

#[test]
fn every_filter_gives_the_same_bytes_everywhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let reference = folder.path().join("reference.png");
    written(&Samples::U8(image(1, 200.0, 5, |v| v as u8)), &reference);
    let mut wrong = Vec::new();
    for (name, samples) in inputs() {
        let input = folder.path().join(name);
        written(&samples, &input);
        let series = read::reference(&input.to_string_lossy(), &|| true).expect("a series");
        let mut window = Desk::opens_path(input.clone());
        let start = Domain::of_series(&series.header);
        for step in steps(&reference) {
            let recipe = Recipe::of(vec![step.clone()]).fitted(start, None).0;
            let one = library(&series, &recipe, 0, 1);
            let mut differs = |what: &str, found: Vec<Samples>| {
                // Whole pictures in a message would bury it.
                if found != [one.clone()] {
                    wrong.push(format!("{name}, {}: {what}", step.to_text()));
                }
            };
            differs("three threads", vec![library(&series, &recipe, 0, 3)]);
            differs("apply", command_line(&input, &step, folder.path()));
            let seen = window.exports_recipe(Recipe::of(vec![step.clone()]), "seen.npy");
            differs("the window", seen);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn statistics_of_a_series_are_the_same_everywhere() {
    const PLANES: usize = 5;
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("planes.npy");
    let planes: Vec<Samples> = (0..PLANES)
        .map(|at| Samples::U16(image(1, 4095.0, at, |v| v as u16)))
        .collect();
    let options = write::Options {
        force: true,
        inputs: &[],
    };
    write::export_planes(&planes, write::Format::Npy, &input, &options).expect("written");
    let series = read::reference(&input.to_string_lossy(), &|| true).expect("a series");
    let mut window = Desk::opens_path(input.clone());
    let viewport = window.view(0);
    for text in [
        "window:auto=minmax",
        "stretch:variant=pillow,low=2,high=98,scope=series",
        "heq:scope=series",
        "heq:variant=imagej,scope=series",
        "clahe:variant=deep,scope=series",
        "clahe:variant=volume,tiles=4x4x2",
        "nclahe:norm=equalize,scope=series",
        "powerlaw:scope=series",
    ] {
        let step = Step::parse(text).expect(text);
        let recipe = Recipe::of(vec![step.clone()]);
        let all: Vec<Samples> = (0..PLANES)
            .map(|k| library(&series, &recipe, k, 1 + k % 3))
            .collect();
        let found = command_line(&input, &step, folder.path());
        assert_eq!(found.len(), PLANES, "{text}");
        assert!(found == all, "{text}: apply");
        for (index, plane) in all.iter().enumerate() {
            window.does(Go::Slice { viewport, index });
            let seen = window.exports_recipe(recipe.clone(), "seen.npy");
            assert!(seen == [plane.clone()], "{text}: slice {index}");
        }
    }
}
