//! How the values of a PET series became standardised uptake values, or why they did not.

/// Standardised uptake value of a PET series.
#[derive(Clone, Debug, PartialEq)]
pub enum Suv {
    /// The file's values are SUV (Units GML).
    Given {
        /// SUV Type: `BW` by body weight, `LBM` by lean body mass …
        kind: String,
    },
    /// The file's values times a factor are SUV by body weight; the series' values are these products.
    Computed {
        /// SUV for one of the file's units (Bq/ml or counts), of the first slice.
        factor: f64,
        /// Slices have factors of their own.
        varies: bool,
        /// Where the factor comes from.
        route: SuvRoute,
    },
    /// It cannot be computed, and the values are in the file's unit.
    Missing {
        /// The element that is missing or does not serve.
        element: String,
        /// Why, in English.
        reason: String,
    },
}

/// Where the factor from activity to SUV comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SuvRoute {
    /// Weight over dose, the dose decayed from the injection to the scan (Decay Correction START).
    Decayed {
        /// From the injection to the scan.
        seconds: f64,
    },
    /// Weight over the administered dose (Decay Correction ADMIN).
    Administered,
    /// The maker's private factor (7053,1000).
    Philips,
}

impl Suv {
    /// What the file's values were multiplied by; 1 where they are as the file has them.
    pub fn factor(&self) -> f64 {
        match self {
            Self::Computed { factor, .. } => *factor,
            Self::Given { .. } | Self::Missing { .. } => 1.0,
        }
    }
}
