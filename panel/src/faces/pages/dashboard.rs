//! Where staff begin: what needs a person, what waits and for what, the balances at the sellers,
//! orders and income by day, whether the scheduler runs, and what is known to be wrong.

use super::dashboard_days;
use crate::faces::locale::date_of;
use crate::faces::page::{Page, Shown};
use crate::faces::sheet::object;
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_domain::Date;
use onsell_wire::{Document, Fault, Node, Params};

/// A balance that covers fewer days than this is soon too small.
const DAYS_WARNED: i64 = 7;
/// Problems that are shown at once.
const PROBLEMS: &str = "6";

/// A number that leads to what it counts.
struct Tile {
    name: String,
    title: String,
    count: String,
    color: &'static str,
    since: String,
    address: String,
}

/// A balance at a seller.
struct Balance {
    id: String,
    name: String,
    address: String,
    amount: String,
    covered: String,
    color: &'static str,
    renewals: String,
    read: String,
    problem: String,
}

/// A job of the scheduler.
struct Job {
    title: String,
    last: String,
    color: &'static str,
}

/// Something that is known to be wrong.
struct Problem {
    id: String,
    text: String,
    opened: String,
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct Dashboard {
    words: Words,
    tiles: Vec<Tile>,
    balances: Vec<Balance>,
    charts: Vec<String>,
    light: &'static str,
    light_text: String,
    jobs: Vec<Job>,
    problems: Vec<Problem>,
}

/// The page of the dashboard.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let document = visit.call("dashboard.staff", &[]).await?;
    let problems = visit.call("problems", &[("p_cnt", PROBLEMS)]).await?;
    let scheduler = document.root.child("scheduler");
    let light = scheduler
        .and_then(|node| node.text_of("light"))
        .unwrap_or_default();
    let light_name = format!("light-{light}");
    let balances = document.root.child("balances");
    let template = Dashboard {
        words: visit.words,
        tiles: tiles(visit, &document),
        balances: rows(balances)
            .map(|row| balance(visit, row, document.root.text_of("today")))
            .collect(),
        charts: dashboard_days::charts(visit, &document),
        light: crate::faces::badge::color(light),
        light_text: visit.words.find(&light_name).unwrap_or_default(),
        jobs: rows(scheduler).map(|row| job(visit, row)).collect(),
        problems: problems
            .root
            .children_of("elem")
            .map(|row| problem(visit, row))
            .collect(),
    };
    let page = Page::of(visit.words.say("menu-dashboard"), &template)?;
    Ok(Shown::Page(page.live()))
}

fn rows(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    node.into_iter().flat_map(|node| node.children_of("elem"))
}

/// The operations by what they need, then the tasks of people.
fn tiles(visit: &Visit, document: &Document) -> Vec<Tile> {
    let mut tiles: Vec<Tile> = rows(document.root.child("operations"))
        .map(|row| {
            let name = row.text_of("name").unwrap_or_default();
            let title = row.text_of("title").unwrap_or_default();
            let states: &[(&str, &str)] = match name {
                "attention" => &[("status", "attention")],
                "unknown" => &[("status", "unknown")],
                "held" => &[("status", "held")],
                "waiting" => &[("status", "waiting")],
                _ => &[],
            };
            tile(
                visit,
                row,
                name,
                title.to_owned(),
                "runningoperation",
                states,
            )
        })
        .collect();
    if let Some(node) = document.root.child("tasks") {
        let title = visit.words.say("dashboard-tasks");
        tiles.push(tile(visit, node, "tasks", title, "task", &[]));
    }
    tiles
}

fn tile(
    visit: &Visit,
    node: &Node,
    name: &str,
    title: String,
    list: &str,
    filter: &[(&str, &str)],
) -> Tile {
    let mut params = Params::default();
    for (name, value) in filter {
        params.set("filter", "on");
        params.push(*name, *value);
    }
    let count = node.text_of("count").unwrap_or_default();
    let is_more = node.text_of("more") == Some("on");
    let oldest = super::ago(visit, node.text_of("oldest").unwrap_or_default());
    let color = match (name, count) {
        (_, "0") => "idle",
        ("attention", _) => "bad",
        ("taken" | "unknown", _) => "warn",
        ("held" | "waiting", _) => "wait",
        _ => "busy",
    };
    Tile {
        name: name.to_owned(),
        title,
        count: format!("{count}{}", if is_more { "+" } else { "" }),
        color,
        since: if oldest.is_empty() {
            String::new()
        } else {
            visit.words.about("dashboard-oldest", &oldest)
        },
        address: Visit::address(list, &params),
    }
}

fn balance(visit: &Visit, row: &Node, today: Option<&str>) -> Balance {
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    let covered = text("coveredto");
    let today = today.and_then(date_of);
    let is_short = date_of(covered)
        .zip(today)
        .is_some_and(|(covered, today)| days_between(today, covered) < DAYS_WARNED);
    let color = if text("low") == "on" || !text("problem").is_empty() {
        "bad"
    } else if is_short {
        "warn"
    } else if covered.is_empty() {
        "idle"
    } else {
        "good"
    };
    let renewals = match text("renewals") {
        "" | "0" => String::new(),
        count => {
            let count = count.parse::<i64>().unwrap_or_default();
            let amount = visit.locale.wire(text("renewals_amount"));
            format!(
                "{} · {amount}",
                visit.words.count("dashboard-renewals", count)
            )
        }
    };
    Balance {
        id: text("id").to_owned(),
        name: text("name").to_owned(),
        address: object("processing.edit", text("id")),
        amount: visit.locale.wire(text("balance")),
        covered: visit.locale.wire(covered),
        color,
        renewals,
        read: super::ago(visit, text("balance_date")),
        problem: text("problem").to_owned(),
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    let span = to.since((jiff::Unit::Day, from));
    span.map_or(0, |span| i64::from(span.get_days()))
}

fn job(visit: &Visit, row: &Node) -> Job {
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    Job {
        title: text("title").to_owned(),
        last: super::ago(visit, text("last")),
        color: crate::faces::badge::color(text("light")),
    }
}

fn problem(visit: &Visit, row: &Node) -> Problem {
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    let address = match (text("runningoperation"), text("processingmodule")) {
        ("" | "0", "" | "0") => None,
        ("" | "0", module) => Some(object("processing.edit", module)),
        (operation, _) => Some(object("runningoperation.edit", operation)),
    };
    let detail = text("detail");
    let told = text("text");
    Problem {
        id: text("id").to_owned(),
        text: if detail.is_empty() {
            told.to_owned()
        } else {
            format!("{told}: {detail}")
        },
        opened: super::ago(visit, text("opendate")),
        address,
    }
}
