//! Who pays: `profile` and what stands behind it (wire 3.2).

use super::basket::told;
use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, SOK, id, or_empty, saved};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, Country, Language, Level, ProfileId, Text};
use onsell_engine::{Result, Scope, profile};
use onsell_store::profile::{Facts, Profile};
use onsell_wire::{Document, Fault, Node, Params};
use std::marker::PhantomData;

/// What kinds of payers there are, by their numbers.
const KINDS: [(i64, Text); 3] = [
    (1, Text::new("Person", "Физическое лицо")),
    (2, Text::new("Company", "Юридическое лицо")),
    (
        3,
        Text::new("Entrepreneur", "Индивидуальный предприниматель"),
    ),
];

fn kind_name(kind: i64, language: Language) -> &'static str {
    let found = KINDS.iter().find(|(number, _)| *number == kind);
    found.map_or("", |(_, text)| text.get(language))
}

/// `profile`: the payers of an account.
pub(super) struct Profiles;

impl Function for Profiles {
    type Caller = Anyone;
    type Input = (Option<AccountId>, Page);
    type Output = Rows<Profile>;

    const DECLARATION: Declaration = Declaration {
        name: "profile",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            Column::new("profiletype", "Kind", "Вид"),
            Column::new("country", "Country", "Страна"),
            Column::new("city", "City", "Город"),
            Column::new("email", "Email", "Электронная почта"),
        ]),
        level: Level::Customer,
        title: Text::new("Payers", "Плательщики"),
        parameters: &[ACCOUNT, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        Ok((id(&ask.params, "account")?, Page::read(&ask.params)?))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, (asked, page): &Self::Input| {
            let profiles = match caller.account_or(*asked) {
                Some(account) => onsell_store::profile::of_account(scope.tx, account)?,
                None => Vec::new(),
            };
            Ok(Rows::whole(profiles, *page))
        })
    }

    fn render(rows: &Rows<Profile>, ask: &Ask) -> Document {
        rows.document(ask, |profile| row(profile, ask.language))
    }
}

fn row(profile: &Profile, language: Language) -> Node {
    let facts = &profile.facts;
    let country = Country::with_code(&facts.country);
    let mut row = Node::new("elem");
    row.put("id", profile.id.to_string());
    row.put("name", facts.name.clone());
    let kind = Node::leaf("profiletype", kind_name(facts.kind, language));
    row.push(kind.attr("orig", facts.kind.to_string()));
    row.put("country", country.map_or("", |one| one.name_in(language)));
    row.put("city", facts.city.clone());
    row.put("email", facts.email.clone());
    row
}

/// The two names under which a profile is written.
pub(super) trait Form: Send + Sync + 'static {
    /// What the function says of itself.
    const DECLARATION: Declaration;
}

/// The function of a name.
pub(super) struct Of<F>(PhantomData<fn() -> F>);

/// `profile.edit`: a payer; without a number a new one.
pub(super) struct Edit;

/// `profile.add.profiledata`: a new payer, as a step of a wizard.
pub(super) struct Add;

const fn text(name: &'static str, en: &'static str, ru: &'static str) -> Parameter {
    Parameter::optional(name, ParameterKind::Text, Text::new(en, ru))
}

impl Form for Edit {
    const DECLARATION: Declaration = Declaration {
        name: "profile.edit",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Payer", "Плательщик"),
        parameters: &[
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new("Payer's number", "Номер плательщика"),
            ),
            Parameter::optional("profiletype", ParameterKind::Id, Text::new("Kind", "Вид")),
            text("name", "Name on bills", "Название в документах"),
            Parameter::optional("country", ParameterKind::Id, Text::new("Country", "Страна")),
            text("city", "City", "Город"),
            text("postcode", "Postal code", "Почтовый индекс"),
            text("address", "Street and house", "Улица и дом"),
            text("vatnum", "Tax number", "Номер налогоплательщика"),
            text("email", "Email", "Электронная почта"),
            text("phone", "Telephone", "Телефон"),
            ACCOUNT,
            SOK,
        ],
    };
}

impl Form for Add {
    const DECLARATION: Declaration = Declaration {
        name: "profile.add.profiledata",
        title: Text::new("New payer", "Новый плательщик"),
        ..Edit::DECLARATION
    };
}

