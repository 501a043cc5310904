//! Which instructions of the processor the sweeps may use.

/// A set of vector instructions; all give the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Instructions {
    /// What every processor of the target has.
    Portable,
    /// 256-bit integer vectors of x86-64. Where the processor lacks them, the portable path runs.
    Avx2,
}

impl Instructions {
    /// The fastest set that this processor has.
    pub fn detected() -> Self {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            return Self::Avx2;
        }
        Self::Portable
    }
}
