"""Negatoscope and other readers of DICOM in turns, in one run, on the same files.

    pip install numpy pydicom SimpleITK python-gdcm dcm2niix imagecodecs pylibjpeg pylibjpeg-libjpeg
    cargo bench --bench beside_others --no-run
    python tests/benches/beside_others.py target/release/deps/beside_others-HASH [--slices 600] [--rounds 5]

Writes a chest-like CT of 512 x 512 pixels a slice into a temporary folder, uncompressed and in three
lossless encodings, and 5000 small files to scan. All files are warm: each round reads them all, in
turns, and minima are compared. Compressed series are decoded on one thread and on all.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

import gdcm
import numpy as np
import pydicom
import SimpleITK
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

ENCODINGS = {
    "JPEG lossless": gdcm.TransferSyntax.JPEGLosslessProcess14_1,
    "JPEG-LS": gdcm.TransferSyntax.JPEGLSLossless,
    "JPEG 2000": gdcm.TransferSyntax.JPEG2000Lossless,
}


def chest(k, slices, side):
    """A slice of soft shapes with noise, 12 bits: stored values are HU + 1024."""
    y, x = np.mgrid[0:side, 0:side] / side - 0.5
    z = k / slices
    lung = ((abs(x) - 0.2) ** 2 / 0.02 + y**2 / 0.05) < 0.8 + 0.2 * z
    body = x**2 / 0.2 + y**2 / 0.12 < 1
    hu = np.where(lung, -850 + 120 * np.sin(x * 90) * np.cos(y * 70 + z * 40), 40 + 60 * np.cos(x * 30))
    hu = np.where(body, hu, -1000) + np.random.default_rng(k).normal(0, 12, (side, side))
    return np.clip(hu + 1024, 0, 4095).astype(np.uint16)


def write(folder, slices, side):
    """A series of `slices` files with the elements of a scanner's."""
    os.makedirs(folder)
    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    for k in range(slices):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = CTImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid()
        file = Dataset()
        file.file_meta = meta
        file.SOPClassUID, file.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
        file.StudyInstanceUID, file.SeriesInstanceUID, file.FrameOfReferenceUID = study, series, frame
        file.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        file.StudyDate = file.SeriesDate = file.ContentDate = "20260101"
        file.StudyTime = file.SeriesTime = file.ContentTime = "120000"
        file.Modality, file.Manufacturer, file.SeriesDescription = "CT", "Phantom", "Chest"
        file.PatientName, file.PatientID, file.PatientSex = "Phantom^Ellipsoid", "1", "O"
        file.SliceThickness, file.KVP, file.ConvolutionKernel = "1", "120", "B30"
        file.PatientPosition, file.SeriesNumber, file.InstanceNumber = "HFS", 1, slices - k
        file.ImagePositionPatient = [-180, -180, k]
        file.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        file.SamplesPerPixel, file.PhotometricInterpretation = 1, "MONOCHROME2"
        file.Rows = file.Columns = side
        file.PixelSpacing = [0.7, 0.7]
        file.BitsAllocated, file.BitsStored, file.HighBit, file.PixelRepresentation = 16, 12, 11, 0
        file.WindowCenter, file.WindowWidth = 40, 400
        file.RescaleIntercept, file.RescaleSlope = -1024, 1
        file.PixelData = chest(k, slices, side).tobytes()
        name = os.path.join(folder, f"{(k * 7919) % slices:05}.dcm")
        file.save_as(name, enforce_file_format=True)


def transcode(source, target, syntax):
    os.makedirs(target)
    for name in sorted(os.listdir(source)):
        reader = gdcm.ImageReader()
        reader.SetFileName(os.path.join(source, name))
        assert reader.Read()
        change = gdcm.ImageChangeTransferSyntax()
        change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
        change.SetInput(reader.GetImage())
        assert change.Change()
        writer = gdcm.ImageWriter()
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        writer.SetFileName(os.path.join(target, name))
        assert writer.Write()


class Ours:
    """The program that opens folders and times itself."""

    def __init__(self, path, threads):
        pipe = subprocess.PIPE
        environment = dict(os.environ, RAYON_NUM_THREADS=str(threads))
        self.program = subprocess.Popen([path], stdin=pipe, stdout=pipe, text=True, env=environment)

    def ask(self, work, folder):
        self.program.stdin.write(f"{work} {folder}\n")
        self.program.stdin.flush()
        answer = self.program.stdout.readline().split()
        if not answer:
            sys.exit(f"no answer to: {work} {folder}")
        return [int(part) for part in answer]

    def seconds(self, work):
        return lambda folder: self.ask(work, folder)[0] / 1e9


