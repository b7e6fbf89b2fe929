//! How a browser looks at a page: its size, its colors, whether it runs scripts.

use serde_json::{Value, json};

/// What runs without a screen, without a sandbox (tests run as root, and look at nothing but this
/// machine) and without asking anybody for anything.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// How a browser looks at pages.
#[derive(Debug, Clone)]
pub struct Look {
    /// The width in points.
    pub width: u32,
    /// The height in points.
    pub height: u32,
    /// Whether it is held in a hand.
    pub is_phone: bool,
    /// Whether its person prefers dark colors.
    pub is_dark: bool,
    /// Whether it runs the scripts of pages.
    pub has_scripts: bool,
    /// The language that it asks for.
    pub language: &'static str,
}

impl Look {
    /// A window on a desk, light, with scripts, in English.
    pub const DESK: Self = Self {
        width: 1280,
        height: 800,
        is_phone: false,
        is_dark: false,
        has_scripts: true,
        language: "en",
    };
    /// A phone of the narrow kind.
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
        is_phone: true,
        ..Self::DESK
    };

    /// What a new browser is asked for; `folder` is empty and its own.
    pub(crate) fn capabilities(&self, folder: &str) -> Value {
        let mut flags: Vec<String> = FLAGS.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={folder}"));
        flags.push(format!("--window-size={},{}", self.width, self.height));
        flags.push(format!("--lang={}", self.language));
        json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "args": flags,
                "prefs": { "intl.accept_languages": self.language },
            },
            "goog:loggingPrefs": { "browser": "ALL" },
        })
    }

    /// What it is told before its first page.
    pub(crate) fn commands(&self) -> Vec<(&'static str, Value)> {
        let size = json!({
            "width": self.width,
            "height": self.height,
            "deviceScaleFactor": 1,
            "mobile": self.is_phone,
        });
        vec![
            ("Emulation.setDeviceMetricsOverride", size),
            Self::media(self.is_dark),
            (
                "Emulation.setScriptExecutionDisabled",
                json!({ "value": !self.has_scripts }),
            ),
        ]
    }

    /// Which colors are preferred. What moves would be met in the middle of its way: nothing does.
    pub(crate) fn media(is_dark: bool) -> (&'static str, Value) {
        let colors = if is_dark { "dark" } else { "light" };
        let media = json!([
            { "name": "prefers-color-scheme", "value": colors },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        ("Emulation.setEmulatedMedia", json!({ "features": media }))
    }
}
