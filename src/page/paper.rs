//! Sizes of paper.

use std::str::FromStr;

use thiserror::Error;

/// A size of the A series (ISO 216).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm.
    A3,
    /// 420 × 594 mm.
    A2,
    /// 594 × 841 mm.
    A1,
    /// 841 × 1189 mm.
    A0,
}

/// Which side of the paper is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Orientation {
    /// The long side lies.
    #[default]
    Landscape,
    /// The long side stands.
    Portrait,
}

/// A text that names no size of paper.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no size of paper: {0}")]
pub struct PaperError(pub String);

impl Paper {
    /// All of them, from small to large.
    pub const ALL: [Self; 5] = [Self::A4, Self::A3, Self::A2, Self::A1, Self::A0];

    /// Width and height in millimetres.
    pub const fn size_mm(self, orientation: Orientation) -> [f32; 2] {
        let [short, long] = match self {
            Self::A4 => [210.0, 297.0],
            Self::A3 => [297.0, 420.0],
            Self::A2 => [420.0, 594.0],
            Self::A1 => [594.0, 841.0],
            Self::A0 => [841.0, 1189.0],
        };
        match orientation {
            Orientation::Portrait => [short, long],
            Orientation::Landscape => [long, short],
        }
    }

    /// Its name: `A4`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A3 => "A3",
            Self::A2 => "A2",
            Self::A1 => "A1",
            Self::A0 => "A0",
        }
    }

    /// How much larger letters are than on A4: large sheets are read from farther away.
    pub(crate) const fn letters(self) -> f32 {
        match self {
            Self::A4 => 1.0,
            Self::A3 => 1.2,
            Self::A2 => 1.5,
            Self::A1 => 1.9,
            Self::A0 => 2.4,
        }
    }
}

impl FromStr for Paper {
    type Err = PaperError;

    fn from_str(text: &str) -> Result<Self, PaperError> {
        let same = |paper: &&Self| paper.name().eq_ignore_ascii_case(text.trim());
        Self::ALL.iter().find(same).copied().ok_or_else(|| PaperError(text.to_owned()))
    }
}
