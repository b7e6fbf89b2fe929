//! The typed messages of the reselling conversation.
//!
//! Each file holds one exchange: the request with both directions (`to_params` for the client,
//! `from_params` for the server) and the answer with both directions (`to_document`, `from_node`).
//! Readers of answers are tolerant, because real sellers differ; readers of requests say which
//! field is wrong. How a request is authorized and in which encoding it is answered is added by the
//! transport, so no message names `authinfo` or `out`.

mod addons;
mod field;

pub mod action;
pub mod balance;
pub mod certificate;
pub mod change_tariff;
pub mod country;
pub mod edit;
pub mod event;
pub mod identity;
pub mod order;
pub mod pricelist;
pub mod product_type;
pub mod prolong;
pub mod quote;
pub mod service;

pub use action::{Action, ActionAnswer, ActionRequest};
pub use addons::ADDONS_MAX;
pub use balance::Balance;
pub use certificate::{CertificateOrder, CertificateTold};
pub use change_tariff::{ChangeTariffAnswer, ChangeTariffRequest};
pub use country::{country_number, country_request};
pub use edit::{EditAnswer, EditRequest};
pub use event::{Event, EventPage, EventQuery};
pub use identity::Identity;
pub use order::{MODULE_PARAMETERS, OrderAnswer, OrderRequest};
pub use pricelist::{
    PriceListAddon, PriceListEnumeration, PriceListItem, PriceListQuery, PriceListTariff,
};
pub use product_type::ProductTypeRights;
pub use prolong::{ProlongAnswer, ProlongRequest};
pub use quote::{form_of, price_on_form};
pub use service::{ServiceListQuery, ServiceState, card_request, list_request};
