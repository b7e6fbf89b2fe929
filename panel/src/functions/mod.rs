//! Every function, one file per family.

use crate::answer::{Entry, Of};
use crate::function::Function;

mod account;
mod account_edit;
mod addon_field;
mod balance;
mod basket;
mod bill_order;
mod brand;
mod card;
mod cart;
mod catalogue;
mod catalogue_edit;
mod certificate_card;
mod certificate_csr;
mod certificate_file;
mod certificate_proof;
mod certificate_reissue;
mod certificate_save;
mod change_tariff;
mod check_event;
mod crontask;
mod currency_rate;
mod currency_rate_edit;
mod custom_param;
mod custom_param_edit;
mod dashboard;
mod doctor;
mod each;
mod enumeration;
mod enumeration_edit;
mod enumeration_item_addon;
mod enumeration_item_addon_edit;
mod enumeration_item_edit;
mod event;
mod event_list;
mod expense;
mod house_settings;
mod identity;
mod journal;
mod license;
mod link;
mod list_columns;
mod list_filter;
mod menu;
mod money;
mod operation;
mod operation_edit;
mod order;
mod order_certificate;
mod order_certificate_form;
mod order_check;
mod order_form;
mod order_module;
mod order_offer;
mod order_server;
mod order_tariff;
mod panel_lock;
mod partner;
mod partner_edit;
mod payment;
mod payment_add;
mod payment_change;
mod payment_edit;
mod payment_page;
mod payment_refund;
mod payment_step;
mod preview;
mod preview_change;
mod price_export;
mod price_import;
mod price_sync;
mod problem;
mod processing;
mod processing_apply;
mod processing_edit;
mod processing_offer;
mod processing_server;
mod product_type_edit;
mod product_type_period;
mod profile;
mod prolong;
mod recorded_call;
mod recovery;
mod register;
mod rule_fields;
mod second_factor;
mod server;
mod server_card;
mod service;
mod service_card;
mod service_change;
mod service_edit;
mod service_expire;
mod service_filter;
mod service_here;
mod service_history;
mod service_instruction;
mod service_ip;
mod service_list;
mod service_machine;
mod service_operation;
mod service_param;
mod service_post;
mod service_stat;
mod service_state;
mod service_sync;
mod service_transfer;
mod session;
mod session_list;
mod settings;
mod sign_in_link;
mod statement;
mod switch;
mod takeover;
mod tariff;
mod tariff_add;
mod tariff_addon;
mod tariff_addon_edit;
mod tariff_addon_item;
mod tariff_addon_item_edit;
mod tariff_addon_scale;
mod tariff_certificate;
mod tariff_edit;
mod tariff_server;
mod task;
mod task_deed;
mod task_edit;
mod unknown_call;
mod unused;
mod user;
mod user_edit;
mod user_su;
mod user_switch;

fn entry<F: Function>() -> Box<dyn Entry> {
    Box::new(Of::<F>::new())
}

fn on_each<A: each::OnEach>() -> Box<dyn Entry> {
    entry::<each::Of<A>>()
}

