//! What everybody who signed in sets of himself.

pub(crate) mod factor;
pub(crate) mod sessions;
pub(crate) mod settings;
