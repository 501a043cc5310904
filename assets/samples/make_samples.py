"""Makes the sample pictures in this folder and proves that no voxel has changed.

    python make_samples.py DATA WHEEL

DATA   folder with `ct-volume/chest-2mm/*.dcm` (one CT slice per file, JPEG lossless) and
       `xray/sample-chest-pa.dcm`
WHEEL  scikit-image 0.15.0 as `pip download --no-deps --only-binary :all: --python-version 37
       --platform manylinux1_x86_64 scikit-image==0.15.0` gives it; it holds `data/retina.jpg`

Needs (pip): pydicom numpy pylibjpeg pylibjpeg-libjpeg. Compressed frames are taken over byte for byte.
Origin and licence of each picture are in ../CREDITS.md.
"""

import pathlib
import shutil
import sys
import uuid
import zipfile

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import (
    EnhancedCTImageStorage,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    OphthalmicPhotography8BitImageStorage,
)

HERE = pathlib.Path(__file__).resolve().parent
WINDOWS = {"SOFT TISSUE": (40, 400), "LUNG": (-600, 1500)}

# Required by the standard, but may be empty (type 2): nobody wrote them down.
UNKNOWN_OF_FUNDUS = (
    "PatientEyeMovementCommanded",
    "HorizontalFieldOfView",
    "RefractiveStateSequence",
    "EmmetropicMagnification",
    "IntraOcularPressure",
    "PupilDilated",
    "IlluminationTypeCodeSequence",
    "LightPathFilterTypeStackCodeSequence",
    "ImagePathFilterTypeStackCodeSequence",
    "LensesCodeSequence",
    "DetectorType",
)


