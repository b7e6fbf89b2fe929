//! What a module that drives servers offers: templates, recipes, presets.

/// What kind of thing a module offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OfferKind {
    /// A system that can be installed.
    Template,
    /// A script that installs something on it.
    Recipe,
    /// A size of machine, or a configuration of hardware.
    Preset,
}

impl OfferKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Template, Self::Recipe, Self::Preset];

    /// The name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Recipe => "recipe",
            Self::Preset => "preset",
        }
    }
}

/// One thing that a module offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleOffer {
    /// What it is.
    pub kind: OfferKind,
    /// The internal name that an order chooses it by, such as `ISPsystem__Debian-12`.
    pub intname: String,
    /// What people call it.
    pub name: String,
    /// Words that say which recipe fits which template; both need one in common, unless one of them
    /// has none (semantics 2.1).
    pub tags: Vec<String>,
    /// Whether a recipe installs a control panel: one of its parameters is the license key.
    pub installs_panel: bool,
}
