//! The fields with rules on the forms of a product type and of a tariff.

use crate::declaration::{Parameter, ParameterKind};
use crate::fields::{on, or_empty};
use onsell_domain::{
    AutoDeletion, Change, Deletion, Overrides, ReturnPolicy, RuleChanges, Rules, Text,
};
use onsell_wire::{Fault, Node, Params};

/// How a rule says that something never happens.
const NEVER: &str = "never";

/// Whether customers may stop it.
pub(super) const CLIENT_SUSPENDS: Parameter = Parameter::optional(
    "client_suspend",
    ParameterKind::Switch,
    Text::new("The client may suspend", "Клиент может останавливать"),
);
/// Whether customers may let it run again.
pub(super) const CLIENT_RESUMES: Parameter = Parameter::optional(
    "client_resume",
    ParameterKind::Switch,
    Text::new("The client may resume", "Клиент может запускать"),
);
/// Whether customers may delete it.
pub(super) const CLIENT_DELETES: Parameter = Parameter::optional(
    "client_delete",
    ParameterKind::Switch,
    Text::new("The client may delete", "Клиент может удалять"),
);
/// When a deletion by its customer happens.
pub(super) const DELETION: Parameter = Parameter::optional(
    "closetype",
    ParameterKind::Text,
    Text::new(
        "Deletion by the client: now or period_end",
        "Удаление клиентом: now (сразу) или period_end (в конце оплаченного периода)",
    ),
);
/// Whether it is deleted some time after an automatic stop.
pub(super) const AUTO_DELETION: Parameter = Parameter::optional(
    "autodelete_days",
    ParameterKind::Text,
    Text::new(
        "Deletion so many days after an automatic stop, or never",
        "Удаление через столько дней после автоматической остановки или never (никогда)",
    ),
);
/// Days between two changes of the address.
pub(super) const IP_CHANGE_DAYS: Parameter = Parameter::optional(
    "ip_change_days",
    ParameterKind::Integer,
    Text::new(
        "Days between two changes of the IP address; 0 is free",
        "Дней между сменами IP-адреса; 0 — без ограничений",
    ),
);
/// Days between two changes of the key.
pub(super) const KEY_CHANGE_DAYS: Parameter = Parameter::optional(
    "lickey_change_days",
    ParameterKind::Integer,
    Text::new(
        "Days between two changes of the key; 0 is free",
        "Дней между сменами ключа; 0 — без ограничений",
    ),
);
/// What an early deletion returns.
pub(super) const RETURN_POLICY: Parameter = Parameter::optional(
    "returnpolicy",
    ParameterKind::Text,
    Text::new(
        "An early deletion returns: nothing or unused_days",
        "Досрочное удаление возвращает: nothing (ничего) или unused_days (неиспользованные дни)",
    ),
);

/// The rules in a request: what is missing stays, what is empty is unsaid.
pub(super) fn changes(params: &Params) -> Result<RuleChanges, Fault> {
    Ok(RuleChanges {
        client_suspends: flag(params, &CLIENT_SUSPENDS),
        client_resumes: flag(params, &CLIENT_RESUMES),
        client_deletes: flag(params, &CLIENT_DELETES),
        deletion: change(params, &DELETION, |text| {
            Deletion::parse(text).ok_or_else(|| refusal(&DELETION, text))
        })?,
        auto_deletion: change(params, &AUTO_DELETION, auto_deletion)?,
        ip_change_days: change(params, &IP_CHANGE_DAYS, |_| days(params, &IP_CHANGE_DAYS))?,
        key_change_days: change(params, &KEY_CHANGE_DAYS, |_| days(params, &KEY_CHANGE_DAYS))?,
    })
}

/// The policy in a request; missing or empty stays.
pub(super) fn return_policy(params: &Params) -> Result<Option<ReturnPolicy>, Fault> {
    let parse = |text| ReturnPolicy::parse(text).ok_or_else(|| refusal(&RETURN_POLICY, text));
    params.text(RETURN_POLICY.name).map(parse).transpose()
}

fn change<T>(
    params: &Params,
    field: &Parameter,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
) -> Result<Change<T>, Fault> {
    match (params.get(field.name), params.text(field.name)) {
        (None, _) => Ok(Change::Stays),
        (Some(_), None) => Ok(Change::Unsaid),
        (Some(_), Some(text)) => parse(text).map(Change::Is),
    }
}

fn flag(params: &Params, field: &Parameter) -> Change<bool> {
    match (params.get(field.name), params.text(field.name)) {
        (None, _) => Change::Stays,
        (Some(_), None) => Change::Unsaid,
        (Some(_), Some(_)) => Change::Is(params.is_on(field.name)),
    }
}

/// A service is not deleted at the moment it stops, so that 0 is no count of days here.
fn auto_deletion(text: &str) -> Result<AutoDeletion, Fault> {
    if text == NEVER {
        return Ok(AutoDeletion::Never);
    }
    let days = text.parse().ok().filter(|days| *days > 0);
    days.filter(|days| *days <= Rules::DAYS_MAX)
        .map(AutoDeletion::AfterDays)
        .ok_or_else(|| refusal(&AUTO_DELETION, text))
}

