//! Shutters and collimators of the header.

use std::sync::Arc;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::dataset::DataSet;
use crate::study::Collimation;
use crate::study::Opening;

/// The elements of one kind of limit: its shape, four edges, centre, radius and vertices.
struct Elements {
    shape: Tag,
    left: Tag,
    right: Tag,
    upper: Tag,
    lower: Tag,
    center: Tag,
    radius: Tag,
    vertices: Tag,
}

const SHUTTER: Elements = Elements {
    shape: tags::SHUTTER_SHAPE,
    left: tags::SHUTTER_LEFT_VERTICAL_EDGE,
    right: tags::SHUTTER_RIGHT_VERTICAL_EDGE,
    upper: tags::SHUTTER_UPPER_HORIZONTAL_EDGE,
    lower: tags::SHUTTER_LOWER_HORIZONTAL_EDGE,
    center: tags::CENTER_OF_CIRCULAR_SHUTTER,
    radius: tags::RADIUS_OF_CIRCULAR_SHUTTER,
    vertices: tags::VERTICES_OF_THE_POLYGONAL_SHUTTER,
};

const COLLIMATOR: Elements = Elements {
    shape: tags::COLLIMATOR_SHAPE,
    left: tags::COLLIMATOR_LEFT_VERTICAL_EDGE,
    right: tags::COLLIMATOR_RIGHT_VERTICAL_EDGE,
    upper: tags::COLLIMATOR_UPPER_HORIZONTAL_EDGE,
    lower: tags::COLLIMATOR_LOWER_HORIZONTAL_EDGE,
    center: tags::CENTER_OF_CIRCULAR_COLLIMATOR,
    radius: tags::RADIUS_OF_CIRCULAR_COLLIMATOR,
    vertices: tags::VERTICES_OF_THE_POLYGONAL_COLLIMATOR,
};

/// What limits the picture; `None` where the header names no complete opening.
pub(super) fn collimation(set: &DataSet) -> Option<Arc<Collimation>> {
    let openings: Vec<Opening> = [SHUTTER, COLLIMATOR]
        .iter()
        .flat_map(|elements| openings(set, elements))
        .collect();
    (!openings.is_empty()).then(|| Arc::new(Collimation { openings }))
}

fn openings(set: &DataSet, elements: &Elements) -> Vec<Opening> {
    let shapes = set.ascii(elements.shape).unwrap_or_default();
    shapes
        .split('\\')
        .filter_map(|shape| match shape.trim() {
            "RECTANGULAR" => Some(Opening::Rectangle {
                left: set.number(elements.left)?,
                right: set.number(elements.right)?,
                upper: set.number(elements.upper)?,
                lower: set.number(elements.lower)?,
            }),
            // Pairs are row, then column.
            "CIRCULAR" => match set.numbers(elements.center)[..] {
                [row, column] => Some(Opening::Circle {
                    column,
                    row,
                    radius: set.number(elements.radius)?,
                }),
                _ => None,
            },
            "POLYGONAL" => {
                let numbers = set.numbers(elements.vertices);
                let vertices: Vec<(f64, f64)> = numbers
                    .as_chunks::<2>()
                    .0
                    .iter()
                    .map(|&[row, column]| (column, row))
                    .collect();
                (vertices.len() >= 3).then_some(Opening::Polygon(vertices))
            }
            _ => None,
        })
        .collect()
}
