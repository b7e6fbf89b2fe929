//! The look of a provider: its accent color, and the picture of its logo.

use crate::color::{Color, SHAPE_CONTRAST_E2};

/// What pages stand on while they are light, and while they are dark.
pub const GROUNDS: [Color; 2] = [Color::new(255, 255, 255), Color::new(25, 31, 40)];

/// The accent colors of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accent {
    /// On light pages.
    pub light: Color,
    /// On dark pages.
    pub dark: Color,
}

/// Why an accent color cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAccent {
    /// A button of this color would not be seen on a light page.
    #[error("a button of this color is not seen on a light page")]
    Light,
    /// A button of this color would not be seen on a dark page.
    #[error("a button of this color is not seen on a dark page")]
    Dark,
}

impl Accent {
    /// The colors, if buttons of them are seen. Without a dark one the light one is made lighter
    /// until it is.
    pub fn new(light: Color, dark: Option<Color>) -> Result<Self, BadAccent> {
        let [on_light, on_dark] = GROUNDS;
        if light.contrast_e2(on_light) < SHAPE_CONTRAST_E2 {
            return Err(BadAccent::Light);
        }
        let dark = dark.unwrap_or_else(|| light.seen_on(on_dark));
        if dark.contrast_e2(on_dark) < SHAPE_CONTRAST_E2 {
            return Err(BadAccent::Dark);
        }
        Ok(Self { light, dark })
    }

    /// The stylesheet that puts them in the place of our own, after ours.
    pub fn stylesheet(&self) -> String {
        let (light, dark) = (self.light, self.dark);
        let (on_light, on_dark) = (light.text(), dark.text());
        format!(
            ":root{{--accent:light-dark({light},{dark});\
             --accent-text:light-dark({on_light},{on_dark})}}\n"
        )
    }
}

/// What a logo may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoKind {
    /// A picture of points.
    Png,
    /// A drawing. It is shown as a picture only, so that nothing in it runs.
    Svg,
}

/// The largest logo, in bytes.
pub const LOGO_BYTES_MAX: usize = 64 * 1024;

impl LogoKind {
    /// What these bytes are, whatever they were called: nothing else is a logo. A drawing that
    /// could run or fetch something is none.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
        const FORBIDDEN: [&str; 4] = ["<script", "<!entity", "<foreignobject", "javascript:"];
        if bytes.len() > LOGO_BYTES_MAX {
            return None;
        }
        if bytes.starts_with(PNG) {
            return Some(Self::Png);
        }
        let text = std::str::from_utf8(bytes).ok()?.to_ascii_lowercase();
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let begins = text.starts_with("<svg") || text.starts_with("<?xml") && text.contains("<svg");
        let is_harmless = FORBIDDEN.iter().all(|word| !text.contains(word));
        (begins && is_harmless).then_some(Self::Svg)
    }

    /// What a browser is told that it is.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }

    /// The kind of that content type.
    pub fn parse(content_type: &str) -> Option<Self> {
        [Self::Png, Self::Svg]
            .into_iter()
            .find(|kind| kind.content_type() == content_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn buttons_are_seen_and_what_stands_on_them_is_read() {
        let accent = Accent::new(color("#7a0c2e"), None).unwrap();
        assert_ne!(accent.dark, accent.light, "too dark for a dark page");
        let sheet = accent.stylesheet();
        let on_dark = accent.dark.text();
        let expect = format!(
            ":root{{--accent:light-dark(#7a0c2e,{});\
             --accent-text:light-dark(#ffffff,{on_dark})}}\n",
            accent.dark
        );
        assert_eq!(sheet, expect);
        let yellow = Accent::new(color("#ffe066"), None);
        assert_eq!(yellow, Err(BadAccent::Light));
        let night = Accent::new(color("#1f5fbf"), Some(color("#202020")));
        assert_eq!(night, Err(BadAccent::Dark));
    }

    #[test]
    fn a_logo_is_known_by_its_bytes() {
        let check = |bytes: &[u8], expect: Option<LogoKind>| {
            assert_eq!(
                LogoKind::of(bytes),
                expect,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        };
        check(b"\x89PNG\r\n\x1a\nrest", Some(LogoKind::Png));
        check(
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            Some(LogoKind::Svg),
        );
        check(b"<?xml version='1.0'?>\n<SVG></SVG>", Some(LogoKind::Svg));
        check(b"", None);
        check(b"GIF89a", None);
        check(b"<html><svg></svg></html>", None);
        check(b"<svg><script>alert(1)</script></svg>", None);
        check(b"<svg><a href='javascript:x()'/></svg>", None);
        check(&vec![b'<'; LOGO_BYTES_MAX + 1], None);
        for kind in [LogoKind::Png, LogoKind::Svg] {
            assert_eq!(LogoKind::parse(kind.content_type()), Some(kind));
        }
    }
}
