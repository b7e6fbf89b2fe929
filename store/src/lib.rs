//! Where it is kept: units of work over SQLite and PostgreSQL, and one file of statements per noun.
//!
//! A *unit* is a closure over [`Tx`] whose only effects are its statements, so the store may run it
//! again or commit it together with others. Nothing here decides: a statement stores or finds, the
//! floors above know why.

mod base;
mod listing;
mod migrations;
pub mod testing;

pub use base::*;
pub use migrations::MIGRATIONS;

// nouns
pub mod account;
pub mod addon_item;
pub mod addon_scale;
pub mod addon_source;
pub mod attempt;
pub mod bill_order;
pub mod brand;
pub mod bundled_license;
pub mod catalogue;
pub mod certificate;
pub mod certificate_line;
pub mod certificate_request;
pub mod certificate_tariff;
pub mod certificate_validation;
pub mod columns;
pub mod copied;
pub mod currency_rate;
pub mod enumeration;
pub mod enumeration_item;
pub mod event;
pub mod expense;
pub mod forecast;
pub mod handed;
pub mod held;
pub mod history;
pub mod hour_total;
pub mod issued_certificate;
pub mod item_addon;
pub mod job;
pub mod journal;
pub mod kept;
pub mod license_document;
mod lines;
pub mod list_filter;
pub mod list_view;
pub mod mail;
pub mod module_choice;
pub mod module_connection;
pub mod module_license;
pub mod module_offer;
pub mod need;
pub mod offer;
pub mod operation;
pub mod operation_card;
pub mod operation_error;
pub mod operation_list;
pub mod operation_new;
pub mod partner;
pub mod payment;
pub mod period_rule;
pub mod problem;
pub mod processing_module;
pub mod profile;
pub mod recorded_call;
pub mod rules;
pub mod second_factor;
pub mod seller;
pub mod server;
pub mod server_machine;
pub mod server_tariff;
pub mod service;
pub mod service_count;
pub mod service_list;
pub mod service_operation;
pub mod service_param;
pub mod session;
pub mod session_list;
pub mod setting;
pub mod sign_in_key;
pub mod statement;
pub mod tariff;
pub mod tariff_list;
pub mod task;
pub mod unknown_call;
pub mod unused;
pub mod upstream;
pub mod upstream_former;
pub mod usage;
pub mod user;
pub mod waiting;
pub mod wallet;
