//! What staff see at a glance: `dashboard.staff`.

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind};
use crate::fields::{instant, on, or_empty};
use crate::function::{Body, Function};
use onsell_domain::balance::missing;
use onsell_domain::scheduler::{lag_seconds, light};
use onsell_domain::{Amount, Currency, Language, Level, Money, Text};
use onsell_engine::dashboard::{self, DayTotal, Scheduler};
use onsell_store::need::Waiting;
use onsell_store::processing_module::ProcessingModule;
use onsell_wire::{Document, Fault, Node};

/// `dashboard.staff`.
pub(super) struct Dashboard;

impl Function for Dashboard {
    type Caller = Staff;
    type Input = ();
    type Output = dashboard::Dashboard;

    const DECLARATION: Declaration = Declaration {
        name: "dashboard.staff",
        kind: Kind::Tree,
        level: Level::Staff,
        title: Text::new("Dashboard", "Сводка"),
        parameters: &[],
    };

    fn parse(_: &Ask) -> Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Read(|scope, _, ()| dashboard::read(scope))
    }

    fn render(output: &dashboard::Dashboard, ask: &Ask) -> Document {
        let mut operations = Node::new("operations");
        for (need, waiting) in &output.operations {
            let mut row = Node::new("elem");
            row.put("name", need.name());
            row.put("title", need.title().get(ask.language));
            put_waiting(&mut row, waiting, output);
            operations.push(row);
        }
        let group = |name: &'static str, waiting: &Waiting| {
            let mut group = Node::new(name);
            put_waiting(&mut group, waiting, output);
            group
        };
        let mut balances = Node::new("balances");
        balances.children = output.modules.iter().map(balance).collect();
        let mut days = Node::new("days");
        days.children = output.days.iter().map(day).collect();
        Document::tree(&ask.function)
            .with(operations)
            .with(group("problems", &output.problems))
            .with(group("tasks", &output.tasks))
            .with(balances)
            .with(days)
            .with(scheduler(&output.scheduler, ask.language))
            .with(Node::leaf("now", instant(output.now)))
            .with(Node::leaf(
                "today",
                output.now.date_in(&output.zone).to_string(),
            ))
    }
}

/// How many wait, and since when: of more than are counted the page says "more".
fn put_waiting(node: &mut Node, waiting: &Waiting, output: &dashboard::Dashboard) {
    node.put("count", waiting.count.to_string());
    node.put("more", on(waiting.is_more));
    node.put("oldest", or_empty(waiting.oldest.map(instant)));
    let age = waiting.oldest.map(|oldest| lag_seconds(oldest, output.now));
    node.put("oldest_seconds", or_empty(age));
}

fn balance(module: &ProcessingModule) -> Node {
    let money = |amount: Option<Amount>| {
        let told: Option<(Amount, Currency)> = amount.zip(module.currency);
        or_empty(told.map(|(amount, currency)| Money::new(amount, currency)))
    };
    let is_low = module
        .balance
        .is_some_and(|balance| missing(balance, module.minimal_balance).is_some());
    let mut row = Node::new("elem");
    row.put("id", module.id.to_string());
    row.put("name", module.name.clone());
    row.put("itemtype", module.type_name.clone());
    row.put("active", on(module.active));
    row.put("balance", money(module.balance));
    row.put("available", money(module.available));
    row.put("minimalbalance", money(module.minimal_balance));
    row.put("low", on(is_low));
    row.put("balance_date", or_empty(module.balance_at.map(instant)));
    row.put("coveredto", or_empty(module.covered_to));
    let (count, amount) = module.expected.unzip();
    row.put("renewals", or_empty(count));
    row.put("renewals_amount", money(amount));
    row.put("problem", module.problem.clone().unwrap_or_default());
    row
}

fn day(total: &DayTotal) -> Node {
    let money = |amount| Money::new(amount, total.currency).to_string();
    let mut row = Node::new("elem");
    row.put("day", total.day.to_string());
    row.put("currency", total.currency.as_str());
    row.put("orders", total.orders.to_string());
    row.put("income", money(total.income));
    row.put("payments", money(total.payments));
    row
}

fn scheduler(state: &Scheduler, language: Language) -> Node {
    const OPERATIONS: Text = Text::new("Operations that are due", "Операции, которым пора");
    let mut node = Node::new("scheduler");
    node.put("light", state.light.name());
    node.put("running", on(state.is_running));
    for (job, lag) in &state.jobs {
        let mut row = Node::new("elem");
        row.put("name", job.name.clone());
        row.put("title", title(&job.name, language));
        row.put("last", or_empty(job.begun_at.map(instant)));
        row.put("next", instant(job.due_at));
        put_lag(&mut row, *lag);
        node.push(row);
    }
    let mut row = Node::new("elem");
    row.put("name", "operations");
    row.put("title", OPERATIONS.get(language));
    row.put("last", "");
    row.put("next", "");
    put_lag(&mut row, state.operations_lag);
    node.with(row)
}

fn put_lag(row: &mut Node, lag: i64) {
    row.put("lag_seconds", lag.to_string());
    row.put("light", light(lag).name());
}

/// What people call a job; one that is new has its name.
fn title(name: &str, language: Language) -> String {
    let text = match name {
        "checkbalance" => Text::new("Balances at sellers", "Балансы у продавцов"),
        "checkevent" => Text::new("Events of sellers", "События продавцов"),
        "machines" => Text::new("State of machines", "Состояние машин"),
        "expire" => Text::new("Renewals and expiries", "Продления и окончания"),
        "forget" => Text::new("Old entries are deleted", "Удаление старых записей"),
        _ => return name.to_owned(),
    };
    text.get(language).to_owned()
}