fn days(params: &Params, field: &Parameter) -> Result<u16, Fault> {
    let number = params.required_integer(field.name)?;
    let days = u16::try_from(number).ok();
    days.filter(|days| *days <= Rules::DAYS_MAX)
        .ok_or_else(|| refusal(field, &number.to_string()))
}

fn refusal(field: &Parameter, value: &str) -> Fault {
    Fault::value(field.name, value).labeled(field.text)
}

/// What a product type says.
pub(super) fn put_rules(form: &mut Node, rules: &Rules) {
    form.put(CLIENT_SUSPENDS.name, on(rules.client_suspends));
    form.put(CLIENT_RESUMES.name, on(rules.client_resumes));
    form.put(CLIENT_DELETES.name, on(rules.client_deletes));
    form.put(DELETION.name, rules.deletion.name());
    form.put(AUTO_DELETION.name, auto_deletion_text(rules.auto_deletion));
    form.put(IP_CHANGE_DAYS.name, rules.ip_change_days.to_string());
    form.put(KEY_CHANGE_DAYS.name, rules.key_change_days.to_string());
}

/// What a tariff says otherwise; empty is as the product type says.
pub(super) fn put_overrides(form: &mut Node, rules: &Overrides) {
    form.put(
        CLIENT_SUSPENDS.name,
        or_empty(rules.client_suspends.map(on)),
    );
    form.put(CLIENT_RESUMES.name, or_empty(rules.client_resumes.map(on)));
    form.put(CLIENT_DELETES.name, or_empty(rules.client_deletes.map(on)));
    form.put(DELETION.name, or_empty(rules.deletion.map(Deletion::name)));
    let auto_deletion = rules.auto_deletion.map(auto_deletion_text);
    form.put(AUTO_DELETION.name, or_empty(auto_deletion));
    form.put(IP_CHANGE_DAYS.name, or_empty(rules.ip_change_days));
    form.put(KEY_CHANGE_DAYS.name, or_empty(rules.key_change_days));
}

fn auto_deletion_text(rule: AutoDeletion) -> String {
    rule.days()
        .map_or_else(|| NEVER.to_owned(), |days| days.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_from_a_request() {
        let check = |query: &str, expect: Option<RuleChanges>| {
            let params = Params::parse_urlencoded(query).expect(query);
            assert_eq!(changes(&params).ok(), expect, "{query}");
        };
        let none = RuleChanges::default();
        check("elid=1&sok=ok", Some(none));
        check(
            "client_suspend=off&client_resume=on&client_delete=",
            Some(RuleChanges {
                client_suspends: Change::Is(false),
                client_resumes: Change::Is(true),
                client_deletes: Change::Unsaid,
                ..none
            }),
        );
        check(
            "closetype=period_end&autodelete_days=never&ip_change_days=0&lickey_change_days=",
            Some(RuleChanges {
                deletion: Change::Is(Deletion::AtPeriodEnd),
                auto_deletion: Change::Is(AutoDeletion::Never),
                ip_change_days: Change::Is(0),
                key_change_days: Change::Unsaid,
                ..none
            }),
        );
        check(
            "autodelete_days=3653",
            Some(RuleChanges {
                auto_deletion: Change::Is(AutoDeletion::AfterDays(3_653)),
                ..none
            }),
        );
        for wrong in [
            "closetype=later",
            "autodelete_days=0",
            "autodelete_days=-1",
            "autodelete_days=3654",
            "ip_change_days=-1",
            "ip_change_days=3654",
            "lickey_change_days=null",
            "lickey_change_days=99999999999999999999",
        ] {
            check(wrong, None);
        }
    }

    #[test]
    fn a_policy_has_a_name() {
        let check = |query: &str, expect: Option<Option<ReturnPolicy>>| {
            let params = Params::parse_urlencoded(query).expect(query);
            assert_eq!(return_policy(&params).ok(), expect, "{query}");
        };
        check(
            "returnpolicy=unused_days",
            Some(Some(ReturnPolicy::UnusedDays)),
        );
        check("returnpolicy=nothing", Some(Some(ReturnPolicy::Nothing)));
        check("returnpolicy=", Some(None));
        check("returnpolicy=all", None);
    }

    #[test]
    fn what_is_shown_is_read_again() {
        let tariff = Overrides {
            client_resumes: Some(false),
            deletion: Some(Deletion::AtPeriodEnd),
            auto_deletion: Some(AutoDeletion::Never),
            key_change_days: Some(7),
            ..Overrides::default()
        };
        let mut form = Node::new("doc");
        put_overrides(&mut form, &tariff);
        let params: Params = form
            .children
            .iter()
            .map(|field| (field.tag.to_string(), field.text.clone()))
            .collect();
        let read = changes(&params).expect("what was shown");
        let other = Overrides {
            client_suspends: Some(true),
            ..Overrides::default()
        };
        assert_eq!(read.of_tariff(&other), tariff);
    }
}
