//! Every function, one file per family.

use crate::answer::{Entry, Of};
use crate::function::Function;

mod account;
mod account_edit;
mod card;
mod catalogue;
mod check_event;
mod currency_rate;
mod currency_rate_edit;
mod custom_param;
mod custom_param_edit;
mod enumeration;
mod enumeration_edit;
mod enumeration_item_edit;
mod event;
mod expense;
mod identity;
mod journal;
mod money;
mod operation;
mod order;
mod order_check;
mod order_form;
mod payment;
mod payment_add;
mod price_export;
mod price_import;
mod price_sync;
mod processing;
mod processing_edit;
mod product_type_period;
mod prolong;
mod service;
mod service_edit;
mod service_list;
mod session;
mod switch;
mod tariff;
mod tariff_add;
mod tariff_addon;
mod tariff_addon_edit;
mod tariff_addon_item;
mod tariff_addon_item_edit;
mod tariff_edit;
mod task;

fn entry<F: Function>() -> Box<dyn Entry> {
    Box::new(Of::<F>::new())
}

/// Every function, in the order in which they are explained.
pub(crate) fn all() -> Vec<Box<dyn Entry>> {
    vec![
        // Everybody.
        entry::<session::SignIn>(),
        entry::<price_export::Export>(),
        // Whoever signed in.
        entry::<session::KeepAlive>(),
        entry::<session::SignOut>(),
        entry::<identity::WhoAmI>(),
        entry::<money::Dashboard>(),
        entry::<money::Wallets>(),
        entry::<payment::Payments>(),
        entry::<expense::Expenses>(),
        entry::<event::Events>(),
        entry::<event::Acknowledge>(),
        entry::<catalogue::Of<catalogue::ProductTypes>>(),
        entry::<catalogue::Of<catalogue::Currencies>>(),
        entry::<catalogue::Of<catalogue::Providers>>(),
        entry::<catalogue::Of<catalogue::DataCenters>>(),
        entry::<catalogue::Of<catalogue::Departments>>(),
        // Services, a family per product type.
        entry::<service_list::Services>(),
        entry::<service_edit::Edit>(),
        entry::<order::Order>(),
        entry::<order_check::CheckAddress>(),
        entry::<switch::Of<switch::Suspend>>(),
        entry::<switch::Of<switch::Resume>>(),
        entry::<switch::Of<switch::Delete>>(),
        entry::<prolong::Prolong>(),
        // Staff.
        entry::<account::Accounts>(),
        entry::<account_edit::Edit>(),
        entry::<payment_add::Add>(),
        entry::<payment_add::SetPaid>(),
        entry::<tariff::Tariffs>(),
        entry::<tariff_add::Add>(),
        entry::<tariff_edit::Edit>(),
        entry::<tariff::Of<tariff::Resume>>(),
        entry::<tariff::Of<tariff::Suspend>>(),
        entry::<tariff_addon::Addons>(),
        entry::<tariff_addon_edit::Edit>(),
        entry::<tariff_addon_item::Items>(),
        entry::<tariff_addon_item_edit::Edit>(),
        entry::<enumeration::Enumerations>(),
        entry::<enumeration_edit::Edit>(),
        entry::<enumeration::Items<enumeration::Dotted>>(),
        entry::<enumeration::Items<enumeration::Joined>>(),
        entry::<enumeration_item_edit::Edit>(),
        entry::<product_type_period::Edit>(),
        entry::<currency_rate::Rates>(),
        entry::<currency_rate_edit::Edit>(),
        entry::<currency_rate::Delete>(),
        entry::<price_import::Import>(),
        entry::<price_sync::Sync>(),
        entry::<processing::Modules>(),
        entry::<processing_edit::Edit>(),
        entry::<processing::Check>(),
        entry::<custom_param::Lines>(),
        entry::<custom_param_edit::Edit>(),
        entry::<custom_param::Delete>(),
        entry::<operation::Operations>(),
        entry::<operation::Show>(),
        entry::<operation::Start>(),
        entry::<task::Tasks>(),
        entry::<check_event::CheckEvent>(),
    ]
}
