//! Volumes that the program exports, read back; and headers with any byte changed.

use std::sync::Arc;

use negatoscope::pipeline::Prepared;
use negatoscope::pixels::Image;
use negatoscope::pixels::Sample;
use negatoscope::read;
use negatoscope::recipe::Recipe;
use negatoscope::study::Content;
use negatoscope::study::Geometry;
use negatoscope::study::ModalityLut;
use negatoscope::study::Point3;
use negatoscope::study::Series;
use negatoscope::study::Volume;
use negatoscope::study::cross;
use negatoscope::write;
use proptest::prelude::*;

use super::meta::MET;
use super::meta::TURNED;
use super::meta::meta;
use super::nrrd::LPS;
use super::nrrd::SHORTS;
use super::nrrd::nrrd;
use super::*;
use crate::folder::Folder;

/// A volume of counting samples in a place.
fn volume<T: Sample>(data: Vec<T>, geometry: Geometry) -> Series {
    let [columns, rows, slices] = geometry.size;
    let (file, _) = opened("a.nii", Nifti::new().bytes());
    let mut header = (*file[0].header).clone();
    let geometry = Arc::new(geometry);
    header.size = geometry.size;
    header.geometry = Some(geometry.clone());
    header.sample_type = T::TYPE;
    let content = Content::Volume(Volume {
        voxels: T::wrap(Image::grey(columns, rows * slices, data)),
        geometry,
        luts: vec![ModalityLut::IDENTITY],
        padding: None,
    });
    Series::new(Arc::new(header), content)
}

/// Writes a series as the program exports it and reads it back.
fn there_and_back(series: &Series) -> Series {
    let folder = tempfile::tempdir().expect("a folder");
    let target = write::Target {
        format: write::SeriesFormat::Nifti,
        folder: folder.path(),
        name: "a",
        options: write::Options {
            force: false,
            inputs: &[],
        },
    };
    let (recipe, prepared) = (Recipe::default(), Prepared::default());
    write::export_series(series, &recipe, &prepared, &target, &|_, _| {}, &|| true)
        .expect("written");
    read::picture(&folder.path().join("a.nii")).expect("read")
}

fn turned(angles: [f64; 3]) -> (Point3, Point3) {
    let [a, b, c] = angles;
    let row = [a.cos() * b.cos(), a.sin() * b.cos(), b.sin()];
    // Any vector across the row, turned about it.
    let across = cross(row, [-a.sin(), a.cos(), 0.0]);
    let aside = [-a.sin(), a.cos(), 0.0];
    let column = [0, 1, 2].map(|n| aside[n] * c.cos() + across[n] * c.sin());
    (row, column)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_exported_is_read_with_the_same_samples_at_the_same_place(
        size in (1_usize..5, 1_usize..5, 1_usize..4),
        angles in prop::array::uniform3(-3.0_f64..3.0),
        spacing in prop::array::uniform3(0.2_f64..5.0),
        origin in prop::array::uniform3(-400.0_f64..400.0),
        tilt in prop_oneof![Just(0.0), -1.0_f64..1.0],
        oriented in any::<bool>(),
        real in any::<bool>(),
    ) {
        let size = [size.0, size.1, size.2];
        let (row, column) = turned(angles);
        let normal = cross(row, column);
        let origins: Vec<Point3> = (0..size[2])
            .map(|k| {
                let (up, aside) = (k as f64 * spacing[2], k as f64 * tilt);
                [0, 1, 2].map(|n| origin[n] + up * normal[n] + aside * column[n])
            })
            .collect();
        let mut geometry =
            Geometry::new(size, row, column, [spacing[0], spacing[1]], origins, spacing[2]);
        geometry.oriented = oriented;
        let count = size.iter().product::<usize>();
        let written = if real {
            volume((0..count).map(|n| n as f32 / 3.0 - 1.0).collect(), geometry)
        } else {
            volume((0..count).map(|n| n as i16 - 5).collect(), geometry)
        };
        let found = there_and_back(&written);
        let (Content::Volume(a), Content::Volume(b)) = (&written.content, &found.content) else {
            panic!("no volume");
        };
        prop_assert_eq!(&a.voxels, &b.voxels);
        let (wanted, found) = (&a.geometry, &b.geometry);
        prop_assert_eq!(wanted.oriented, found.oriented);
        for n in 0..3 {
            // A sheared stack tells its step and not the distance along the normal.
            let near = (wanted.spacing_mm[n] - found.spacing_mm[n]).abs() < 1e-4;
            prop_assert!(near || n == 2, "{:?} {:?}", wanted.spacing_mm, found.spacing_mm);
        }
        if oriented {
            for voxel in [[0.0; 3], size.map(|n| n as f64 - 1.0), [0.0, 0.0, size[2] as f64 - 1.0]] {
                let (a, b) = (wanted.point(voxel), found.point(voxel));
                for n in 0..3 {
                    prop_assert!((a[n] - b[n]).abs() < 1e-3, "{:?}: {:?} {:?}", voxel, a, b);
                }
            }
        }
    }

    #[test]
    fn any_changed_byte_of_a_header_ends_in_words_or_a_picture(
        at in 0_usize..352,
        change in 1_u8..=255,
        kind in 0..3,
    ) {
        let mut nifti = Nifti::new();
        nifti.srow = Some(RAS);
        let whole = match kind {
            0 => nifti.bytes(),
            1 => nrrd(&format!("{SHORTS}encoding: raw\n{LPS}"), &nifti.voxels),
            _ => meta(&format!("{MET}{TURNED}ElementDataFile = LOCAL\n"), &nifti.voxels),
        };
        let mut bytes = whole;
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= change;
        }
        let folder = Folder::of(&[("a.nii", bytes)]);
        let opened = folder.open();
        let said = !folder.problems(&opened).is_empty();
        prop_assert!(!opened.series.is_empty() || said);
    }
}
