//! A module license hangs on the license of a panel (semantics 5.5): what it may hang on, and what
//! it does when that license stops, runs again, ends, or is another one at the seller.
//!
//! There are no plans and no steps here, only a comparison; whatever ends on either of the two asks
//! again. Its term and its price are its own: a license that ends earlier or later moves neither.

use crate::ids::{SellerId, ServiceId};
use crate::language::Text;
use crate::service::ServiceStatus;

/// Who delivers a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Our own stock.
    Stock,
    /// Staff, by hand.
    Staff,
    /// This account at a seller.
    Seller(SellerId),
}

/// A license on which a module license shall hang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Parent {
    /// Whether it is the license of a panel.
    pub is_of_panel: bool,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Whether its paid time is over, here or at its seller.
    pub is_expired: bool,
    /// Who delivered it.
    pub source: Source,
    /// Whether its seller has it, and runs it.
    pub runs_there: bool,
    /// Whether it has this very module already.
    pub has_it: bool,
}

/// Why a module license cannot hang on a license.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is something else.
    NotOfPanel,
    /// It is not delivered yet.
    NotYet,
    /// It stands, or is gone.
    NotRunning,
    /// Its paid time is over.
    Expired,
    /// The module is sold by another than the one who delivered the license.
    BoughtElsewhere,
    /// It has this module.
    Twice,
}

impl Refusal {
    /// What its customer reads.
    pub const fn text(self) -> Text {
        match self {
            Self::NotOfPanel => Text::new(
                "A module needs the license of a panel, and this is none",
                "Модулю нужна лицензия панели, а это не она",
            ),
            Self::NotYet => Text::new(
                "The license is not active yet: order its module when it is",
                "Лицензия ещё не активна: закажите модуль, когда она заработает",
            ),
            Self::NotRunning => Text::new(
                "The license is not active, so it cannot get a module",
                "Лицензия не активна, модуль для неё заказать нельзя",
            ),
            Self::Expired => Text::new(
                "The paid time of the license is over: renew it first",
                "Оплаченный срок лицензии истёк: сначала продлите её",
            ),
            Self::BoughtElsewhere => Text::new(
                "The license is from another provider than the module, which cannot reach it there",
                "Лицензия получена не у поставщика этого модуля, и модуль к ней не подключить",
            ),
            Self::Twice => Text::new(
                "The license has this module already",
                "У лицензии уже есть этот модуль",
            ),
        }
    }
}

/// Whether a module from a source may hang on a license, before any money is held.
///
/// # Errors
/// The first reason why not, as a customer would ask for it.
pub fn may_hang(module: Source, parent: &Parent) -> Result<(), Refusal> {
    if !parent.is_of_panel {
        return Err(Refusal::NotOfPanel);
    }
    match parent.status {
        ServiceStatus::Ordered | ServiceStatus::Processing => return Err(Refusal::NotYet),
        ServiceStatus::Suspended if parent.is_expired => return Err(Refusal::Expired),
        ServiceStatus::Suspended | ServiceStatus::Deleted => return Err(Refusal::NotRunning),
        ServiceStatus::Active => {}
    }
    if parent.is_expired {
        return Err(Refusal::Expired);
    }
    // What staff do by hand they can do wherever the license is.
    if module != Source::Staff && module != parent.source {
        return Err(Refusal::BoughtElsewhere);
    }
    if matches!(module, Source::Seller(_)) && !parent.runs_there {
        return Err(Refusal::NotYet);
    }
    if parent.has_it {
        return Err(Refusal::Twice);
    }
    Ok(())
}

/// Whether a module may be renewed. Its owner may pay for what stands; by itself it is renewed only
/// where its license runs and goes on, since nobody would have anything of it otherwise.
///
/// # Errors
/// Why not.
pub fn may_renew(status: ServiceStatus, goes_on: bool, by_itself: bool) -> Result<(), Text> {
    match status {
        ServiceStatus::Deleted => Err(Text::new(
            "The license of this module is deleted, so it cannot be renewed",
            "Лицензия этого модуля удалена, продлить его нельзя",
        )),
        ServiceStatus::Active if goes_on => Ok(()),
        _ if !by_itself => Ok(()),
        ServiceStatus::Active => Err(Text::new(
            "The license of this module ends with it, so it is not renewed by itself",
            "Лицензия этого модуля заканчивается вместе с ним, поэтому сам он не продлевается",
        )),
        _ => Err(Text::new(
            "The license of this module does not run, so it is not renewed by itself",
            "Лицензия этого модуля не работает, поэтому сам он не продлевается",
        )),
    }
}

/// How the license stands that a module hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum License {
    /// It runs.
    Runs,
    /// It stands.
    Stands,
    /// It is gone, and its server has this one in its place, or none.
    Gone(Option<ServiceId>),
}

/// A module license as it is compared with its license.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Module {
    /// Where it stands.
    pub status: ServiceStatus,
    /// Whether it stands with its license.
    pub stands_with_it: bool,
    /// Whether an operation on it is under way that has to end first.
    pub is_busy: bool,
    /// Whether it hangs on another license at its seller than on the one it shall hang on.
    pub is_elsewhere: bool,
}

/// What a module does after its license.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It stands with its license.
    Stop,
    /// It runs with its license.
    Run,
    /// It goes to what its license is now at the seller.
    Move,
    /// It goes to the license that its server has now.
    MoveTo(ServiceId),
    /// It ends with its license.
    Close,
}

/// What a module does now, if anything.
pub fn next(license: License, module: &Module) -> Option<Deed> {
    let lives = matches!(
        module.status,
        ServiceStatus::Active | ServiceStatus::Suspended
    );
    match license {
        _ if matches!(
            module.status,
            ServiceStatus::Ordered | ServiceStatus::Deleted
        ) =>
        {
            None
        }
        License::Gone(_) if module.is_busy => None,
        License::Gone(Some(other)) => Some(Deed::MoveTo(other)),
        License::Gone(None) => Some(Deed::Close),
        License::Stands if lives && !module.stands_with_it => Some(Deed::Stop),
        License::Runs if module.stands_with_it => Some(Deed::Run),
        License::Runs if lives && module.is_elsewhere && !module.is_busy => Some(Deed::Move),
        License::Stands | License::Runs => None,
    }
}

#[cfg(test)]
mod tests;
