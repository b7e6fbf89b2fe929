//! What an addon of a tariff is for, beyond having a value (wire 4.5).

/// The kind of an addon (`itemtype` of `pricelist.detail.edit`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AddonPurpose {
    /// A value that the module receives.
    #[default]
    Ordinary,
    /// The control panel of a server: its value says which license is bought with it (semantics
    /// 5.4).
    ControlPanel,
    /// How many names a certificate has (wire 2.7).
    Names,
}

impl AddonPurpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Ordinary, Self::ControlPanel, Self::Names];

    /// The name on the wire and in storage; an ordinary addon has none.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "",
            Self::ControlPanel => "control_panel",
            Self::Names => "altname",
        }
    }

    /// The purpose with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_come_back_from_storage() {
        for purpose in AddonPurpose::ALL {
            assert_eq!(AddonPurpose::parse(purpose.name()), Some(purpose));
        }
        assert_eq!(AddonPurpose::parse("panel"), None);
    }
}
