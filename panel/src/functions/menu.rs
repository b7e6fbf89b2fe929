//! What a page shows around its work: `menu`, `notify`, `desktop` (wire 3.1).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind};
use crate::fields::{SOK, name_in};
use crate::function::{Body, Function};
use onsell_domain::{Level, Money, ServiceStatus, Text};
use onsell_engine::sign_in::Identity;
use onsell_engine::{Result, Scope};
use onsell_store::catalogue::{self, ProductType};
use onsell_store::{service_count, wallet};
use onsell_wire::{Document, Fault, Node};

/// A list that programs read and people do not, and one that is of a client, whose page leads
/// there.
const ELSEWHERE: [&str; 2] = ["itemevent", "statement"];

/// `menu`: the lists that the caller may open, from the registry.
pub(super) struct Menu;

/// What the menu depends on.
pub(super) struct Reach {
    level: Level,
    types: Vec<ProductType>,
}

impl Function for Menu {
    type Caller = Anyone;
    type Input = ();
    type Output = Reach;

    const DECLARATION: Declaration = Declaration {
        name: "menu",
        kind: Kind::Tree,
        level: Level::Customer,
        title: Text::new("Menu", "Меню"),
        parameters: &[SOK],
    };

    fn parse(_: &Ask) -> std::result::Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, ()| {
            Ok(Reach {
                level: caller.identity.level,
                types: catalogue::product_types(scope.tx)?,
            })
        })
    }

    fn render(reach: &Reach, ask: &Ask) -> Document {
        let mut menu = Node::new("mainmenu");
        menu.push(services(reach, ask));
        let own = Text::new("Client", "Клиент");
        menu.push(lists(
            "customer",
            own,
            |level| level == Level::Customer,
            ask,
        ));
        if reach.level > Level::Customer {
            let title = Text::new("Administration", "Администрирование");
            let is_reached = |level| level > Level::Customer && level <= reach.level;
            menu.push(lists("administration", title, is_reached, ask));
        }
        Document::tree(&ask.function).with(menu)
    }
}

fn node(name: &str, title: &str) -> Node {
    Node::new("node").attr("name", name).attr("title", title)
}

/// A list for each product type.
fn services(reach: &Reach, ask: &Ask) -> Node {
    let title = Text::new("Services", "Услуги");
    let mut group = node("services", title.get(ask.language));
    for kind in &reach.types {
        let title = name_in(ask.language, &kind.name, &kind.name_ru);
        group.push(node(&kind.intname, title).attr("type", "list"));
    }
    group
}

/// The lists of these levels that need no object to begin with.
fn lists(name: &str, title: Text, is_wanted: impl Fn(Level) -> bool, ask: &Ask) -> Node {
    let mut group = node(name, title.get(ask.language));
    for entry in super::all() {
        let declaration = entry.declaration();
        let is_read = !ELSEWHERE.contains(&declaration.name);
        if declaration.is_open_list() && is_read && is_wanted(declaration.level) {
            let title = declaration.title.get(ask.language);
            group.push(node(declaration.name, title).attr("type", "list"));
        }
    }
    group
}

/// `notify`: what a page keeps in sight.
pub(super) struct Notify;

/// What that is: nothing of money for staff, who have none.
pub(super) struct InSight {
    balance: Option<Money>,
    active: Vec<(ProductType, i64)>,
}

impl Function for Notify {
    type Caller = Anyone;
    type Input = ();
    type Output = InSight;

    const DECLARATION: Declaration = Declaration {
        name: "notify",
        kind: Kind::Tree,
        level: Level::Customer,
        title: Text::new("In sight", "Уведомления"),
        parameters: &[],
    };

    fn parse(_: &Ask) -> std::result::Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, ()| in_sight(scope, caller))
    }

    fn render(in_sight: &InSight, ask: &Ask) -> Document {
        let mut document = Document::tree(&ask.function);
        let item = |name: &str| Node::leaf("item", "0").attr("name", name);
        // There are neither banners nor tickets here; pages look for both.
        let items = Node::new("notify").with(item("bannerlist"));
        document.push(items.with(item("ticket")));
        if let Some(balance) = in_sight.balance {
            document.put("realbalance", balance.to_string());
        }
        for (kind, count) in &in_sight.active {
            let mut row = Node::new("elem");
            row.put("itemtype", kind.intname.clone());
            row.put("name", name_in(ask.language, &kind.name, &kind.name_ru));
            row.put("active", count.to_string());
            document.push(row);
        }
        document
    }
}

fn in_sight(scope: &mut Scope<'_>, caller: &Anyone) -> Result<InSight> {
    let balance = match caller.account {
        Some(account) => wallet::of_account(scope.tx, account)?
            .first()
            .map(|wallet| Money::new(wallet.funds.balance, wallet.currency)),
        None => None,
    };
    let mut active = Vec::new();
    for kind in catalogue::product_types(scope.tx)? {
        let status = Some(ServiceStatus::Active.number());
        let count = service_count::count(scope.tx, kind.id, caller.account, status, false)?;
        if count > 0 {
            active.push((kind, count));
        }
    }
    Ok(InSight { balance, active })
}

/// `desktop`: who looks at the page.
pub(super) struct Desktop;

impl Function for Desktop {
    type Caller = Anyone;
    type Input = ();
    type Output = Identity;

    const DECLARATION: Declaration = Declaration {
        name: "desktop",
        kind: Kind::Tree,
        level: Level::Customer,
        title: Text::new("Desktop", "Рабочий стол"),
        parameters: &[],
    };

    fn parse(_: &Ask) -> std::result::Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Read(|_, caller: &Anyone, ()| Ok(caller.identity.clone()))
    }

    fn render(identity: &Identity, ask: &Ask) -> Document {
        let mut user = Node::new("user");
        user.put("id", identity.user.to_string());
        user.put("name", identity.name.clone());
        user.put("realname", identity.real_name.clone());
        user.put("email", identity.email.clone());
        user.put("phone", identity.phone.clone());
        user.put("level", identity.level.number().to_string());
        user.put("lang", identity.language.code());
        Document::tree(&ask.function).with(user)
    }
}
