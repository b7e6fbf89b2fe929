//! How a service's state is told on the wire: the key and the text of `item_status` (wire 2.1,
//! semantics 4.1), ours to our partners and a seller's to us.

use crate::language::{Language, Text};
use crate::operation::OperationKind;
use crate::service::{ServiceStatus, StopReason, StopReasons};

/// The key of `item_status`: the number of the status, and a detail where there is one.
///
/// The wire knows no stop by a provider: to the customer it is one by staff, since in both cases
/// the customer cannot lift it. What stands with its license was stopped by nobody, automatically.
pub fn item_status_key(
    status: ServiceStatus,
    reasons: StopReasons,
    operation: Option<OperationKind>,
) -> String {
    let detail = match (status, reasons.strongest(), operation) {
        (ServiceStatus::Suspended, Some(StopReason::Abuse), _) => "_abusesuspend",
        (ServiceStatus::Suspended, Some(StopReason::Employee | StopReason::Provider), _) => {
            "_employeesuspend"
        }
        (ServiceStatus::Suspended, Some(StopReason::Auto | StopReason::License), _) => {
            "_autosuspend"
        }
        (ServiceStatus::Active, _, Some(OperationKind::NewKey)) => "_genkey",
        (ServiceStatus::Active, _, Some(OperationKind::Start)) => "_start",
        (ServiceStatus::Active, _, Some(OperationKind::Stop)) => "_stop",
        (ServiceStatus::Active, _, Some(OperationKind::Reboot)) => "_reboot",
        (ServiceStatus::Processing, _, Some(kind)) => match kind {
            OperationKind::Open => "_open",
            OperationKind::Prolong => "_prolong",
            OperationKind::Suspend => "_suspend",
            OperationKind::Resume => "_resume",
            OperationKind::Close => "_close",
            OperationKind::Reboot => "_reboot",
            // The wire has no detail for these.
            OperationKind::SetParam
            | OperationKind::ChangeTariff
            | OperationKind::NewKey
            | OperationKind::Start
            | OperationKind::Stop
            | OperationKind::Reinstall
            | OperationKind::ChangePassword
            | OperationKind::Install
            | OperationKind::Reissue => "",
        },
        _ => "",
    };
    format!("{}{detail}", status.number())
}

/// What a person reads for an `item_status` key, a seller's included. A key with an unknown detail
/// reads like its number.
pub fn item_status_text(key: &str, language: Language) -> String {
    let find = |key: &str| STATUS_TEXTS.iter().find(|(known, _)| *known == key);
    let number = key.split('_').next().unwrap_or_default();
    let text = find(key)
        .or_else(|| find(number))
        .map_or(UNKNOWN, |(_, text)| *text);
    text.get(language).to_owned()
}

/// Why a service stands stopped, told by the `item_status` key of a seller. A detail that we do
/// not know counts as the employee's: the customer cannot lift it.
pub fn reasons_from_key(key: &str) -> StopReasons {
    match key {
        "3" => StopReasons::only(StopReason::Client),
        "3_autosuspend" => StopReasons::only(StopReason::Auto),
        "3_abusesuspend" => StopReasons::only(StopReason::Abuse),
        _ if key.starts_with("3_") => StopReasons::only(StopReason::Employee),
        _ => StopReasons::NONE,
    }
}

const UNKNOWN: Text = Text::new("Unknown", "Неизвестно");

