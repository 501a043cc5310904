//! Regions of ultrasound pictures, each with physical units of its own.

/// What a pixel counts in along one axis: Physical Units X or Y Direction (PS3.3 C.8.5.5.1.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegionUnit {
    /// None, or one that is not known.
    None,
    /// Percent.
    Percent,
    /// Decibel.
    Decibel,
    /// Centimetres.
    Centimetre,
    /// Seconds.
    Second,
    /// Hertz.
    Hertz,
    /// Decibel per second.
    DecibelPerSecond,
    /// Centimetres per second.
    CentimetrePerSecond,
    /// Square centimetres.
    SquareCentimetre,
    /// Square centimetres per second.
    SquareCentimetrePerSecond,
    /// Cubic centimetres.
    CubicCentimetre,
    /// Cubic centimetres per second.
    CubicCentimetrePerSecond,
    /// Degrees.
    Degree,
}

impl RegionUnit {
    /// The unit of the standard's code.
    pub fn of_code(code: i64) -> Self {
        match code {
            1 => Self::Percent,
            2 => Self::Decibel,
            3 => Self::Centimetre,
            4 => Self::Second,
            5 => Self::Hertz,
            6 => Self::DecibelPerSecond,
            7 => Self::CentimetrePerSecond,
            8 => Self::SquareCentimetre,
            9 => Self::SquareCentimetrePerSecond,
            10 => Self::CubicCentimetre,
            11 => Self::CubicCentimetrePerSecond,
            12 => Self::Degree,
            _ => Self::None,
        }
    }

    /// As it is written after a number; empty for none.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Percent => "%",
            Self::Decibel => "dB",
            Self::Centimetre => "cm",
            Self::Second => "s",
            Self::Hertz => "Hz",
            Self::DecibelPerSecond => "dB/s",
            Self::CentimetrePerSecond => "cm/s",
            Self::SquareCentimetre => "cm²",
            Self::SquareCentimetrePerSecond => "cm²/s",
            Self::CubicCentimetre => "cm³",
            Self::CubicCentimetrePerSecond => "cm³/s",
            Self::Degree => "°",
        }
    }
}

/// One axis of a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegionAxis {
    /// What it counts in.
    pub unit: RegionUnit,
    /// Physical Delta: units from one pixel to the next; may be negative.
    pub per_pixel: f64,
    /// The pixel of the picture, from 0, at which the axis has `reference_value`.
    pub reference_pixel: f64,
    /// Reference Pixel Physical Value; 0 where none is stated.
    pub reference_value: f64,
}

impl RegionAxis {
    /// The quantity at a column or row of the picture, from 0.
    pub fn at(&self, pixel: f64) -> f64 {
        self.reference_value + (pixel - self.reference_pixel) * self.per_pixel
    }
}

/// A rectangle with units of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// First column, from 0.
    pub left: u32,
    /// First row, from 0.
    pub top: u32,
    /// Last column.
    pub right: u32,
    /// Last row.
    pub bottom: u32,
    /// Along the columns' index.
    pub across: RegionAxis,
    /// Along the rows' index.
    pub down: RegionAxis,
}

impl Region {
    /// Whether column `x`, row `y` (from 0) lies in it.
    pub fn contains(&self, x: usize, y: usize) -> bool {
        (self.left as usize..=self.right as usize).contains(&x)
            && (self.top as usize..=self.bottom as usize).contains(&y)
    }

    /// Distance of columns and of rows in millimetres, where both axes are lengths.
    pub fn spacing_mm(&self) -> Option<[f64; 2]> {
        let mm = |axis: &RegionAxis| {
            let length = axis.unit == RegionUnit::Centimetre;
            length.then_some(axis.per_pixel.abs() * 10.0)
        };
        Some([mm(&self.across)?, mm(&self.down)?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doppler_region_counts_seconds_and_speed() {
        let axis = |unit, per_pixel, reference_pixel| RegionAxis {
            unit,
            per_pixel,
            reference_pixel,
            reference_value: 0.0,
        };
        let region = Region {
            left: 10,
            top: 50,
            right: 109,
            bottom: 149,
            across: axis(RegionUnit::Second, 0.01, 10.0),
            down: axis(RegionUnit::CentimetrePerSecond, -0.5, 100.0),
        };
        assert!(region.contains(10, 149) && !region.contains(110, 60));
        assert_eq!(region.across.at(60.0), 0.5);
        assert_eq!(region.down.at(80.0), 10.0);
        assert_eq!(region.spacing_mm(), None);
    }
}
