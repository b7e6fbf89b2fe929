//! A license bundled with a server: what is to be done so that the server has the control panel
//! that was chosen for it, and no other (semantics 5.3, 5.4).
//!
//! There are no plans and no steps here, only a comparison: what the server should have, and what
//! licenses there are. [`next`] names what may be begun now; when that is done it is asked again.
//! So a crash between any two steps changes nothing, and a wish that changes in the middle is
//! followed from wherever things stand.
//!
//! One rule shapes the order of things: a seller gives one address one license of a product, and a
//! lower one only while the higher one is stopped.

use crate::ids::ServiceId;

/// What a server should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// The server runs, with this panel.
    Panel(Panel),
    /// The server runs, without a panel.
    NoPanel,
    /// The server stands stopped: whatever is there stands with it.
    Stopped(Option<Panel>),
    /// The server is gone.
    Gone,
}

/// A control panel for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// The seller's tariff.
    pub tariff: String,
    /// Its place among the values that can be chosen: a higher one is the bigger panel.
    pub rank: i64,
    /// Whether its license is a trial.
    pub is_trial: bool,
    /// The server's address.
    pub ip: String,
    /// Upstream addons, `ID=VALUE` separated by spaces.
    pub addons: String,
}

/// A license that is there for a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License {
    /// Its service.
    pub id: ServiceId,
    /// What it is, and the address it is bound to.
    pub panel: Panel,
    /// How it stands.
    pub state: LicenseState,
    /// Whether an operation on it is under way.
    pub is_busy: bool,
    /// Whether its paid time is over.
    pub is_expired: bool,
    /// The tariff to which the seller refused to change it.
    pub refused_tariff: Option<String>,
    /// The address to which the seller refused to change it.
    pub refused_ip: Option<String>,
}

/// How a license stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LicenseState {
    /// Its order is written and not begun: it waits until another license is out of its way.
    Parked,
    /// It is being ordered.
    Opening,
    /// Its order was refused or waits for money.
    Standing,
    /// Its order was refused because another license holds the address.
    HeldUp,
    /// It runs.
    Active,
    /// It is stopped, by us.
    Stopped,
    /// Its seller stopped it.
    StoppedThere,
    /// Its seller closed it: whether another is bought, a person decides.
    Lost,
}

/// What is to be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A license is allocated: from the pool, else by an order.
    Allocate,
    /// The order of a license is written, and begun when the others are out of its way.
    AllocateLater,
    /// An order is put aside until the others are out of its way.
    Park(ServiceId),
    /// An order that waited is begun.
    Release(ServiceId),
    /// An order that nobody wants any more is given up.
    GiveUp(ServiceId),
    /// A license is stopped.
    Suspend(ServiceId),
    /// A license runs again.
    Resume(ServiceId),
    /// An expired license is renewed.
    Renew(ServiceId),
    /// A license is moved to the server's new address.
    Move(ServiceId),
    /// A license becomes one of the wanted tariff.
    ChangeTariff(ServiceId),
    /// A license gets the wanted upstream addons.
    ChangeAddons(ServiceId),
    /// A license goes back to the pool.
    Return(ServiceId),
    /// A trial is ended for good.
    End(ServiceId),
}

/// What may be begun now, each on another license; nothing where something is under way that has to
/// end first, or all is as it should be. Reads from the top to the bottom.
pub fn next(wish: &Wish, licenses: &[License]) -> Vec<Deed> {
    match wish {
        Wish::Gone | Wish::NoPanel => licenses.iter().filter_map(put_away).collect(),
        Wish::Stopped(panel) => stand(panel.as_ref(), licenses),
        Wish::Panel(panel) => match best(panel, licenses) {
            Some(found) => keep(panel, found, licenses),
            None => bring(panel, licenses),
        },
    }
}

/// The license that is what is wanted: one that runs before one that does not.
fn best<'a>(panel: &Panel, licenses: &'a [License]) -> Option<&'a License> {
    use LicenseState::{Active, HeldUp, Lost, Opening, Parked, Standing, Stopped, StoppedThere};
    let place = |license: &&License| match license.state {
        Active => 0,
        Opening => 1,
        Parked => 2,
        Stopped => 3,
        StoppedThere => 4,
        Standing | HeldUp => 5,
        Lost => 6,
    };
    let fits =
        |license: &&License| license.panel.tariff == panel.tariff && license.panel.ip == panel.ip;
    licenses.iter().filter(fits).min_by_key(place)
}

/// A license that nobody wants goes back to the pool, a trial ends, an order is given up. What is
/// under way ends first.
fn put_away(license: &License) -> Option<Deed> {
    match license.state {
        LicenseState::Standing | LicenseState::HeldUp | LicenseState::Parked => {
            Some(Deed::GiveUp(license.id))
        }
        LicenseState::Opening | LicenseState::Lost => None,
        _ if license.is_busy => None,
        _ if license.panel.is_trial => Some(Deed::End(license.id)),
        _ => Some(Deed::Return(license.id)),
    }
}

