//! The outside world we drive, behind one contract.
//!
//! A module is handed one attempt of one operation ([`Work`]) and answers what is known afterwards
//! ([`Answer`]). It holds no state, sees neither the store nor the clock, and never repeats a
//! request by itself: what happens next is decided by `onsell_domain::conclude`.
//!
//! | module | file | capability |
//! |---|---|---|
//! | `BILLmanager` | [`billmanager`] | sells through another billing system; remote |
//! | `license` | [`license`] | the stock of our own licenses; local |
//! | `manual` | [`manual`] | staff, who get a task for each operation |
//! | `vmmanager6` and its like | [`server`] | drive machines; remote |
//! | `acme` and its like | [`certificate`] | issue certificates; remote |

mod acme;
pub mod billmanager;
pub mod certificate;
mod connection;
mod dcimanager5;
mod dcimanager6;
mod gogetssl;
pub mod license;
mod lxd;
pub mod mail;
pub mod manual;
mod mgr5;
pub mod own_ca;
mod platform6;
pub mod server;
mod transport;
mod vmmanager5;
mod vmmanager6;
mod work;

pub use connection::{CheckFault, Connection, Setting, settings};
pub(crate) use connection::{FINGERPRINT, fingerprinted};
pub use transport::{HttpAnswer, HttpRequest, HttpTransport, Method, Transport, TransportError};
pub use work::{Answer, Bundled, Honors, SentBefore, Wanted, Work};

/// What kind of module a configured one is, by the name in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModuleKind {
    /// Sells what another billing system provides.
    BillManager,
    /// Gives licenses out of our own stock.
    License,
    /// Gives every operation to staff, as a task.
    Manual,
    /// Virtual servers of VMmanager 6.
    VmManager6,
    /// Virtual servers of VMmanager 5.
    VmManager5,
    /// Dedicated servers of DCImanager 6.
    DciManager6,
    /// Dedicated servers of DCImanager 5.
    DciManager5,
    /// Virtual servers of LXD or Incus.
    Lxd,
    /// Certificates of an authority that speaks ACME.
    Acme,
    /// Certificates of an authority of our own.
    OwnCa,
    /// Certificates of the shop GoGetSSL.
    GoGetSsl,
    /// Certificates that another billing system provides: a second name of [`Self::BillManager`],
    /// under which sellers of certificates are looked for (semantics 1.12).
    IspmanagerSsl,
}

/// Who does the work of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worker {
    /// The module itself, without I/O, inside the unit that created the operation.
    Itself,
    /// A seller, through an account there with URL, user and password.
    Seller,
    /// Our own staff, by hand.
    Staff,
    /// A system that drives machines ([`server`]).
    Machines,
    /// A system that issues certificates ([`certificate`]).
    Issuer,
}

/// What a module can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Who does the work.
    pub worker: Worker,
    /// The product types it can serve; empty is every type.
    pub product_types: &'static [&'static str],
}

impl ModuleKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::BillManager,
        Self::License,
        Self::Manual,
        Self::VmManager6,
        Self::VmManager5,
        Self::DciManager6,
        Self::DciManager5,
        Self::Lxd,
        Self::Acme,
        Self::OwnCa,
        Self::GoGetSsl,
        Self::IspmanagerSsl,
    ];

    /// The name in the database and, without regard to case, on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::BillManager => "billmanager",
            Self::License => "license",
            Self::Manual => "manual",
            Self::VmManager6 => "vmmanager6",
            Self::VmManager5 => "vmmanager5",
            Self::DciManager6 => "dcimanager6",
            Self::DciManager5 => "dcimanager5",
            Self::Lxd => "lxd",
            Self::Acme => "acme",
            Self::OwnCa => "ownca",
            Self::GoGetSsl => "gogetssl",
            Self::IspmanagerSsl => "ispmanagerssl",
        }
    }

    /// The kind of that name, without regard to case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// What it can do.
    pub fn capabilities(self) -> Capabilities {
        match self {
            Self::BillManager => Capabilities {
                worker: Worker::Seller,
                product_types: &[
                    "soft",
                    "softexternal",
                    "addition",
                    "platform",
                    "certificate",
                ],
            },
            Self::IspmanagerSsl => Capabilities {
                worker: Worker::Seller,
                product_types: &["certificate"],
            },
            Self::License => Capabilities {
                worker: Worker::Itself,
                product_types: &["soft", "softexternal", "addition", "platform"],
            },
            Self::Manual => Capabilities {
                worker: Worker::Staff,
                product_types: &[],
            },
            Self::VmManager6 | Self::VmManager5 | Self::Lxd => Capabilities {
                worker: Worker::Machines,
                product_types: &["vds"],
            },
            Self::DciManager6 | Self::DciManager5 => Capabilities {
                worker: Worker::Machines,
                product_types: &["dedic"],
            },
            Self::Acme | Self::OwnCa | Self::GoGetSsl => Capabilities {
                worker: Worker::Issuer,
                product_types: &["certificate"],
            },
        }
    }

    /// Whether it issues certificates and pays nobody for one that it asked for.
    pub fn issues_for_nothing(self) -> bool {
        matches!(self, Self::Acme | Self::OwnCa)
    }

    /// Whether it can serve a product type.
    pub fn serves(self, product_type: &str) -> bool {
        let types = self.capabilities().product_types;
        types.is_empty() || types.contains(&product_type)
    }
}
