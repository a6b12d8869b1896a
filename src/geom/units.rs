//! Quantities that cannot be mixed up: one newtype per unit, checked on the way in.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Sub};

use serde::{Deserialize, Serialize};

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// Wraps a finite number already in this unit.
            pub fn new(value: f64) -> Self {
                debug_assert!(value.is_finite(), "{} out of range: {value}", stringify!($name));
                Self(value)
            }

            /// The bare number, in this unit.
            pub fn value(self) -> f64 {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self(0.0), Add::add)
            }
        }

        /// The ratio of two quantities of one kind is a plain number.
        impl Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }
    };
}

quantity! {
    /// Area on the ground in hectares (1 ha = 10 000 m²). Differences may be negative.
    Hectares
}
quantity! {
    /// Length or distance on the ground in metres.
    Meters
}
quantity! {
    /// Length on the ground in kilometres.
    Kilometers
}
quantity! {
    /// Share of a whole, 100 being all of it.
    Percent
}

impl Hectares {
    /// From square metres on the ellipsoid, or on a plane the caller names.
    pub fn from_square_meters(m2: f64) -> Self {
        Self::new(m2 / 10_000.0)
    }

    /// This area as a share of `whole`; zero when `whole` is empty.
    pub fn percent_of(self, whole: Self) -> Percent {
        if whole.0 > 0.0 { Percent::new(100.0 * self.0 / whole.0) } else { Percent::default() }
    }
}

impl Meters {
    /// The same length in kilometres.
    pub fn to_kilometers(self) -> Kilometers {
        Kilometers::new(self.0 / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hectare_is_ten_thousand_square_meters() {
        assert!((Hectares::from_square_meters(25_000.0).value() - 2.5).abs() < 1e-15);
    }

    #[test]
    fn the_share_of_an_empty_whole_is_zero() {
        assert!(Hectares::new(3.0).percent_of(Hectares::default()).value().abs() < 1e-15);
    }
}
