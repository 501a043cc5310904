//! Which instructions of the processor the fast operations may use.
//!
//! Every operation has a portable form, compiled for the oldest processor of its kind. A few have
//! others for wider vectors, which give the same bytes and are picked while running.

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
#[cfg(target_arch = "x86_64")]
pub(crate) mod sse2;

use std::fmt;

/// A set of instructions that this processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// What every processor has that the program was built for.
    Portable,
    /// AVX2, vectors of 256 bits (x86-64).
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// AVX-512 with byte permutations (F, BW, VBMI), vectors of 512 bits (x86-64).
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

/// Proof that the processor has AVX2: only [`Instructions::available`] gives it away.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avx2(());

/// Proof that the processor has AVX-512 F, BW and VBMI, and AVX2: only
/// [`Instructions::available`] gives it away.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avx512(Avx2);

#[cfg(target_arch = "x86_64")]
impl Avx512 {
    /// The AVX2 that comes with it.
    pub fn avx2(self) -> Avx2 {
        self.0
    }
}

impl Instructions {
    /// The fastest that this processor has.
    pub fn detected() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected;
            if is_x86_feature_detected!("avx2") {
                let vectors512 = is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vbmi");
                return if vectors512 {
                    Self::Avx512(Avx512(Avx2(())))
                } else {
                    Self::Avx2(Avx2(()))
                };
            }
        }
        Self::Portable
    }

    /// AVX2, where it is among them.
    #[cfg(target_arch = "x86_64")]
    pub fn avx2(self) -> Option<Avx2> {
        match self {
            Self::Portable => None,
            Self::Avx2(avx2) => Some(avx2),
            Self::Avx512(avx512) => Some(avx512.avx2()),
        }
    }

    /// All that this processor has, from the portable to the fastest.
    pub fn available() -> Vec<Self> {
        match Self::detected() {
            Self::Portable => vec![Self::Portable],
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => vec![Self::Portable, Self::detected()],
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(avx512) => {
                vec![Self::Portable, Self::Avx2(avx512.avx2()), Self::detected()]
            }
        }
    }
}

impl fmt::Display for Instructions {
    /// `portable`, `avx2` or `avx512`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_portable_form_is_always_there() {
        let all = Instructions::available();
        assert_eq!(all[0], Instructions::Portable);
        assert_eq!(all.last(), Some(&Instructions::detected()));
        assert_eq!(all[0].to_string(), "portable");
    }
}
