//! What a request says of its owner, by the names of the wire (semantics 6.1).

/// The subject of a certificate request. Empty is not said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// `CN`: the main name.
    pub common_name: String,
    /// `C`: two letters.
    pub country: String,
    /// `ST`: region.
    pub state: String,
    /// `L`: city.
    pub city: String,
    /// `O`: organization.
    pub organization: String,
    /// `OU`: department.
    pub unit: String,
    /// `emailAddress`.
    pub email: String,
}

impl Subject {
    /// The names of the fields on the wire with their values.
    pub fn fields(&self) -> [(&'static str, &str); 7] {
        [
            ("CN", &self.common_name),
            ("C", &self.country),
            ("ST", &self.state),
            ("L", &self.city),
            ("O", &self.organization),
            ("OU", &self.unit),
            ("emailAddress", &self.email),
        ]
    }
}