/// Every function, in the order in which they are explained.
pub(crate) fn all() -> Vec<Box<dyn Entry>> {
    vec![
        // Everybody.
        entry::<session::SignIn>(),
        entry::<register::Register>(),
        entry::<recovery::Recover>(),
        entry::<recovery::Change>(),
        entry::<price_export::Export>(),
        entry::<order_offer::Offers>(),
        entry::<license::Fetch>(),
        // Whoever signed in.
        entry::<session::KeepAlive>(),
        entry::<session::SignOut>(),
        entry::<session::NewKey>(),
        entry::<session_list::Sessions>(),
        on_each::<session_list::End>(),
        entry::<session_list::Back>(),
        entry::<identity::WhoAmI>(),
        entry::<menu::Menu>(),
        entry::<menu::Notify>(),
        entry::<menu::Desktop>(),
        entry::<settings::OwnSettings>(),
        entry::<list_columns::Choose>(),
        entry::<second_factor::Prepare>(),
        entry::<second_factor::Confirm>(),
        entry::<second_factor::TurnOff>(),
        entry::<user::Users>(),
        entry::<user_edit::Edit>(),
        on_each::<user_switch::Suspend>(),
        on_each::<user_switch::Resume>(),
        on_each::<user_switch::Delete>(),
        entry::<money::Dashboard>(),
        entry::<money::Wallets>(),
        entry::<money::Credit>(),
        entry::<money::Discounts>(),
        entry::<profile::Profiles>(),
        entry::<profile::Of<profile::Edit>>(),
        entry::<profile::Of<profile::Add>>(),
        entry::<each::Of<profile::Delete>>(),
        entry::<payment::Payments>(),
        entry::<payment_add::Of<payment_add::Add>>(),
        entry::<payment_step::Method>(),
        entry::<payment_add::Of<payment_add::Pay>>(),
        entry::<payment_step::Redirect>(),
        entry::<each::Of<payment_change::Delete>>(),
        entry::<expense::Expenses>(),
        entry::<statement::Statement>(),
        entry::<event::Events>(),
        entry::<event::Acknowledge>(),
        entry::<catalogue::Of<catalogue::ProductTypes>>(),
        entry::<catalogue::Of<catalogue::Currencies>>(),
        entry::<catalogue::Of<catalogue::Countries>>(),
        entry::<catalogue::Of<catalogue::Providers>>(),
        entry::<catalogue::Of<catalogue::DataCenters>>(),
        entry::<catalogue::Of<catalogue::Departments>>(),
        Box::new(crate::group::GroupEdit),
        // Services, a family per product type.
        entry::<service_list::Services>(),
        entry::<service_filter::Filter>(),
        entry::<service_edit::Edit>(),
        entry::<order_tariff::Of<order_tariff::First>>(),
        entry::<order_tariff::Of<order_tariff::Tariffs>>(),
        entry::<order::Of<order::Older>>(),
        entry::<order::Of<order::Newer>>(),
        entry::<order_check::CheckAddress>(),
        entry::<basket::Basket>(),
        entry::<cart::Show>(),
        entry::<cart::Empty>(),
        entry::<bill_order::Orders>(),
        on_each::<bill_order::Delete>(),
        entry::<switch::Of<switch::Suspend>>(),
        entry::<switch::Of<switch::Resume>>(),
        entry::<switch::Of<switch::Delete>>(),
        entry::<switch::Of<switch::CancelDelete>>(),
        entry::<prolong::Prolong>(),
        entry::<preview::Preview>(),
        entry::<service_stat::Days>(),
        entry::<service_stat::Report>(),
        entry::<service_history::History>(),
        entry::<service_state::OfService>(),
        entry::<service_instruction::Instruction>(),
        entry::<service_ip::Addresses>(),
        entry::<service_ip::Of<service_ip::Replace>>(),
        entry::<service_ip::Of<service_ip::Add>>(),
        entry::<service_ip::Of<service_ip::Remove>>(),
        entry::<service_ip::Of<service_ip::Delete>>(),
        entry::<server::Of<server::Start>>(),
        entry::<server::Of<server::Stop>>(),
        entry::<server::Of<server::Reboot>>(),
        entry::<server::Of<server::HardReboot>>(),
        entry::<server::Reinstall>(),
        entry::<server::ChangePassword>(),
        entry::<server::Password>(),
        entry::<service_machine::Reboot>(),
        entry::<service_machine::ChangePassword>(),
        entry::<change_tariff::Of<change_tariff::Choose>>(),
        entry::<change_tariff::Of<change_tariff::Show>>(),
        entry::<change_tariff::Of<change_tariff::Confirm>>(),
        // Staff.
        entry::<dashboard::Dashboard>(),
        entry::<account::Accounts>(),
        entry::<account_edit::Edit>(),
        entry::<user_su::Of<user_su::Account>>(),
        entry::<user_su::Of<user_su::User>>(),
        entry::<user_su::Of<user_su::Task>>(),
        on_each::<user_switch::ResetSecondFactor>(),
        entry::<payment::OfAccount>(),
        on_each::<payment_change::SetPaid>(),
        entry::<payment_edit::Edit>(),
        entry::<payment_refund::Refund>(),
        entry::<catalogue_edit::Of<catalogue_edit::Provider>>(),
        entry::<brand::Brand>(),
        entry::<house_settings::Settings>(),
        entry::<house_settings::TestMail>(),
        entry::<catalogue_edit::Of<catalogue_edit::Department>>(),
        entry::<catalogue_edit::Of<catalogue_edit::DataCenter>>(),
        entry::<catalogue_edit::Of<catalogue_edit::Money>>(),
        entry::<product_type_edit::Edit>(),
        entry::<tariff::Tariffs>(),
        entry::<tariff_add::Add>(),
        entry::<tariff_edit::Edit>(),
        entry::<tariff::Resume>(),
        on_each::<tariff::Suspend>(),
        entry::<tariff_addon::Addons>(),
        entry::<tariff_addon_edit::Edit>(),
        entry::<tariff_addon_item::Items>(),
        entry::<tariff_addon_item_edit::Edit>(),
        entry::<tariff_addon_scale::Steps>(),
        entry::<tariff_addon_scale::Edit>(),
        entry::<tariff_addon_scale::Delete>(),
        entry::<enumeration::Enumerations>(),
        entry::<enumeration_edit::Edit>(),
        entry::<enumeration::Items<enumeration::Dotted>>(),
        entry::<enumeration::Items<enumeration::Joined>>(),
        entry::<enumeration_item_edit::Edit>(),
        entry::<enumeration_item_addon::Addons>(),
        entry::<enumeration_item_addon_edit::Edit>(),
        on_each::<enumeration_item_addon::Delete>(),
        entry::<product_type_period::Edit>(),
        entry::<currency_rate::Rates>(),
        entry::<currency_rate_edit::Edit>(),
        on_each::<currency_rate::Delete>(),
        entry::<license::Key>(),
        entry::<partner::Partners>(),
        entry::<partner_edit::Edit>(),
        on_each::<partner::Delete>(),
        entry::<price_import::Import>(),
        entry::<price_sync::Sync>(),
        entry::<processing::Modules>(),
        entry::<processing_edit::Edit>(),
        entry::<processing_edit::Add>(),
        entry::<processing_offer::Offers>(),
        entry::<processing_offer::Import>(),
        entry::<processing_offer::Edit>(),
        on_each::<unused::DeleteTariff>(),
        on_each::<unused::DeleteAddon>(),
        on_each::<unused::ResumeAddon>(),
        on_each::<unused::SuspendAddon>(),
        on_each::<unused::DeleteEnumeration>(),
        on_each::<unused::DeleteItem>(),
        on_each::<unused::DeleteModule>(),
        on_each::<unused::ResumeModule>(),
        on_each::<unused::SuspendModule>(),
        entry::<journal::Journal>(),
        entry::<journal::TariffHistory>(),
        entry::<processing::Check>(),
        entry::<custom_param::Lines>(),
        entry::<custom_param_edit::Edit>(),
        on_each::<custom_param::Delete>(),
        entry::<balance::Check>(),
        entry::<balance::Expected>(),
        entry::<list_filter::Of<list_filter::Operations>>(),
        entry::<list_filter::Of<list_filter::Tasks>>(),
        entry::<list_filter::Of<list_filter::Accounts>>(),
        entry::<list_filter::Of<list_filter::Payments>>(),
        entry::<list_filter::Of<list_filter::Expenses>>(),
        entry::<list_filter::Of<list_filter::Tariffs>>(),
        entry::<list_filter::Of<list_filter::Journal>>(),
        entry::<operation::Operations>(),
        entry::<operation_edit::Edit>(),
        on_each::<operation::SetManual>(),
        on_each::<operation::Stop>(),
        on_each::<operation::CreateTask>(),
        entry::<operation_edit::ErrorHistory>(),
        entry::<operation_edit::ShowLog>(),
        on_each::<operation::Start>(),
        entry::<takeover::TakeOver>(),
        entry::<takeover::Check>(),
        entry::<takeover::Done>(),
        on_each::<takeover::GiveUp>(),
        on_each::<takeover::SendAnyway>(),
        entry::<change_tariff::Rollback>(),
        entry::<task::Tasks>(),
        entry::<task_edit::Edit>(),
        on_each::<task_deed::Take>(),
        entry::<task_deed::Refuse>(),
        on_each::<task_deed::Start>(),
        on_each::<task_deed::Delete>(),
        entry::<task_deed::GetType>(),
        on_each::<service_post::Opened>(),
        on_each::<service_post::Prolonged>(),
        on_each::<service_post::Suspended>(),
        on_each::<service_post::Resumed>(),
        on_each::<service_post::Changed>(),
        on_each::<service_post::Closed>(),
        on_each::<certificate_save::Open>(),
        on_each::<service_post::DomainOpened>(),
        entry::<certificate_csr::Csr>(),
        entry::<certificate_reissue::Reissue>(),
        entry::<certificate_reissue::Retry>(),
        entry::<certificate_file::File>(),
        entry::<certificate_file::DeleteKey>(),
        entry::<certificate_proof::Approver>(),
        entry::<certificate_proof::Of<certificate_proof::LookAgain>>(),
        entry::<certificate_proof::Of<certificate_proof::SendAgain>>(),
        entry::<certificate_save::Save>(),
        entry::<service_card::Card>(),
        entry::<service_operation::Operations>(),
        entry::<service_operation::Calls>(),
        entry::<service_param::Save>(),
        entry::<link::Link>(),
        entry::<link::Unlink>(),
        entry::<service_expire::SetExpires>(),
        entry::<service_here::SetLocal>(),
        entry::<service_here::SetModule>(),
        on_each::<service_transfer::NextModule>(),
        entry::<service_transfer::Transfer>(),
        on_each::<service_transfer::Panel>(),
        entry::<processing_apply::Apply>(),
        entry::<service_sync::Sync>(),
        entry::<service_sync::SyncAll>(),
        entry::<event_list::Sent>(),
        entry::<event_list::Received>(),
        entry::<problem::Problems>(),
        on_each::<problem::Close>(),
        entry::<check_event::CheckEvent>(),
        entry::<crontask::CronTask>(),
        entry::<unknown_call::UnknownCalls>(),
        entry::<unknown_call::Show>(),
        entry::<each::Of<unknown_call::Delete>>(),
        entry::<recorded_call::Record>(),
        entry::<recorded_call::Calls>(),
        entry::<recorded_call::Show>(),
        entry::<panel_lock::Lock>(),
        entry::<doctor::Doctor>(),
    ]
}
