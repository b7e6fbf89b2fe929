//! What happens: one file per use case, and the workers and jobs that run them.
//!
//! Everything here is ordinary synchronous Rust. A use case that only changes rows is a function
//! over a [`Scope`] and runs inside one unit of the store; a use case that talks to the outside
//! world is a method-like function over the [`Engine`] and goes in three beats: intend, ask,
//! conclude. No function here knows HTTP, HTML or SQL text.
//!
//! | story | files |
//! |---|---|
//! | an order is placed upstream | [`order`], `begin`, [`operate`] |
//! | a cart is paid | [`bill_order`], [`order`] |
//! | an event arrives | [`check_event`], `follow`, `complete`, `tell` |
//! | an operation fails and is started again | [`operate`], [`start`] |
//! | a tariff changes | [`change_tariff`], `move_tariff`, `paid_term`, [`operate`] |
//! | staff do the work by hand | `begin`, [`manual`], [`tasks`], `complete` |
//! | a month turns over | `due`, [`expire`], [`prolong`], [`waiting`] |
//! | what waits for money or for a sign-in goes on | [`held`], `probe`, [`balance`] |

pub mod account;
pub mod acting;
mod addon_check;
pub mod addon_edit;
mod addon_fault;
pub mod addon_item_edit;
pub mod addon_scale_edit;
mod addon_values;
mod addons;
mod address;
pub mod agree;
mod ask_again;
pub mod balance;
mod begin;
pub mod bill_order;
pub mod brand;
pub mod bundle;
mod cancel;
pub mod catalogue;
pub mod certificate;
pub mod change;
pub mod change_addons;
pub mod change_tariff;
mod changed_there;
pub mod check;
pub mod check_event;
mod closed_there;
pub mod compare;
mod complete;
pub mod connect;
pub mod connect_server;
mod copied;
mod covers;
pub mod currency_rate;
pub mod dashboard;
mod deed;
pub mod doctor;
mod doing;
mod due;
mod engine;
pub mod enumeration;
mod error;
pub mod expire;
pub mod feeds;
mod follow;
pub mod forecast;
pub mod give_back;
mod handed;
pub mod held;
pub mod here_only;
pub mod import;
pub mod install;
pub mod item_addon;
pub mod journal;
mod keep_closed;
mod keep_running;
mod keep_stopped;
pub mod kept_secret;
pub mod license_document;
pub mod license_key;
pub mod link;
pub mod list_filter;
pub mod lock;
pub mod machine_check;
pub mod machines;
pub mod mail;
pub mod manual;
#[cfg(feature = "measure")]
pub mod measure;
mod mirror;
mod module_choice;
pub mod module_license;
pub mod module_offers;
mod module_probe;
mod move_tariff;
pub mod next_change;
pub mod next_module;
mod offered;
pub mod operate;
pub mod operation_edit;
pub mod order;
mod owned;
mod paid_term;
pub mod partner;
pub mod pay;
pub mod period_rule;
mod poll;
pub mod preset;
mod preset_list;
pub mod preview;
mod price_limit;
mod probe;
mod problems;
pub mod profile;
pub mod prolong;
mod reading;
pub mod record;
pub mod recovery;
mod refund;
pub mod register;
mod repeated;
pub mod report;
mod rights;
pub mod schedule;
mod scope;
mod seal;
pub mod seams;
pub mod second_factor;
mod sellers;
pub mod server;
pub mod server_choices;
mod server_disk;
mod server_modules;
pub mod server_order;
pub mod server_tariff;
pub mod service_card;
pub mod service_param;
pub mod session;
pub mod session_life;
pub mod session_list;
pub mod settings;
pub mod shown;
pub mod sign_in;
pub mod sign_in_key;
pub mod sold;
pub mod start;
pub mod state;
pub mod steps;
pub mod sync;
pub mod takeover;
pub mod tariffs;
pub mod tasks;
mod tell;
pub mod throttle;
pub mod totp;
pub mod transfer;
pub mod unknown_call;
pub mod unpriced;
pub mod unused;
pub mod usage;
pub mod user;
pub mod waiting;
mod work;

pub use begin::Begun;
pub use engine::{Engine, EventMode, Setup};
pub use error::{Error, Result};
pub use scope::{Installation, Scope, hex};
pub use seal::Seal;
pub use work::Working;
