//! Whether we may stop and delete what we buy.

use super::{CheckReport, Finding};
use onsell_domain::Words;
use onsell_modules::billmanager::SellerClient;
use onsell_store::processing_module::ProcessingModule;
use onsell_wire::message::ProductTypeRights;

/// Whether we may stop and delete what we buy: what the seller says of the product type, else what
/// its list lets guess. An account that may not drifts away from what customers see (semantics
/// 1.2).
pub(super) fn check(
    client: &SellerClient,
    module: &ProcessingModule,
    buttons: Option<ProductTypeRights>,
    report: &mut CheckReport,
) {
    // A seller that does not have the list, or not for us, says nothing.
    let told = client.rights(&module.type_name).ok().flatten();
    let is_told =
        |rights: &ProductTypeRights| rights.suspends.is_some() || rights.deletes.is_some();
    let told = told.filter(is_told);
    let source = if told.is_some() {
        Words::new("the seller says", "продавец сообщает")
    } else {
        Words::new(
            "the buttons of the seller's list say",
            "судя по кнопкам в списке продавца",
        )
    };
    let rights = told.or(buttons);
    for (name, may, verb) in [
        (
            "suspend",
            rights.as_ref().and_then(|rights| rights.suspends),
            Words::new("stop", "останавливать"),
        ),
        (
            "delete",
            rights.as_ref().and_then(|rights| rights.deletes),
            Words::new("delete", "удалять"),
        ),
    ] {
        let (finding, words) = match may {
            Some(true) => (
                Finding::Well,
                Words::new(
                    format!(
                        "{}: customers may {} services of this type",
                        source.en, verb.en
                    ),
                    format!("{}: клиенты могут {} услуги этого типа", source.ru, verb.ru),
                ),
            ),
            Some(false) => (
                Finding::Warning,
                Words::new(
                    format!(
                        "{}: customers may not {} services of this type; what is asked of us \
                         here will be refused there. Ask the seller to allow it",
                        source.en, verb.en
                    ),
                    format!(
                        "{}: клиенты не могут {} услуги этого типа; такие операции продавец \
                         отклонит. Попросите его разрешить это",
                        source.ru, verb.ru
                    ),
                ),
            ),
            None => (
                Finding::Unknown,
                Words::new(
                    format!(
                        "the seller does not say whether we may {} services, and without trying \
                         it cannot be learned; ask the seller",
                        verb.en
                    ),
                    format!(
                        "продавец не сообщает, можно ли {} услуги, и без попытки этого не узнать; \
                         спросите продавца",
                        verb.ru
                    ),
                ),
            ),
        };
        report.line(name, finding, words);
    }
}
