//! The metrics by name, each with the definition that is computed.

use super::DataRange;

/// A metric of two pictures, or of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "`definition` says it in full")]
pub enum Metric {
    Mse,
    Psnr,
    NrmseEuclidean,
    NrmseMinMax,
    NrmseMean,
    SsimUniform,
    SsimGaussian,
    Nmi,
    EntropyA,
    EntropyB,
    MeanA,
    MeanB,
    SdA,
    SdB,
    Ambe,
    Cii,
    CnrA,
    CnrB,
    EmeA,
    EmeB,
    Epi,
    SaturatedA,
    SaturatedB,
    LevelsA,
    LevelsB,
}

impl Metric {
    /// All metrics, in the order in which they are shown.
    pub const ALL: [Self; 25] = [
        Self::Mse,
        Self::Psnr,
        Self::NrmseEuclidean,
        Self::NrmseMinMax,
        Self::NrmseMean,
        Self::SsimUniform,
        Self::SsimGaussian,
        Self::Nmi,
        Self::EntropyA,
        Self::EntropyB,
        Self::MeanA,
        Self::MeanB,
        Self::SdA,
        Self::SdB,
        Self::Ambe,
        Self::Cii,
        Self::CnrA,
        Self::CnrB,
        Self::EmeA,
        Self::EmeB,
        Self::Epi,
        Self::SaturatedA,
        Self::SaturatedB,
        Self::LevelsA,
        Self::LevelsB,
    ];

    /// The name, which tells the variant; that of PSNR tells the data range.
    pub fn name(self, range: DataRange) -> &'static str {
        match self {
            Self::Mse => "mse",
            Self::Psnr => match range {
                DataRange::Grey8 => "psnr_255",
                DataRange::Grey16 => "psnr_65535",
                DataRange::Values { .. } => "psnr_range_a",
            },
            Self::NrmseEuclidean => "nrmse_euclidean",
            Self::NrmseMinMax => "nrmse_minmax",
            Self::NrmseMean => "nrmse_mean",
            Self::SsimUniform => "ssim_uniform7_sample",
            Self::SsimGaussian => "ssim_gauss_sigma1.5_win11_population",
            Self::Nmi => "nmi_100",
            Self::EntropyA => "entropy_a_bits",
            Self::EntropyB => "entropy_b_bits",
            Self::MeanA => "mean_a",
            Self::MeanB => "mean_b",
            Self::SdA => "sd_a",
            Self::SdB => "sd_b",
            Self::Ambe => "ambe",
            Self::Cii => "cii",
            Self::CnrA => "cnr_a",
            Self::CnrB => "cnr_b",
            Self::EmeA => "eme_a_8x8_c1",
            Self::EmeB => "eme_b_8x8_c1",
            Self::Epi => "epi_laplace4",
            Self::SaturatedA => "saturated_percent_a",
            Self::SaturatedB => "saturated_percent_b",
            Self::LevelsA => "levels_a",
            Self::LevelsB => "levels_b",
        }
    }

    /// What is computed, in words. L is the data range.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Mse => "mean of (a - b)^2",
            Self::Psnr => "10 log10(L^2 / mse) in dB; infinite for equal pictures",
            Self::NrmseEuclidean => "sqrt(mse) / sqrt(mean of a^2)",
            Self::NrmseMinMax => "sqrt(mse) / (max a - min a)",
            Self::NrmseMean => "sqrt(mse) / mean a",
            Self::SsimUniform => {
                "structural similarity: 7 x 7 box, sample covariance (49/48), K1 0.01, K2 0.03, mean over pixels at least 3 from the border"
            }
            Self::SsimGaussian => {
                "structural similarity: Gaussian sigma 1.5 in 11 x 11, population covariance, K1 0.01, K2 0.03, mean over pixels at least 5 from the border"
            }
            Self::Nmi => {
                "(H(a) + H(b)) / H(a, b), 100 x 100 bins over each picture's own minimum to maximum; 1 to 2"
            }
            Self::EntropyA | Self::EntropyB => {
                "-sum p log2 p in bits, one bin for each whole number; real numbers in the histogram's bins"
            }
            Self::MeanA | Self::MeanB => "mean",
            Self::SdA | Self::SdB => "standard deviation, divided by n",
            Self::Ambe => "absolute mean brightness error |mean a - mean b|",
            Self::Cii => {
                "contrast improvement index: (roi - background) / (roi + background) of the means, b over a"
            }
            Self::CnrA | Self::CnrB => {
                "contrast-to-noise ratio: |mean roi - mean background| / sd of the background, divided by n"
            }
            Self::EmeA | Self::EmeB => {
                "measure of enhancement: mean of 20 log10((max + 1) / (min + 1)) over 8 x 8 equal blocks, in dB"
            }
            Self::Epi => {
                "edge preservation index: correlation of the two mean-free 4-neighbour Laplacians, inner pixels"
            }
            Self::SaturatedA | Self::SaturatedB => {
                "share of pixels at 0 or at the top of the range, in percent"
            }
            Self::LevelsA | Self::LevelsB => "number of distinct values",
        }
    }

    /// Whether the result depends on the data range.
    pub fn uses_range(self) -> bool {
        matches!(
            self,
            Self::Psnr
                | Self::SsimUniform
                | Self::SsimGaussian
                | Self::SaturatedA
                | Self::SaturatedB
        )
    }

    /// Whether it is a whole number.
    pub fn is_count(self) -> bool {
        matches!(self, Self::LevelsA | Self::LevelsB)
    }

    /// Whether it is computed from two rectangles.
    pub fn needs_boxes(self) -> bool {
        matches!(self, Self::Cii | Self::CnrA | Self::CnrB)
    }
}
