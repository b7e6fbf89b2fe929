//! Looks at the panel with a real browser: Chromium, driven over W3C WebDriver, in front of a
//! vendor and a provider that serve in this process. The tests are in `tests/browser`; the command
//! `screenshots` makes the pictures in `docs/screens`.
//!
//! What a page contains is proven without a browser, beside the panel. Here is what only a browser
//! knows: that the documented path can be walked, that pages work without scripts, on a phone and
//! by keyboard, that everybody can read them, and that nothing in them is refused by their own
//! policy.

pub mod audit;
pub mod browser;
pub mod driver;
pub mod keyboard;
pub mod life;
pub mod look;
pub mod picture;
pub mod shop;
pub mod webdriver;
pub mod world;

pub use browser::Browser;
pub use driver::Driver;
pub use look::Look;
pub use world::World;
