//! Colours as people write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A colour in sRGB with straight (not premultiplied) opacity; text form `#RRGGBB` or `#RRGGBBAA`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green, 0 to 255.
    pub g: u8,
    /// Blue, 0 to 255.
    pub b: u8,
    /// Opacity, 255 being opaque.
    pub a: u8,
}

/// The text is not a colour.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a colour of the form #RRGGBB or #RRGGBBAA: {text}")]
pub struct ColorError {
    /// What was found.
    pub text: String,
}

impl Color {
    /// White.
    pub const WHITE: Self = Self::hex(0x00FF_FFFF);
    /// Black.
    pub const BLACK: Self = Self::hex(0);

    /// An opaque colour from `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        Self { r: (rgb >> 16) as u8, g: (rgb >> 8) as u8, b: rgb as u8, a: 255 }
    }

    /// The same colour with opacity `a`, 0 to 255.
    #[must_use]
    pub const fn with_alpha(self, a: u8) -> Self {
        Self { a, ..self }
    }

    /// This colour moved towards `other`; `share` 0 keeps it, 1 replaces it.
    #[must_use]
    pub fn mixed(self, other: Self, share: f32) -> Self {
        let mix = |a: u8, b: u8| {
            (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round().clamp(0.0, 255.0) as u8
        };
        Self {
            r: mix(self.r, other.r),
            g: mix(self.g, other.g),
            b: mix(self.b, other.b),
            a: mix(self.a, other.a),
        }
    }

    /// Relative luminance, 0 black to 1 white (WCAG 2.2; opacity ignored).
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// Contrast ratio with `other`, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Red, green, blue and opacity with the colours multiplied by the opacity.
    pub fn premultiplied(self) -> [u8; 4] {
        let times = |channel: u8| ((u32::from(channel) * u32::from(self.a) + 127) / 255) as u8;
        [times(self.r), times(self.g), times(self.b), self.a]
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.r, self.g, self.b)?;
        if self.a < 255 { write!(f, "{:02X}", self.a) } else { Ok(()) }
    }
}

impl FromStr for Color {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, ColorError> {
        let error = || ColorError { text: text.to_owned() };
        let digits = text.trim().strip_prefix('#').ok_or_else(error)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(error());
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| error())?;
        match digits.len() {
            6 => Ok(Self::hex(number)),
            8 => Ok(Self::hex(number >> 8).with_alpha(number as u8)),
            _ => Err(error()),
        }
    }
}

impl TryFrom<String> for Color {
    type Error = ColorError;

    fn try_from(text: String) -> Result<Self, ColorError> {
        text.parse()
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_they_are_written() {
        for text in ["#0B6E69", "#C2255C80", "#FFFFFF"] {
            assert_eq!(text.parse::<Color>().unwrap().to_string(), text);
        }
        for text in ["0B6E69", "#0B6E6", "#GG0000", "#+12345", ""] {
            assert!(text.parse::<Color>().is_err(), "{text}");
        }
    }

    #[test]
    fn black_on_white_has_the_highest_contrast() {
        assert!((Color::BLACK.contrast(Color::WHITE) - 21.0).abs() < 1e-9);
    }
}