/// Which payer, and what it shall say; nothing where the form is shown.
pub(super) struct Input {
    id: Option<ProfileId>,
    account: Option<AccountId>,
    params: Params,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// The form.
    Form(Option<ProfileId>, Box<Facts>),
    /// Written.
    Saved(ProfileId),
}

impl<F: Form> Function for Of<F> {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = F::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        // What cannot be is refused before anything is read.
        merged(Facts::default(), &ask.params)?;
        Ok(Input {
            id: id(&ask.params, "elid")?,
            account: id(&ask.params, "account")?,
            params: ask.params.clone(),
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(carry_out)
        } else {
            Body::Read(carry_out)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Saved(id) => saved(ask, id),
            Output::Form(id, facts) => form(*id, facts, ask),
        }
    }
}

/// What is known with what the request changes of it.
fn merged(mut facts: Facts, params: &Params) -> std::result::Result<Facts, Fault> {
    if let Some(kind) = params.integer("profiletype")? {
        if !KINDS.iter().any(|(number, _)| *number == kind) {
            return Err(Fault::value("profiletype", kind));
        }
        facts.kind = kind;
    }
    if let Some(number) = params.integer("country")? {
        let country = Country::find(number).ok_or_else(|| Fault::value("country", number))?;
        country.code.clone_into(&mut facts.country);
    }
    let mut take = |name: &str, field: fn(&mut Facts) -> &mut String| {
        if let Some(value) = params.get(name) {
            value.trim().clone_into(field(&mut facts));
        }
    };
    take("name", |facts| &mut facts.name);
    take("city", |facts| &mut facts.city);
    take("postcode", |facts| &mut facts.postcode);
    take("address", |facts| &mut facts.address);
    take("vatnum", |facts| &mut facts.tax_number);
    take("email", |facts| &mut facts.email);
    take("phone", |facts| &mut facts.phone);
    Ok(facts)
}

fn carry_out(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let known = match input.id {
        Some(id) => profile::find(scope, caller.account, id)?.facts,
        None => Facts {
            kind: KINDS[0].0,
            ..Facts::default()
        },
    };
    let facts = merged(known, &input.params)?;
    if !input.is_final {
        return Ok(Output::Form(input.id, Box::new(facts)));
    }
    let id = if let Some(id) = input.id {
        profile::edit(scope, caller.account, id, &facts)?;
        id
    } else {
        let account = caller.account_or(input.account);
        let account = account.ok_or_else(|| Fault::value_empty("account"))?;
        profile::add(scope, account, &facts)?
    };
    told(scope, caller, "profile.edit", id)?;
    Ok(Output::Saved(id))
}

fn form(id: Option<ProfileId>, facts: &Facts, ask: &Ask) -> Document {
    let country = Country::with_code(&facts.country);
    let mut form = Document::form(&ask.function);
    form.put("elid", or_empty(id));
    form.put("id", or_empty(id));
    form.put("profiletype", facts.kind.to_string());
    form.put("name", facts.name.clone());
    form.put("country", or_empty(country.map(|country| country.id)));
    form.put("city", facts.city.clone());
    form.put("postcode", facts.postcode.clone());
    form.put("address", facts.address.clone());
    form.put("vatnum", facts.tax_number.clone());
    form.put("email", facts.email.clone());
    form.put("phone", facts.phone.clone());
    let mut kinds = Node::new("slist").attr("name", "profiletype");
    for (number, text) in KINDS {
        let value = Node::leaf("val", text.get(ask.language));
        kinds.push(value.attr("key", number.to_string()));
    }
    let mut countries = Node::new("slist").attr("name", "country");
    for country in Country::all() {
        let value = Node::leaf("val", country.name_in(ask.language));
        let value = value.attr("key", country.id.to_string());
        countries.push(value.attr("image", flag(country)));
    }
    form.with(kinds).with(countries)
}

/// Where the picture of a country's flag would be: some clients know a country by it (wire 3.13).
pub(super) fn flag(country: Country) -> String {
    format!("/manimg/common/flag/{}.png", country.code)
}

/// `profile.delete`: takes payers away.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Anyone;

    const DECLARATION: Declaration = Declaration {
        name: "profile.delete",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Delete payers", "Удалить плательщиков"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Payers' numbers", "Номера плательщиков"),
            ),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: i64) -> Result<()> {
        profile::delete(scope, caller.account, ProfileId::new(id))?;
        told(scope, caller, "profile.delete", id)
    }
}
