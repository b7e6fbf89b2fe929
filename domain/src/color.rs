//! Colors of a brand, and whether they can be read (WCAG 2.2).

use std::fmt;

/// A color as pages write it: `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// The text is no color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a color like #1f5fbf")]
pub struct BadColor;

/// The least contrast between text and what it stands on, in hundredths (WCAG AA, 1.4.3).
pub const TEXT_CONTRAST_E2: u32 = 450;
/// The least contrast between a button and what it stands on, in hundredths (WCAG AA, 1.4.11).
pub const SHAPE_CONTRAST_E2: u32 = 300;

impl Color {
    /// White.
    pub const WHITE: Self = Self([255; 3]);
    /// Black.
    pub const BLACK: Self = Self([0; 3]);

    /// A color by its red, green and blue.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Reads `#rrggbb`, in letters of any size.
    pub fn parse(text: &str) -> Result<Self, BadColor> {
        let digits = text.strip_prefix('#').ok_or(BadColor)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(BadColor);
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| BadColor);
        Ok(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// How bright it is to the eye (WCAG: relative luminance), in millionths.
    fn luminance(self) -> u32 {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        let bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        (bright * 1_000_000.0).round() as u32
    }

    /// How well one can be told from the other, in hundredths: 100 to 2100.
    pub fn contrast_e2(self, other: Self) -> u32 {
        let (mine, its) = (self.luminance(), other.luminance());
        let (high, low) = (mine.max(its), mine.min(its));
        (high + 50_000) * 100 / (low + 50_000)
    }

    /// The color of text on this one: white or black, whichever is read better. One of them always
    /// has the contrast that text needs.
    #[must_use]
    pub fn text(self) -> Self {
        if self.contrast_e2(Self::WHITE) >= self.contrast_e2(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// This color, made lighter until a button of it is seen on a dark ground.
    #[must_use]
    pub fn seen_on(self, ground: Self) -> Self {
        let mut color = self;
        while color.contrast_e2(ground) < SHAPE_CONTRAST_E2 && color != Self::WHITE {
            color = Self(color.0.map(|part| part.saturating_add(8)));
        }
        color
    }
}

impl fmt::Display for Color {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_color_is_read_and_written() {
        assert_eq!(Color::parse("#1F5fBf").unwrap().to_string(), "#1f5fbf");
        for wrong in [
            "", "#fff", "1f5fbf", "#1f5fb", "#1f5fbg", "#1f5fbff", "#+1+1+1", "#ааа",
        ] {
            assert_eq!(Color::parse(wrong), Err(BadColor), "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let contrast = |a: &str, b: &str| {
            Color::parse(a)
                .unwrap()
                .contrast_e2(Color::parse(b).unwrap())
        };
        assert_eq!(contrast("#000000", "#ffffff"), 2100);
        assert_eq!(contrast("#777777", "#ffffff"), 447);
        assert_eq!(contrast("#767676", "#ffffff"), 454);
        assert_eq!(contrast("#123456", "#123456"), 100);
        assert_eq!(Color::parse("#ffd400").unwrap().text(), Color::BLACK);
        assert_eq!(Color::parse("#1f5fbf").unwrap().text(), Color::WHITE);
    }

    proptest! {
        #[test]
        fn text_on_any_color_can_be_read(red: u8, green: u8, blue: u8) {
            let color = Color::new(red, green, blue);
            prop_assert!(color.contrast_e2(color.text()) >= TEXT_CONTRAST_E2);
            let ground = Color::new(25, 31, 40);
            prop_assert!(color.seen_on(ground).contrast_e2(ground) >= SHAPE_CONTRAST_E2);
            prop_assert_eq!(Color::parse(&color.to_string()), Ok(color));
        }
    }
}
