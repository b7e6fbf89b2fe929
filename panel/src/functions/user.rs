//! Users: who may sign in, as staff and the customers of an account see them (wire 4.6).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, id, on, or_empty};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, Level, Text};
use onsell_engine::{Result, Scope};
use onsell_store::user::{self, User, UserFilter};
use onsell_wire::{Document, Fault, Node};

/// `user`: the users of an account; for staff of all, or of the account they name.
pub(super) struct Users;

/// Which users.
pub(super) struct Input {
    account: Option<AccountId>,
    name: Option<String>,
    email: Option<String>,
    is_staff: bool,
    api_only: bool,
    page: Page,
}

const NAME: Parameter = Parameter::optional(
    "name",
    ParameterKind::Text,
    Text::new("The whole sign-in name", "Имя для входа целиком"),
);
const EMAIL: Parameter = Parameter::optional(
    "email",
    ParameterKind::Text,
    Text::new(
        "The whole e-mail address",
        "Адрес электронной почты целиком",
    ),
);

const STAFF: Parameter = Parameter::optional(
    "staff",
    ParameterKind::Switch,
    Text::new("Staff only", "Только сотрудники"),
);
const API_ONLY: Parameter = Parameter::optional(
    "api_only",
    ParameterKind::Switch,
    Text::new("For the API only", "Только для API"),
);

impl Function for Users {
    type Caller = Anyone;
    type Input = Input;
    type Output = Rows<User>;

    const DECLARATION: Declaration = Declaration {
        name: "user",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            Column::new("realname", "Name of the person", "Имя человека"),
            Column::new("email", "E-mail", "Электронная почта"),
            Column::new("level", "Level", "Уровень"),
            column::ACCOUNT,
            Column::new("api_only", "API only", "Только API"),
            Column::new("allowed_ip_ranges", "Comes from", "Разрешённые адреса"),
            Column::new("totp", "Second factor", "Второй фактор"),
            column::ACTIVE,
        ]),
        level: Level::Customer,
        title: Text::new("Users", "Пользователи"),
        parameters: &[
            ACCOUNT,
            FILTER,
            NAME,
            EMAIL,
            STAFF,
            API_ONLY,
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let is_filtered = ask.params.is_on("filter");
        let text = |name: &str| {
            let text = ask.params.text(name).map(str::trim);
            text.filter(|text| is_filtered && !text.is_empty())
                .map(str::to_owned)
        };
        Ok(Input {
            account: id(&ask.params, "account")?,
            name: text("name"),
            email: text("email"),
            is_staff: is_filtered && ask.params.is_on("staff"),
            api_only: is_filtered && ask.params.is_on("api_only"),
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(list)
    }

    fn render(rows: &Rows<User>, ask: &Ask) -> Document {
        rows.document(ask, row)
    }
}

fn list(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Rows<User>> {
    let filter = UserFilter {
        account: caller.account_or(input.account),
        name: input.name.clone(),
        email: input.email.clone(),
        is_staff: input.is_staff,
        api_only: input.api_only,
        window: input.page.window(),
    };
    let (users, total) = user::list(scope.tx, &filter)?;
    Ok(Rows::page(users, total, input.page))
}

fn row(user: &User) -> Node {
    let mut row = Node::new("elem");
    row.put("id", user.id.to_string());
    row.put("name", user.name.clone());
    row.put("realname", user.real_name.clone());
    row.put("email", user.email.clone());
    row.put("level", user.level.to_string());
    row.put("account", or_empty(user.account));
    row.put("api_only", on(user.api_only));
    row.put("allowed_ip_ranges", user.ranges.clone());
    row.put("totp", on(user.second_factor));
    row.put("active", on(user.active));
    row
}