def uid(name):
    """The same UID in every run: `2.25.` and the number of a name-based UUID (PS3.5 B.2)."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, 'negatoscope/samples/' + name).int}"


def item(**elements):
    """A data set from DICOM keywords."""
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def code(value, scheme, meaning):
    return item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def header(name, sop_class, syntax, patient):
    """File meta, patient, study and series of a sample."""
    dataset = item(
        SpecificCharacterSet="ISO_IR 192",
        InstanceCreationDate="20000101",
        InstanceCreationTime="120000",
        SOPClassUID=sop_class,
        SOPInstanceUID=uid(name),
        StudyDate="20000101",
        SeriesDate="20000101",
        ContentDate="20000101",
        AcquisitionDateTime="20000101120000",
        StudyTime="120000",
        SeriesTime="120000",
        ContentTime="120000",
        AccessionNumber="",
        Manufacturer="Unknown",
        ManufacturerModelName="Unknown",
        DeviceSerialNumber="0",
        SoftwareVersions="0",
        ReferringPhysicianName="",
        StudyDescription="Sample",
        PatientName=patient,
        PatientID="SAMPLE",
        PatientBirthDate="",
        PatientSex="O",
        PatientIdentityRemoved="YES",
        DeidentificationMethod="Header written anew for an anonymous picture",
        StudyInstanceUID=uid(name + "/study"),
        SeriesInstanceUID=uid(name + "/series"),
        StudyID="1",
        SeriesNumber=1,
        InstanceNumber=1,
        BurnedInAnnotation="NO",
    )
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = sop_class
    dataset.file_meta.MediaStorageSOPInstanceUID = uid(name)
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.ImplementationClassUID = uid("implementation")
    return dataset


def same_in_all(slices, keyword):
    """The value of an element that all slices must share."""
    values = {str(s.get(keyword)) for s in slices}
    assert len(values) == 1, f"{keyword} varies: {values}"
    return slices[0][keyword].value


def chest_ct(folder):
    """One enhanced CT image (PS3.3 A.38) from single slices, frames in the order of their position."""
    slices = [pydicom.dcmread(path) for path in sorted(folder.glob("*.dcm"))]
    slices.sort(key=lambda s: float(s.ImagePositionPatient[2]))
    assert same_in_all(slices, "ImageOrientationPatient") == [1, 0, 0, 0, 1, 0]
    assert {s.file_meta.TransferSyntaxUID for s in slices} == {JPEGLosslessSV1}
    steps = np.diff([float(s.ImagePositionPatient[2]) for s in slices])
    assert np.allclose(steps, same_in_all(slices, "SliceThickness"), atol=1e-3), steps

    ct = header("chest-ct", EnhancedCTImageStorage, JPEGLosslessSV1, "Sample^Chest CT")
    ct.ImageType = ["DERIVED", "PRIMARY", "VOLUME", "RESAMPLED"]
    ct.Modality = "CT"
    ct.SeriesDescription = "Chest 2 mm isotropic"
    ct.PatientPosition = same_in_all(slices, "PatientPosition")
    ct.FrameOfReferenceUID = uid("chest-ct/frame-of-reference")
    ct.PositionReferenceIndicator = ""
    ct.ContentQualification = "RESEARCH"
    ct.AcquisitionContextSequence = []
    ct.PixelPresentation = "MONOCHROME"
    ct.VolumetricProperties = "VOLUME"
    ct.VolumeBasedCalculationTechnique = "NONE"
    ct.PresentationLUTShape = "IDENTITY"
    ct.LossyImageCompression = "00"
    ct.SamplesPerPixel = 1
    ct.PhotometricInterpretation = same_in_all(slices, "PhotometricInterpretation")
    ct.NumberOfFrames = len(slices)
    for keyword in ("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"):
        setattr(ct, keyword, same_in_all(slices, keyword))

    organization = uid("chest-ct/dimensions")
    ct.DimensionOrganizationSequence = [item(DimensionOrganizationUID=organization)]
    ct.DimensionIndexSequence = [
        item(
            DimensionOrganizationUID=organization,
            DimensionIndexPointer=pointer,
            FunctionalGroupPointer=pydicom.datadict.tag_for_keyword("FrameContentSequence"),
        )
        for pointer in map(pydicom.datadict.tag_for_keyword, ("StackID", "InStackPositionNumber"))
    ]
    ct.SharedFunctionalGroupsSequence = [
        item(
            CTImageFrameTypeSequence=[
                item(
                    FrameType=ct.ImageType,
                    PixelPresentation="MONOCHROME",
                    VolumetricProperties="VOLUME",
                    VolumeBasedCalculationTechnique="NONE",
                )
            ],
            IrradiationEventIdentificationSequence=[
                item(IrradiationEventUID=uid("chest-ct/irradiation"))
            ],
            FrameAnatomySequence=[
                item(FrameLaterality="U", AnatomicRegionSequence=[code("51185008", "SCT", "Chest")])
            ],
            PixelMeasuresSequence=[
                item(
                    PixelSpacing=same_in_all(slices, "PixelSpacing"),
                    SliceThickness=same_in_all(slices, "SliceThickness"),
                    SpacingBetweenSlices=same_in_all(slices, "SliceThickness"),
                )
            ],
            PlaneOrientationSequence=[
                item(ImageOrientationPatient=slices[0].ImageOrientationPatient)
            ],
            PixelValueTransformationSequence=[
                item(
                    RescaleIntercept=same_in_all(slices, "RescaleIntercept"),
                    RescaleSlope=same_in_all(slices, "RescaleSlope"),
                    RescaleType="HU",
                )
            ],
            FrameVOILUTSequence=[
                item(
                    WindowCenter=[center for center, _ in WINDOWS.values()],
                    WindowWidth=[width for _, width in WINDOWS.values()],
                    WindowCenterWidthExplanation=list(WINDOWS),
                )
            ],
        )
    ]
    ct.PerFrameFunctionalGroupsSequence = [
        item(
            FrameContentSequence=[
                item(StackID="1", InStackPositionNumber=number, DimensionIndexValues=[1, number])
            ],
            PlanePositionSequence=[item(ImagePositionPatient=s.ImagePositionPatient)],
        )
        for number, s in enumerate(slices, 1)
    ]
    frames = [next(generate_frames(s.PixelData, number_of_frames=1)) for s in slices]
    ct.PixelData = encapsulate(frames, has_bot=True)
    save(ct, "chest-ct.dcm")

    made = pydicom.dcmread(HERE / "chest-ct.dcm")
    assert np.array_equal(made.pixel_array, np.stack([s.pixel_array for s in slices]))


def chest_radiograph(path):
    """Taken over as it is."""
    target = HERE / "chest-radiograph.dcm"
    shutil.copyfile(path, target)
    target.chmod(0o644)
    assert target.read_bytes() == path.read_bytes()


def fundus(wheel):
    """A fundus photograph as an ophthalmic photography image (PS3.3 A.41)."""
    jpeg = zipfile.ZipFile(wheel).read("skimage/data/retina.jpg")
    photo = header(
        "fundus", OphthalmicPhotography8BitImageStorage, JPEGBaseline8Bit, "Sample^Fundus"
    )
    photo.ImageType = ["ORIGINAL", "PRIMARY", "", "COLOR"]
    photo.Modality = "OP"
    photo.SeriesDescription = "Fundus photograph, left eye"
    photo.ImageLaterality = "L"
    photo.AnatomicRegionSequence = [code("5665001", "SCT", "Retina")]
    photo.PatientOrientation = ["L", "F"]
    photo.SamplesPerPixel = 3
    photo.PhotometricInterpretation = "YBR_FULL_422"
    photo.PlanarConfiguration = 0
    photo.NumberOfFrames = 1
    photo.FrameIncrementPointer = pydicom.datadict.tag_for_keyword("FrameTime")
    photo.FrameTime = 0
    photo.Rows = photo.Columns = 1411
    photo.BitsAllocated = photo.BitsStored = 8
    photo.HighBit = 7
    photo.PixelRepresentation = 0
    photo.LossyImageCompression = "01"
    photo.LossyImageCompressionRatio = round(3 * 1411 * 1411 / len(jpeg), 2)
    photo.LossyImageCompressionMethod = "ISO_10918_1"
    photo.SynchronizationFrameOfReferenceUID = uid("fundus/synchronization")
    photo.SynchronizationTrigger = "NO TRIGGER"
    photo.AcquisitionTimeSynchronized = "N"
    photo.AcquisitionDeviceTypeCodeSequence = [code("409898007", "SCT", "Fundus Camera")]
    for keyword in UNKNOWN_OF_FUNDUS:
        setattr(photo, keyword, [] if keyword.endswith("Sequence") else None)
    photo.PixelData = encapsulate([jpeg], has_bot=True)
    save(photo, "fundus.dcm")

    made = pydicom.dcmread(HERE / "fundus.dcm")
    stored = next(generate_frames(made.PixelData, number_of_frames=1))
    assert stored.rstrip(b"\0") == jpeg.rstrip(b"\0")
    assert made.pixel_array.shape == (1411, 1411, 3)


def save(dataset, name):
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    assert not any(element.tag.is_private for element in dataset.iterall())
    dataset.save_as(HERE / name, enforce_file_format=True)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data = pathlib.Path(sys.argv[1])
    chest_ct(data / "ct-volume" / "chest-2mm")
    chest_radiograph(data / "xray" / "sample-chest-pa.dcm")
    fundus(sys.argv[2])
    for path in sorted(HERE.glob("*.dcm")):
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
