//! Every function, one file per family.

use crate::answer::{Entry, Of};
use crate::function::Function;

mod account;
mod account_edit;
mod balance;
mod card;
mod catalogue;
mod check_event;
mod crontask;
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
mod problem;
mod processing;
mod processing_edit;
mod prolong;
mod service;
mod service_edit;
mod service_list;
mod session;
mod switch;
mod tariff;
mod tariff_add;
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
        entry::<price_import::Import>(),
        entry::<processing::Modules>(),
        entry::<processing_edit::Edit>(),
        entry::<processing::Check>(),
        entry::<balance::Check>(),
        entry::<balance::Expected>(),
        entry::<operation::Operations>(),
        entry::<operation::Show>(),
        entry::<operation::Start>(),
        entry::<task::Tasks>(),
        entry::<problem::Problems>(),
        entry::<problem::Close>(),
        entry::<check_event::CheckEvent>(),
        entry::<crontask::CronTask>(),
    ]
}
