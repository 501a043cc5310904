//! One operation at a time on request, for `beside_opencv.py`, which measures OpenCV in turns.
//!
//! Lines on standard input, answers on standard output:
//!
//! - `instructions` answers with the names of the sets that the processor has.
//! - `load NAME TYPE SIDE FILE` reads a square array of `u8` or `u16`, without a header.
//! - `time WORK NAME INSTRUCTIONS THREADS` answers with the nanoseconds of one run.
//! - `save WORK NAME INSTRUCTIONS FILE` writes what it gives, to be compared.

// A measurement may stop, and writes only where its script tells it to.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

use std::collections::HashMap;
use std::hint::black_box;
use std::io::BufRead;
use std::time::Instant;

use negatoscope::ops::ahe;
use negatoscope::ops::ahe::Border;
use negatoscope::ops::ahe::RankMode;
use negatoscope::ops::ahe::RankParams;
use negatoscope::ops::clahe;
use negatoscope::ops::clahe::ClaheParams;
use negatoscope::ops::clahe::exact;
use negatoscope::ops::clahe::exact::ExactParams;
use negatoscope::ops::clahe::fiji;
use negatoscope::ops::clahe::fiji::FijiParams;
use negatoscope::ops::cpu::Instructions;
use negatoscope::ops::heq;
use negatoscope::ops::window;
use negatoscope::ops::window::VoiFunction;
use negatoscope::ops::window::Window;
use negatoscope::pixels::Image;

/// An array, and room for a result, which is used again as OpenCV's `dst` is.
enum Array {
    Eight(Image<u8>, Vec<u8>),
    Sixteen(Image<u16>, Vec<u16>, Vec<u8>),
}

fn load(kind: &str, side: usize, file: &str) -> Array {
    let bytes = std::fs::read(file).unwrap();
    match kind {
        "u8" => Array::Eight(Image::grey(side, side, bytes), vec![0; side * side]),
        "u16" => {
            let (pairs, _) = bytes.as_chunks::<2>();
            let data = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            let image = Image::grey(side, side, data);
            Array::Sixteen(image, vec![0; side * side], vec![0; side * side])
        }
        other => panic!("type {other}"),
    }
}

/// A result.
enum Done<'a> {
    Eight(&'a [u8]),
    Sixteen(&'a [u16]),
}

/// Runs `work` once.
fn run<'a>(work: &str, array: &'a mut Array, instructions: Instructions) -> Done<'a> {
    let params = ClaheParams::default();
    match (work, array) {
        ("clahe", Array::Eight(image, out)) => {
            clahe::apply_into(instructions, image, &params, None, out);
            Done::Eight(out)
        }
        ("equalize", Array::Eight(image, out)) => {
            heq::equalize_into(instructions, image, None, out);
            Done::Eight(out)
        }
        ("clahe", Array::Sixteen(image, out, _)) => {
            clahe::apply16_into(instructions, image, &params, 0, None, out);
            Done::Sixteen(out)
        }
        ("window", Array::Sixteen(image, _, bytes)) => {
            let window = Window::new(1500.0, 2000.0, VoiFunction::Linear).unwrap();
            window::to_grey8_into(instructions, image, |x| window.map(x, 255.0), bytes);
            Done::Eight(bytes)
        }
        // A name and a radius: windows around every pixel.
        (work, Array::Eight(image, out)) => {
            let name = work.trim_end_matches(|c: char| c.is_ascii_digit());
            let radius = work[name.len()..].parse().unwrap();
            let going = || true;
            let done = match name {
                "ahe" => {
                    let params = RankParams::new(radius, Border::Cut, RankMode::Le).unwrap();
                    ahe::rank_with(instructions, image, &params, None, &going)
                }
                "exact" => {
                    let params = ExactParams::new(radius, 2.0).unwrap();
                    exact::apply_with(instructions, image, &params, None, &going)
                }
                "fiji" => {
                    let params = FijiParams::new(radius, 255, 3.0).unwrap();
                    fiji::exact_with(instructions, image, &params, None, &going)
                }
                _ => panic!("work {work}"),
            };
            out.copy_from_slice(done.unwrap().data());
            Done::Eight(out)
        }
        (work, _) => panic!("work {work} on 16 bits"),
    }
}

fn main() {
    let pool = |threads: usize| {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        builder.build().unwrap()
    };
    let mut pools = HashMap::new();
    let mut arrays = HashMap::new();
    let named = |name: &str| {
        let all = Instructions::available();
        let found = all.into_iter().find(|i| i.to_string() == name);
        found.unwrap_or_else(|| panic!("instructions {name}"))
    };
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["instructions"] => {
                let all = Instructions::available();
                let names: Vec<String> = all.iter().map(ToString::to_string).collect();
                println!("{}", names.join(" "));
            }
            ["load", name, kind, side, file] => {
                arrays.insert(name.to_owned(), load(kind, side.parse().unwrap(), file));
                println!("loaded");
            }
            ["time", work, name, instructions, threads] => {
                let (array, instructions) = (arrays.get_mut(name).unwrap(), named(instructions));
                let threads: usize = threads.parse().unwrap();
                let pool = pools.entry(threads).or_insert_with(|| pool(threads));
                // Begun inside the pool, as the program's own jobs are.
                let nanoseconds = pool.install(|| {
                    let start = Instant::now();
                    black_box(run(work, black_box(array), instructions));
                    start.elapsed().as_nanos()
                });
                println!("{nanoseconds}");
            }
            ["save", work, name, instructions, file] => {
                let array = arrays.get_mut(name).unwrap();
                let bytes = match run(work, array, named(instructions)) {
                    Done::Eight(greys) => greys.to_vec(),
                    Done::Sixteen(greys) => greys.iter().flat_map(|x| x.to_le_bytes()).collect(),
                };
                std::fs::write(file, bytes).unwrap();
                println!("saved");
            }
            // What cargo passes on, such as `--bench`, comes as arguments and is not read.
            _ => panic!("not understood: {line}"),
        }
    }
}
