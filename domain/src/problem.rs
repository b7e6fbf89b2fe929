//! What staff should know about although no operation waits for them.

use crate::language::Text;

/// What kind of problem it is; at most one of a kind is open about one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The seller refuses our credentials (`processingmodule_connect`, semantics 3.1).
    Connection,
    /// The balance at the seller is below the module's minimum (semantics 3.5).
    LowBalance,
    /// So many services seem to have vanished that nothing is applied before staff agree.
    Vanished,
    /// The seller closed a service that our customer has paid.
    Closed,
    /// The seller's end date moved back before what our customer has paid.
    Shortened,
    /// An upstream renewal that covers a sold term did not succeed.
    RenewalMissed,
    /// The seller renews the service by itself and did not stop when asked to.
    AutoProlong,
    /// The seller moved the service to a tariff that is not sold here.
    UnknownTariff,
    /// The seller answers with another number for a service that has one.
    TwoServices,
    /// An enumeration's value names a tariff that the seller does not offer.
    UnknownValue,
    /// A server is without the control panel that was chosen for it, until staff decide.
    PanelMissing,
    /// A server's machine is not there any more.
    MachineGone,
    /// A server's machine has another address than the server.
    MachineMoved,
    /// A module license could not follow its license to another one at the seller.
    ModuleMisplaced,
    /// The seller brought a certificate that does not fit our request.
    CertificateUnfit,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Connection,
        Self::LowBalance,
        Self::Vanished,
        Self::Closed,
        Self::Shortened,
        Self::RenewalMissed,
        Self::AutoProlong,
        Self::UnknownTariff,
        Self::TwoServices,
        Self::UnknownValue,
        Self::PanelMissing,
        Self::MachineGone,
        Self::MachineMoved,
        Self::ModuleMisplaced,
        Self::CertificateUnfit,
    ];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connection => "processingmodule_connect",
            Self::LowBalance => "processingmodule_balance",
            Self::Vanished => "processingmodule_vanished",
            Self::Closed => "service_closed",
            Self::Shortened => "service_shortened",
            Self::RenewalMissed => "service_renewal_missed",
            Self::AutoProlong => "service_autoprolong",
            Self::UnknownTariff => "service_unknown_tariff",
            Self::TwoServices => "service_twice",
            Self::UnknownValue => "enumeration_unknown_tariff",
            Self::MachineGone => "server_machine_gone",
            Self::MachineMoved => "server_machine_moved",
            Self::CertificateUnfit => "certificate_unfit",
            Self::PanelMissing => "service_panel_missing",
            Self::ModuleMisplaced => "service_module_misplaced",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What staff read.
    pub const fn text(self) -> Text {
        match self {
            Self::Connection => Text::new(
                "The provider refuses the sign-in: correct user or password",
                "Поставщик отклоняет вход: исправьте пользователя или пароль",
            ),
            Self::LowBalance => Text::new(
                "The balance at the provider is below the minimum: top up",
                "Баланс у поставщика ниже минимального: пополните счёт",
            ),
            Self::Vanished => Text::new(
                "Many services seem to be gone at the provider: nothing is applied until you agree",
                "Похоже, у поставщика пропало много услуг: без вашего согласия ничего не меняется",
            ),
            Self::Closed => Text::new(
                "The provider closed a service that the client has paid",
                "Поставщик закрыл услугу, оплаченную клиентом",
            ),
            Self::Shortened => Text::new(
                "The provider shortened a service that the client has paid for longer",
                "Поставщик сократил срок услуги, оплаченной клиентом на больший срок",
            ),
            Self::RenewalMissed => Text::new(
                "A renewal at the provider that covers the sold term failed",
                "Не удалось продление у поставщика, покрывающее проданный срок",
            ),
            Self::AutoProlong => Text::new(
                "The provider renews the service by itself and does not stop",
                "Поставщик продлевает услугу сам и не перестаёт",
            ),
            Self::UnknownTariff => Text::new(
                "The provider moved the service to a tariff that is not sold here",
                "Поставщик перевёл услугу на тариф, который здесь не продаётся",
            ),
            Self::TwoServices => Text::new(
                "The provider has two services for one order",
                "У поставщика две услуги по одному заказу",
            ),
            Self::UnknownValue => Text::new(
                "A value names a tariff that the provider does not offer",
                "Значение называет тариф, которого нет у поставщика",
            ),
            Self::MachineGone => Text::new(
                "The machine of a server is not in its module any more: nothing was closed",
                "Машины сервера больше нет в обработчике: ничего не закрыто",
            ),
            Self::MachineMoved => Text::new(
                "The machine of a server has another address than the server",
                "У машины сервера другой адрес, чем у услуги",
            ),
            Self::CertificateUnfit => Text::new(
                "The provider brought a certificate that does not fit the request: not delivered",
                "Поставщик выдал сертификат, не подходящий к запросу: клиент его не получил",
            ),
            Self::PanelMissing => Text::new(
                "The server is without its control panel: choose one again, or order it anew",
                "У сервера нет панели управления: выберите её снова или закажите заново",
            ),
            Self::ModuleMisplaced => Text::new(
                "A module license could not follow its license at the provider: move it there by \
                 hand, or order it anew",
                "Лицензия модуля не перешла вслед за своей лицензией у поставщика: перенесите её \
                 вручную или закажите заново",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn problems_come_back_from_storage_and_say_different_things() {
        let mut texts = std::collections::HashSet::new();
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::parse(kind.name()), Some(kind));
            for language in [Language::En, Language::Ru] {
                assert!(texts.insert(kind.text().get(language)));
            }
        }
        assert_eq!(ProblemKind::parse("problem"), None);
    }
}
