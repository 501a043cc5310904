//! MetaImage: raw and packed, in one file or two, bad headers.

use negatoscope::study::Unit;

use super::*;
use crate::folder::Folder;

pub(super) fn meta(fields: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = format!("ObjectType = Image\nNDims = 3\n{fields}").into_bytes();
    bytes.extend(data);
    bytes
}

pub(super) const MET: &str =
    "DimSize = 3 2 2\nElementType = MET_SHORT\nElementSpacing = 0.5 0.75 2\n";
pub(super) const TURNED: &str = "TransformMatrix = 0 1 0 -1 0 0 0 0 1\nOffset = 10 -20 30\n";

#[test]
fn meta_images_raw_and_packed() {
    let voxels = Nifti::new().voxels;
    let big: Vec<u8> = (0_i16..12).flat_map(i16::to_be_bytes).collect();
    let text: Vec<String> = (0..12).map(|n| n.to_string()).collect();
    for (more, data) in [
        ("", voxels.clone()),
        ("CompressedData = True\n", zlib(&voxels)),
        ("BinaryDataByteOrderMSB = True\n", big),
        ("BinaryData = False\n", text.join(" ").into_bytes()),
    ] {
        let fields = format!("{MET}{TURNED}{more}ElementDataFile = LOCAL\n");
        let series = only(meta(&fields, &data));
        let geometry = series.header.geometry.clone().expect("a volume");
        // The first axis goes to the back, the second to the right.
        assert_eq!(
            (geometry.row, geometry.column),
            ([0.0, 1.0, 0.0], [-1.0, 0.0, 0.0])
        );
        assert_eq!(geometry.origins, [[10.0, -20.0, 30.0], [10.0, -20.0, 32.0]]);
        assert_eq!(
            slice(&series, 1),
            [6.0, 7.0, 8.0, 9.0, 10.0, 11.0],
            "{more}"
        );
        assert_eq!(series.header.unit, Unit::Stored);
    }
    let ct = format!("{MET}Modality = MET_MOD_CT\nElementDataFile = LOCAL\n");
    let series = only(meta(&ct, &voxels));
    assert_eq!(
        (series.header.unit, series.header.modality.as_str()),
        (Unit::Hu, "CT")
    );
    assert!(!series.header.geometry.as_ref().expect("a volume").oriented);
    let fields = format!("{MET}{TURNED}ElementDataFile = a.raw\n");
    let folder = Folder::of(&[("a.mhd", meta(&fields, &[])), ("a.raw", voxels)]);
    let opened = folder.open();
    assert_eq!(folder.problems(&opened), [""; 0]);
    assert_eq!(opened.series.len(), 1);
    let colour = "DimSize = 2 1 2\nElementType = MET_UCHAR\nElementNumberOfChannels = 3\n\
        ElementDataFile = LOCAL\n";
    let bytes: Vec<u8> = (1..13).collect();
    assert_eq!(only(meta(colour, &bytes)).header.channels, 3);
}

#[test]
fn each_bad_meta_image_is_named() {
    let good = format!("{MET}ElementDataFile = LOCAL\n");
    let voxels = Nifti::new().voxels;
    for (from, to, wanted) in [
        (
            "3 2 2",
            "-3 2 2",
            "DimSize: \"-3 2 2\", must be 3 whole numbers from 1",
        ),
        (
            "3 2 2",
            "4000000000 4000000000 4000000000",
            "DimSize: 4000000000 x 4000000000 x 4000000000: more bytes than can be counted",
        ),
        (
            "MET_SHORT",
            "MET_QUUX",
            "ElementType: \"MET_QUUX\", must be a number such as MET_SHORT",
        ),
        (
            "LOCAL",
            "../a.raw",
            "ElementDataFile: \"../a.raw\" must be the plain name of one file in the header's folder",
        ),
        (
            "LOCAL",
            "LIST",
            "ElementDataFile: \"LIST\": several files are not read, must be one",
        ),
        (
            "LOCAL",
            "%03d.raw 0 9 1",
            "ElementDataFile: \"%03d.raw 0 9 1\": several files are not read, must be one",
        ),
        ("ElementDataFile = LOCAL\n", "", "ElementDataFile: missing"),
    ] {
        let fields = good.replace(from, to);
        assert_eq!(refused("a.mha", meta(&fields, &voxels)), wanted);
    }
    let lying = format!("{MET}CompressedData = True\nElementDataFile = LOCAL\n");
    assert_eq!(
        refused("a.mha", meta(&lying, &zlib(&voxels[..10]))),
        "data: ends after 0 of 12 numbers"
    );
    let size = lying.replace("ElementData", "CompressedDataSize = 999999\nElementData");
    let packed = zlib(&voxels);
    let (_, said) = doubted(meta(&size, &packed));
    let wanted = format!("\"999999\", but {} bytes are present", packed.len());
    assert_eq!(said, format!("CompressedDataSize: {wanted}"));
}