/// The server stands: its license stands with it, what is too much goes.
fn stand(panel: Option<&Panel>, licenses: &[License]) -> Vec<Deed> {
    let kept = panel
        .and_then(|panel| best(panel, licenses).or_else(|| licenses.iter().find(|one| lives(one))));
    let each = licenses.iter().filter_map(|license| {
        if kept.is_none_or(|kept| kept.id != license.id) {
            return put_away(license);
        }
        let runs = license.state == LicenseState::Active && !license.is_busy;
        runs.then_some(Deed::Suspend(license.id))
    });
    each.collect()
}

fn lives(license: &License) -> bool {
    use LicenseState::{Active, Stopped, StoppedThere};
    matches!(license.state, Active | Stopped | StoppedThere)
}

/// What is wanted is there: it shall run, and alone.
fn keep(panel: &Panel, found: &License, licenses: &[License]) -> Vec<Deed> {
    let others = || licenses.iter().filter(|other| other.id != found.id);
    // What holds the address while the wanted one does not run yet.
    let in_the_way: Vec<&License> = others()
        .filter(|other| other.state == LicenseState::Active && other.panel.ip == panel.ip)
        .collect();
    let clear_the_way = |last: Deed| {
        if in_the_way.is_empty() {
            return vec![last];
        }
        let free = in_the_way.iter().filter(|other| !other.is_busy);
        free.map(|other| Deed::Suspend(other.id)).collect()
    };
    match found.state {
        LicenseState::Active if found.is_busy => Vec::new(),
        LicenseState::Active => {
            let mut deeds: Vec<Deed> = others().filter_map(put_away).collect();
            if found.panel.addons != panel.addons {
                deeds.push(Deed::ChangeAddons(found.id));
            }
            deeds
        }
        LicenseState::Opening | LicenseState::Lost => Vec::new(),
        LicenseState::Parked => clear_the_way(Deed::Release(found.id)),
        // The seller wants the other one stopped first.
        LicenseState::HeldUp if !in_the_way.is_empty() => vec![Deed::Park(found.id)],
        // It cannot be had: what was there before runs on until a person has seen to it.
        LicenseState::Standing | LicenseState::HeldUp => {
            let before = others().filter(|other| other.state == LicenseState::Stopped);
            let before = before.max_by_key(|other| other.panel.rank);
            let free = before.filter(|other| !other.is_busy && !other.is_expired);
            free.map(|other| Deed::Resume(other.id))
                .into_iter()
                .collect()
        }
        _ if found.is_busy => Vec::new(),
        // A trial is not renewed (semantics 5.3): its server is offered what is paid.
        LicenseState::Stopped | LicenseState::StoppedThere
            if found.is_expired && found.panel.is_trial =>
        {
            Vec::new()
        }
        LicenseState::Stopped | LicenseState::StoppedThere if found.is_expired => {
            clear_the_way(Deed::Renew(found.id))
        }
        LicenseState::Stopped => clear_the_way(Deed::Resume(found.id)),
        // For a reason of its own, which only the seller lifts.
        LicenseState::StoppedThere => Vec::new(),
    }
}

/// What is wanted is not there: what is there is made so, or another is allocated.
fn bring(panel: &Panel, licenses: &[License]) -> Vec<Deed> {
    let obsolete = licenses.iter().filter(|one| {
        matches!(
            one.state,
            LicenseState::Standing | LicenseState::HeldUp | LicenseState::Parked
        )
    });
    let mut deeds: Vec<Deed> = obsolete.map(|one| Deed::GiveUp(one.id)).collect();
    let is_under_way =
        |one: &License| one.state == LicenseState::Opening || lives(one) && one.is_busy;
    if licenses.iter().any(is_under_way) {
        return deeds;
    }
    let living = || licenses.iter().filter(|one| lives(one));
    let base = living()
        .find(|one| one.state == LicenseState::Active)
        .or_else(|| living().max_by_key(|one| one.panel.rank));
    if base.is_none() && licenses.iter().any(|one| one.state == LicenseState::Lost) {
        return deeds;
    }
    deeds.push(base.map_or(Deed::Allocate, |base| change(panel, base)));
    deeds
}

/// One license is to become another.
fn change(panel: &Panel, base: &License) -> Deed {
    let refused = |refused: Option<&String>, wanted: &String| refused == Some(wanted);
    if base.panel.ip != panel.ip {
        return if refused(base.refused_ip.as_ref(), &panel.ip) {
            // The vendor allows one move a month: a new license, and the old one goes then.
            Deed::Allocate
        } else {
            Deed::Move(base.id)
        };
    }
    let is_upgrade = panel.rank > base.panel.rank || base.panel.is_trial;
    match (
        is_upgrade,
        refused(base.refused_tariff.as_ref(), &panel.tariff),
    ) {
        (true, false) => Deed::ChangeTariff(base.id),
        // The trial goes out of the way first, a lower panel when the higher one runs.
        (true, true) if base.panel.is_trial => Deed::AllocateLater,
        (true, true) => Deed::Allocate,
        (false, _) => Deed::AllocateLater,
    }
}

#[cfg(test)]
mod tests;
