//! The menu: what people find where, in the order of the trade. Lists come from the registry; one
//! that nobody gave a place stands under the last group, so that a new function is found at once.

use super::pages::customer::kinds;
use super::visit::Visit;
use crate::declaration::Declaration;
use crate::fields::name_in;
use onsell_domain::Level;

/// A group of the menu, by the name of its message, with what it leads to.
type Group = (&'static str, &'static [&'static str]);

/// Where staff find things. `T` stands for the kinds of services.
const STAFF: [Group; 7] = [
    ("menu-clients", &["account", "user", "profile", "partner"]),
    (
        "menu-products",
        &["itemtype", "pricelist", "enumeration", "price.guide"],
    ),
    ("menu-services", &["T", "order"]),
    (
        "menu-integration",
        &["processing", "processing.calls", "unknowncall"],
    ),
    (
        "menu-tools",
        &[
            "runningoperation",
            "task",
            "problems",
            "processing.feed",
            "itemevent.told",
            "scheduler",
            "journal",
        ],
    ),
    ("menu-finance", &["payment", "expense"]),
    (
        "menu-settings",
        &[
            "project",
            "datacenter",
            "department",
            "currency",
            "currencyrate",
            "country",
            "settings",
            "usrparam",
            "session",
        ],
    ),
];

/// Where customers find things.
const CUSTOMER: [Group; 3] = [
    ("menu-services", &[kinds::PAGE, "T"]),
    (
        "menu-finance",
        &["order", "payment", "expense", "statement", "profile"],
    ),
    ("menu-settings", &["usrparam", "user", "session"]),
];

/// The group for what has no place.
const MORE: &str = "menu-more";

/// Lists that a customer meets elsewhere, as choices of forms, or only programs read.
const NOT_FOR_CUSTOMERS: [&str; 11] = [
    "itemtype",
    "currency",
    "country",
    "project",
    "datacenter",
    "department",
    "itemevent",
    "subaccount",
    "dashboard.info",
    "dashboard.subaccount_credit",
    "basket",
];

/// Lists of customers that say nothing to staff.
const NOT_FOR_STAFF: [&str; 6] = [
    // It is of a client, whose page leads there.
    "statement",
    "itemevent",
    // It asks other systems: a person presses a button for that.
    "doctor",
    "subaccount",
    "dashboard.info",
    "dashboard.subaccount_credit",
];

/// A group of the menu as it is shown.
pub(crate) struct MenuGroup {
    /// What it is called.
    pub title: String,
    /// What it leads to.
    pub links: Vec<Link>,
}

/// A line of the menu.
pub(crate) struct Link {
    /// Where it leads.
    pub address: String,
    /// What it is called.
    pub title: String,
    /// How many there are, where it is known.
    pub count: Option<i64>,
    /// Whether the page is the one it leads to.
    pub is_here: bool,
}

/// The menu of whoever looks.
pub(crate) fn menu(visit: &Visit) -> Vec<MenuGroup> {
    let is_staff = visit.is_staff();
    let placed: &[Group] = if is_staff { &STAFF } else { &CUSTOMER };
    let mut groups: Vec<MenuGroup> = placed
        .iter()
        .map(|(name, functions)| MenuGroup {
            title: visit.words.say(name),
            links: functions
                .iter()
                .flat_map(|function| links(visit, function))
                .collect(),
        })
        .collect();
    let unplaced = unplaced(visit, placed);
    if !unplaced.is_empty() {
        groups.push(MenuGroup {
            title: visit.words.say(MORE),
            links: unplaced,
        });
    }
    groups.retain(|group| !group.links.is_empty());
    groups
}

fn links(visit: &Visit, function: &str) -> Vec<Link> {
    if function == "T" {
        return services(visit);
    }
    if function == kinds::PAGE {
        return vec![Link {
            address: format!("/panel/{function}"),
            title: visit.words.say("home-order"),
            count: None,
            is_here: visit.function.contains(".order") || visit.function == function,
        }];
    }
    // A name without a function of its own could still be a kind of services; and what needs an
    // object is opened from there.
    let declaration = visit.may(function);
    declaration
        .filter(|declaration| declaration.name == function)
        .filter(|declaration| declaration.parameters.iter().all(|p| !p.required))
        .map(|declaration| link(visit, declaration))
        .into_iter()
        .collect()
}

fn services(visit: &Visit) -> Vec<Link> {
    let is_shown = |count: &Option<i64>| count.is_none_or(|count| count > 0);
    let types = visit.frame.types.iter();
    types
        .filter(|(_, count)| is_shown(count))
        .map(|(kind, count)| Link {
            address: format!("/panel/{}", kind.intname),
            title: name_in(visit.language(), &kind.name, &kind.name_ru).to_owned(),
            count: *count,
            is_here: is_within(&visit.function, &kind.intname)
                && !visit.function.contains(".order"),
        })
        .collect()
}

fn link(visit: &Visit, declaration: &Declaration) -> Link {
    Link {
        address: format!("/panel/{}", declaration.name),
        title: declaration.title.get(visit.language()).to_owned(),
        count: None,
        is_here: is_within(&visit.function, declaration.name),
    }
}

/// Whether a function is the one of a line, or one behind it.
fn is_within(function: &str, line: &str) -> bool {
    function
        .strip_prefix(line)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Lists that need no object to begin with and that no group names.
fn unplaced(visit: &Visit, placed: &[Group]) -> Vec<Link> {
    let not_shown: &[&str] = if visit.is_staff() {
        &NOT_FOR_STAFF
    } else {
        &NOT_FOR_CUSTOMERS
    };
    let is_placed = |name: &str| {
        not_shown.contains(&name)
            || placed
                .iter()
                .any(|(_, functions)| functions.contains(&name))
    };
    let declarations = visit.panel.registry().declarations();
    declarations
        .filter(|declaration| declaration.is_open_list() && declaration.level <= visit.level())
        .filter(|declaration| declaration.level > Level::Guest && !is_placed(declaration.name))
        .map(|declaration| link(visit, declaration))
        .collect()
}