def timed(work):
    def run(folder):
        start = time.perf_counter()
        work(folder)
        return time.perf_counter() - start

    return run


def simple_itk(folder):
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(folder))
    reader.Execute()


def with_pydicom(plugin):
    def read(folder):
        files = [pydicom.dcmread(os.path.join(folder, name)) for name in os.listdir(folder)]
        files.sort(key=lambda file: float(file.ImagePositionPatient[2]))
        for file in files:
            if plugin:
                file.pixel_array_options(decoding_plugin=plugin)
        return np.stack([file.pixel_array for file in files])

    return read


def with_gdcm(folder):
    for name in os.listdir(folder):
        reader = gdcm.ImageReader()
        reader.SetFileName(os.path.join(folder, name))
        assert reader.Read()
        reader.GetImage().GetBuffer()


def with_dcm2niix(folder):
    with tempfile.TemporaryDirectory() as out:
        call = [os.path.join(os.path.dirname(sys.executable), "dcm2niix"), "-z", "n", "-o", out, folder]
        subprocess.run(call, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def headers(folder):
    for name in os.listdir(folder):
        pydicom.dcmread(os.path.join(folder, name), stop_before_pixels=True)


def race(title, folder, runners, rounds):
    """Minimum of each runner, in turns; ratios to the first. Who fails is named once and left out."""
    best = {}
    out = set()
    for _ in range(rounds):
        for name, run in runners.items():
            if name in out:
                continue
            try:
                seconds = run(folder)
            except Exception as error:
                print(f"   {name} does not read it: {str(error).splitlines()[0]}")
                out.add(name)
                continue
            best[name] = min(seconds, best.get(name, seconds))
    first = next(iter(best.values()))
    print(f"{title}")
    for name, seconds in best.items():
        print(f"   {name:34} {seconds * 1e3:9.1f} ms   {seconds / first:6.2f} x")
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--slices", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    cores = os.cpu_count()
    one, every = Ours(args.program, 1), Ours(args.program, cores)
    with tempfile.TemporaryDirectory() as work:
        plain = os.path.join(work, "plain")
        write(plain, args.slices, 512)
        before, after, samples = Ours(args.program, cores).ask("memory", plain)
        print(f"peak memory: {(after - before) / 1e6:.0f} MB for {samples / 1e6:.0f} MB of voxels")
        first = min(every.seconds("first")(plain) for _ in range(args.rounds))
        print(f"first picture of {args.slices} slices: {first * 1e3:.0f} ms")
        race(f"uncompressed, {args.slices} slices to a sorted volume", plain, {
            f"negatoscope, {cores} threads": every.seconds("series"),
            f"the bytes alone, {cores} threads": every.seconds("bytes"),
            "negatoscope, 1 thread": one.seconds("series"),
            "the bytes alone, 1 thread": one.seconds("bytes"),
            "SimpleITK ImageSeriesReader": timed(simple_itk),
            "GDCM, unsorted": timed(with_gdcm),
            "pydicom": timed(with_pydicom(None)),
            "dcm2niix, writing": timed(with_dcm2niix),
        }, args.rounds)
        for name, syntax in ENCODINGS.items():
            packed = os.path.join(work, name.replace(" ", "-"))
            transcode(plain, packed, syntax)
            race(f"{name}, {args.slices} slices", packed, {
                "negatoscope, 1 thread": one.seconds("series"),
                f"negatoscope, {cores} threads": every.seconds("series"),
                "GDCM, unsorted": timed(with_gdcm),
                "pydicom with pylibjpeg": timed(with_pydicom("pylibjpeg")),
                "SimpleITK ImageSeriesReader": timed(simple_itk),
            }, max(1, args.rounds // 2))
        small = os.path.join(work, "small")
        write(small, 5000, 16)
        race("scan of 5000 files", small, {
            f"negatoscope, {cores} threads": every.seconds("scan"),
            f"the first 4 KB of each, {cores} threads": every.seconds("heads"),
            "negatoscope, 1 thread": one.seconds("scan"),
            "the first 4 KB of each, 1 thread": one.seconds("heads"),
            "pydicom without pixels": timed(headers),
        }, args.rounds)


if __name__ == "__main__":
    main()
