//! Colours in an order, for figures from low to high.

use colorous::Gradient;
use serde::{Deserialize, Serialize};

use super::Color;

/// Colours from low to high; told apart with every common kind of colour blindness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ramp {
    /// Pale yellow to dark blue (`ColorBrewer`).
    #[default]
    YellowGreenBlue,
    /// Pale yellow to dark red (`ColorBrewer`).
    YellowOrangeRed,
    /// Pale to dark green (`ColorBrewer`).
    Greens,
    /// Pale to dark purple (`ColorBrewer`).
    Purples,
    /// Dark blue to yellow (Nuñez, Anderton and Renslow 2018).
    Cividis,
    /// Dark violet over green to yellow (van der Walt and Smith 2015).
    Viridis,
    /// Two directions: brown, pale, green (`ColorBrewer`).
    BrownGreen,
    /// Two directions: purple, pale, orange (`ColorBrewer`).
    PurpleOrange,
}

impl Ramp {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::YellowGreenBlue,
        Self::YellowOrangeRed,
        Self::Greens,
        Self::Purples,
        Self::Cividis,
        Self::Viridis,
        Self::BrownGreen,
        Self::PurpleOrange,
    ];

    /// `count` colours from low to high.
    pub fn colors(self, count: usize) -> Vec<Color> {
        let gradient = self.gradient();
        let color = |at: usize| {
            let last = count.saturating_sub(1);
            // The ends of pale ramps are hardly seen on paper.
            let share = if last == 0 { 0.5 } else { at as f64 / last as f64 };
            let color = gradient.eval_continuous(self.start() + share * (1.0 - self.start()));
            Color { r: color.r, g: color.g, b: color.b, a: 255 }
        };
        (0..count).map(color).collect()
    }

    fn start(self) -> f64 {
        match self {
            Self::Greens | Self::Purples => 0.12,
            Self::YellowGreenBlue | Self::YellowOrangeRed => 0.04,
            Self::Cividis | Self::Viridis | Self::BrownGreen | Self::PurpleOrange => 0.0,
        }
    }

    const fn gradient(self) -> Gradient {
        match self {
            Self::YellowGreenBlue => colorous::YELLOW_GREEN_BLUE,
            Self::YellowOrangeRed => colorous::YELLOW_ORANGE_RED,
            Self::Greens => colorous::GREENS,
            Self::Purples => colorous::PURPLES,
            Self::Cividis => colorous::CIVIDIS,
            Self::Viridis => colorous::VIRIDIS,
            Self::BrownGreen => colorous::BROWN_GREEN,
            Self::PurpleOrange => colorous::PURPLE_ORANGE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::vision::difference;

    #[test]
    fn five_classes_differ_from_their_neighbours_for_the_colour_blind_too() {
        for ramp in Ramp::ALL {
            for pair in ramp.colors(5).windows(2) {
                for kind in 0..3 {
                    let difference = difference(pair[0], pair[1], kind);
                    assert!(difference >= 9.0, "{ramp:?} {kind} {pair:?}: {difference:.1}");
                }
            }
        }
    }
}