#[rustfmt::skip]
const STATUS_TEXTS: [(&str, Text); 24] = [
    ("1", Text::new("Ordered", "Заказан")),
    ("2", Text::new("Active", "Активен")),
    ("2_start", Text::new("Active (starting)", "Активен (запускается)")),
    ("2_stop", Text::new("Active (stopping)", "Активен (останавливается)")),
    ("2_reboot", Text::new("Active (reboot)", "Активен (перезагрузка)")),
    ("2_hardreboot", Text::new("Active (hard reboot)", "Активен (аппаратная перезагрузка)")),
    ("2_genkey", Text::new("Active (new key)", "Активен (смена ключа)")),
    ("3", Text::new("Suspended", "Остановлен")),
    ("3_autosuspend", Text::new("Suspended automatically", "Остановлен автоматически")),
    ("3_employeesuspend", Text::new("Suspended by Administrator", "Остановлен администратором")),
    ("3_abusesuspend", Text::new("Suspended due to abuse", "Остановлен из-за нарушений")),
    ("4", Text::new("Deleted", "Удален")),
    ("5", Text::new("In progress", "Обрабатывается")),
    ("5_open", Text::new("In progress (activation)", "Обрабатывается (активация)")),
    ("5_reopen", Text::new("In progress (reissue)", "Обрабатывается (перевыпуск)")),
    ("5_prolong", Text::new("In progress (renewal)", "Обрабатывается (продление)")),
    ("5_suspend", Text::new("In progress (suspension)", "Обрабатывается (остановка)")),
    ("5_resume", Text::new("In progress (resumption)", "Обрабатывается (запуск)")),
    ("5_close", Text::new("In progress (deletion)", "Обрабатывается (удаление)")),
    ("5_transfer", Text::new("In progress (transfer)", "Обрабатывается (перенос)")),
    ("5_reboot", Text::new("In progress (reboot)", "Обрабатывается (перезагрузка)")),
    ("5_hardreboot", Text::new("In progress (hard reboot)", "Обрабатывается (аппаратная перезагрузка)")),
    ("5_need_configure", Text::new("Configuration required", "Требуется настройка")),
    ("service_nosuitable", Text::new("Not available", "Недоступен")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_what_is_going_on() {
        let check = |status, operation, expect: &str| {
            assert_eq!(
                item_status_key(status, StopReasons::NONE, operation),
                expect
            );
        };
        check(ServiceStatus::Ordered, None, "1");
        check(ServiceStatus::Active, None, "2");
        check(ServiceStatus::Active, Some(OperationKind::SetParam), "2");
        check(
            ServiceStatus::Active,
            Some(OperationKind::NewKey),
            "2_genkey",
        );
        check(ServiceStatus::Deleted, None, "4");
        check(ServiceStatus::Processing, None, "5");
        check(
            ServiceStatus::Processing,
            Some(OperationKind::Open),
            "5_open",
        );
        check(
            ServiceStatus::Processing,
            Some(OperationKind::Prolong),
            "5_prolong",
        );
        check(
            ServiceStatus::Processing,
            Some(OperationKind::Suspend),
            "5_suspend",
        );
        check(
            ServiceStatus::Processing,
            Some(OperationKind::Resume),
            "5_resume",
        );
        check(
            ServiceStatus::Processing,
            Some(OperationKind::Close),
            "5_close",
        );
        check(
            ServiceStatus::Processing,
            Some(OperationKind::ChangeTariff),
            "5",
        );
    }

    #[test]
    fn keys_read_as_words() {
        let check = |key: &str, en: &str, ru: &str| {
            assert_eq!(item_status_text(key, Language::En), en, "{key}");
            assert_eq!(item_status_text(key, Language::Ru), ru, "{key}");
        };
        check("1", "Ordered", "Заказан");
        check(
            "3_employeesuspend",
            "Suspended by Administrator",
            "Остановлен администратором",
        );
        check(
            "5_open",
            "In progress (activation)",
            "Обрабатывается (активация)",
        );
        check("5_newer_detail", "In progress", "Обрабатывается");
        check("2_2_16", "Active", "Активен");
        check("0", "Unknown", "Неизвестно");
        check("", "Unknown", "Неизвестно");
        check("_open", "Unknown", "Неизвестно");
    }

    #[test]
    fn a_sellers_key_tells_its_reason() {
        let check = |key: &str, expect: Option<StopReason>| {
            assert_eq!(reasons_from_key(key).strongest(), expect, "{key}");
        };
        check("3", Some(StopReason::Client));
        check("3_autosuspend", Some(StopReason::Auto));
        check("3_employeesuspend", Some(StopReason::Employee));
        check("3_abusesuspend", Some(StopReason::Abuse));
        check("3_somethingnew", Some(StopReason::Employee));
        for key in ["", "1", "2", "4", "5_suspend", "33", "service_nosuitable"] {
            check(key, None);
        }
    }
}
