//! What an operation does, who does it, and how far it is; with the names on the wire
//! (semantics 4.2, wire 2.5).

use crate::language::{Language, Text};

/// What is to be done to the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Make it.
    Open,
    /// Pay it for another period.
    Prolong,
    /// Stop it.
    Suspend,
    /// Start it again.
    Resume,
    /// Change its parameters or addons.
    SetParam,
    /// Move it to another tariff.
    ChangeTariff,
    /// Give its license a new key.
    NewKey,
    /// End it for good.
    Close,
    /// Switch a server on.
    Start,
    /// Switch a server off; the service stays active.
    Stop,
    /// Restart a server.
    Reboot,
    /// Install a server's system anew.
    Reinstall,
    /// Give a server's administrator a new password.
    ChangePassword,
    /// Run the recipe that installs the control panel with its license key.
    Install,
    /// Issue the certificate of a running service anew, inside its paid term.
    Reissue,
}

impl OperationKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Open,
        Self::Prolong,
        Self::Suspend,
        Self::Resume,
        Self::SetParam,
        Self::ChangeTariff,
        Self::NewKey,
        Self::Close,
        Self::Start,
        Self::Stop,
        Self::Reboot,
        Self::Reinstall,
        Self::ChangePassword,
        Self::Install,
        Self::Reissue,
    ];

    /// The name on the wire and in storage (`intname` of a running operation).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Prolong => "prolong",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::SetParam => "setparam",
            Self::ChangeTariff => "changepricelist",
            Self::NewKey => "gen_key",
            Self::Close => "close",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Reboot => "reboot",
            Self::Reinstall => "reinstall",
            Self::ChangePassword => "changepassword",
            Self::Install => "install",
            Self::Reissue => "reopen",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether sending it may cost money at the seller, so that sending it twice would harm.
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Open | Self::Prolong | Self::ChangeTariff)
    }

    /// Whether it works on a server that runs, and on no other kind of service.
    pub const fn is_of_server(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::Stop
                | Self::Reboot
                | Self::Reinstall
                | Self::ChangePassword
                | Self::Install
        )
    }

    /// The type of the task a person gets for it, named after the call that ends it. Everything
    /// that changes a running service is one type (semantics 4.5).
    pub const fn task_type(self) -> &'static str {
        match self {
            Self::Open => "postopen",
            Self::Prolong => "postprolong",
            Self::Suspend => "postsuspend",
            Self::Resume => "postresume",
            Self::SetParam
            | Self::ChangeTariff
            | Self::NewKey
            | Self::Start
            | Self::Stop
            | Self::Reboot
            | Self::Reinstall
            | Self::ChangePassword
            | Self::Install => "postsetparam",
            Self::Close => "postclose",
            Self::Reissue => "postreopen",
        }
    }

    /// What people call it.
    pub const fn title(self, language: Language) -> &'static str {
        let text = match self {
            Self::Open => Text::new("Activation", "Активация"),
            Self::Prolong => Text::new("Renewal", "Продление"),
            Self::Suspend => Text::new("Suspension", "Остановка"),
            Self::Resume => Text::new("Resumption", "Запуск"),
            Self::SetParam => Text::new("Change of parameters", "Изменение параметров"),
            Self::ChangeTariff => Text::new("Change of tariff", "Смена тарифа"),
            Self::NewKey => Text::new("New license key", "Новый ключ лицензии"),
            Self::Close => Text::new("Deletion", "Удаление"),
            Self::Start => Text::new("Start of the server", "Включение сервера"),
            Self::Stop => Text::new("Stop of the server", "Выключение сервера"),
            Self::Reboot => Text::new("Restart of the server", "Перезагрузка сервера"),
            Self::Reinstall => Text::new("Reinstallation", "Переустановка системы"),
            Self::ChangePassword => Text::new("New password", "Смена пароля"),
            Self::Install => Text::new("Installation of the panel", "Установка панели"),
            Self::Reissue => Text::new("Re-issue", "Перевыпуск"),
        };
        text.get(language)
    }
}

/// What kind of system does the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Handling {
    /// Another billing system, which tells by events what became of it. It never gets a task from
    /// a failure: a task means that the order was placed (semantics 1.6).
    Resold,
    /// Anything that we drive ourselves; when it fails for good, a person gets a task.
    Ordinary,
}

/// How far an operation is. What a worker may do when it becomes due is part of the meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// May be sent when it is due.
    Ready,
    /// Intended: it is being sent now, or the process died meanwhile (then it is `Unknown`).
    Running,
    /// Sent, and nobody knows whether it arrived: looked up when due, not sent before.
    Unknown,
    /// Manual: the seller or a person has it. When due, the service is read; nothing is sent.
    Waiting,
    /// Stands until the balance suffices or the module works again; resumed from outside.
    Held,
    /// The seller said no, or cannot be reached for long: stands until a person presses Start.
    Attention,
    /// Finished, with success.
    Done,
    /// Finished: given up, or overtaken by a stronger operation.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Ready,
        Self::Running,
        Self::Unknown,
        Self::Waiting,
        Self::Held,
        Self::Attention,
        Self::Done,
        Self::Cancelled,
    ];

    /// The name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Unknown => "unknown",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Attention => "attention",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether nothing can happen to the operation any more.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_wire_and_come_back() {
        let check = |kind: OperationKind, name: &str, task_type: &str, is_paid: bool| {
            assert_eq!(
                (kind.name(), kind.task_type(), kind.is_paid()),
                (name, task_type, is_paid)
            );
            assert_eq!(OperationKind::parse(name), Some(kind));
        };
        check(OperationKind::Open, "open", "postopen", true);
        check(OperationKind::Prolong, "prolong", "postprolong", true);
        check(OperationKind::Suspend, "suspend", "postsuspend", false);
        check(OperationKind::Resume, "resume", "postresume", false);
        check(OperationKind::SetParam, "setparam", "postsetparam", false);
        check(
            OperationKind::ChangeTariff,
            "changepricelist",
            "postsetparam",
            true,
        );
        check(OperationKind::NewKey, "gen_key", "postsetparam", false);
        check(OperationKind::Close, "close", "postclose", false);
        assert_eq!(OperationKind::parse("Open"), None);
        assert_eq!(OperationKind::parse(""), None);
    }

    #[test]
    fn titles_differ_between_kinds_and_languages() {
        let titles: std::collections::HashSet<&str> = OperationKind::ALL
            .into_iter()
            .flat_map(|kind| [kind.title(Language::En), kind.title(Language::Ru)])
            .collect();
        assert_eq!(titles.len(), 2 * OperationKind::ALL.len());
    }

    #[test]
    fn states_come_back_from_storage() {
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Some(state));
        }
        assert_eq!(State::parse("finished"), None);
        let finished = State::ALL.into_iter().filter(|state| state.is_finished());
        assert!(finished.eq([State::Done, State::Cancelled]));
    }
}
