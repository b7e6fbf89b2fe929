//! Addons as fields of a form (wire 1.6): a slider for an amount, a box for yes or no, a choice for
//! a closed list and for what a compound addon chooses from; with their prices and limits.

use crate::fields::name_in;
use onsell_domain::{
    AddonBilling, AddonId, AddonKind, Amount, ClientChange, Currency, Language, Money, Period,
    ScaleType, Text,
};
use onsell_engine::sold::{Side, Sold};
use onsell_store::tariff::Addon;
use onsell_wire::Node;

/// The addons of a tariff as a form shows them.
pub(super) struct AddonFields {
    /// What is sold.
    pub sold: Sold,
    /// The period that prices are for.
    pub period: Period,
    /// The currency of the prices.
    pub currency: Currency,
    /// Whether the service runs: then the rules for changes by clients hold.
    pub is_running: bool,
    /// Whether staff look, who see and change everything.
    pub for_staff: bool,
}

impl AddonFields {
    /// The addons that are shown. Customers do not see what is not billed.
    fn shown(&self) -> impl Iterator<Item = &Addon> {
        let is_shown =
            |addon: &&Addon| addon.active && (self.for_staff || addon.billing().is_shown());
        self.sold.addons.iter().filter(is_shown)
    }

    /// Whether an addon is shown.
    pub fn is_shown(&self, id: AddonId) -> bool {
        self.shown().any(|addon| addon.id == id)
    }

    /// The page of a form with a field for each addon.
    pub fn page(&self, name: &'static str) -> Node {
        let mut page = Node::new("page").attr("name", name);
        for addon in self.shown() {
            let name = format!("addon_{}", addon.id);
            let control = self.control(addon, &name);
            page.push(Node::new("field").attr("name", name).with(control));
        }
        page
    }

    fn control(&self, addon: &Addon, name: &str) -> Node {
        let control = if is_choice(addon) {
            Node::new("select").attr("name", name)
        } else if addon.kind() == AddonKind::Boolean {
            let control = Node::new("input")
                .attr("type", "checkbox")
                .attr("name", name);
            self.with_cost(addon, control)
        } else {
            let control = Node::new("slider")
                .attr("name", name)
                .attr("min", addon.minimum.to_string())
                .attr("max", addon.maximum.to_string())
                .attr("step", addon.step.to_string());
            self.with_cost(addon, control)
        };
        let is_fixed =
            self.is_running && !self.for_staff && addon.client_change == ClientChange::Forbidden;
        if is_fixed || !addon.billing().is_chosen() {
            control.attr("readonly", "yes")
        } else {
            control
        }
    }

    /// What one unit costs, where there is one price.
    fn with_cost(&self, addon: &Addon, control: Node) -> Node {
        match self.unit_price(addon) {
            Some(price) if addon.scale_type != ScaleType::Options => {
                control.attr("cost", price.to_string())
            }
            _ => control,
        }
    }

    fn unit_price(&self, addon: &Addon) -> Option<Amount> {
        let is_charged = matches!(
            addon.billing(),
            AddonBilling::ByOrder | AddonBilling::FromOthers
        );
        let price = || self.sold.unit_price(addon.id, self.period, Side::Price);
        is_charged.then(price).flatten()
    }

    /// What people call each addon, and what is to be known about it.
    pub fn messages(&self, language: Language) -> Vec<Node> {
        let mut messages = Vec::new();
        for addon in self.shown() {
            let name = format!("addon_{}", addon.id);
            let mut text = name_in(language, &addon.name, &addon.name_ru).to_owned();
            if !addon.measure.is_empty() {
                text = format!("{text} ({})", addon.measure);
            }
            let hint = self.hint(addon, language);
            messages.push(Node::leaf("msg", text).attr("name", name.clone()));
            if !hint.is_empty() {
                messages.push(Node::leaf("msg", hint).attr("name", format!("hint_{name}")));
            }
        }
        messages
    }

    /// What the tariff includes and what more costs.
    fn hint(&self, addon: &Addon, language: Language) -> String {
        const INCLUDED: Text = Text::new("Included", "Включено в тариф");
        const UNIT: Text = Text::new("Each more", "Каждая единица сверх");
        const STEP: Text = Text::new("Above by", "Сверх на");
        if addon.kind() == AddonKind::Enumeration || addon.billing() == AddonBilling::Compound {
            return String::new();
        }
        let mut parts = Vec::new();
        if addon.included > 0 {
            parts.push(format!("{}: {}", INCLUDED.get(language), addon.included));
        }
        let cost = |price| Money::new(price, self.currency);
        if let Some(price) = self.unit_price(addon) {
            parts.push(format!("{}: {}", UNIT.get(language), cost(price)));
        }
        for (amount, price) in self.sold.steps(addon.id, self.period) {
            parts.push(format!("{} {amount}: {}", STEP.get(language), cost(price)));
        }
        parts.join("; ")
    }

    /// The choices of each addon that has some. A value without a price for the period, or that is
    /// off, cannot be ordered and is not shown, unless the service has it.
    pub fn choices(
        &self,
        present: impl Fn(&Addon) -> Option<i64>,
        language: Language,
    ) -> Vec<Node> {
        let choices = self.shown().filter(|addon| is_choice(addon)).map(|addon| {
            let mut list = Node::new("slist").attr("name", format!("addon_{}", addon.id));
            if addon.billing() == AddonBilling::Compound {
                for member in self.sold.members(addon.id) {
                    let name = name_in(language, &member.name, &member.name_ru);
                    list.push(Node::leaf("val", name).attr("key", member.id.to_string()));
                }
            } else if addon.kind() == AddonKind::Enumeration {
                self.push_values(&mut list, addon, present(addon), language);
            } else {
                self.push_options(&mut list, addon);
            }
            list
        });
        choices.collect()
    }

    fn push_values(
        &self,
        list: &mut Node,
        addon: &Addon,
        present: Option<i64>,
        language: Language,
    ) {
        for value in self.sold.values(addon.id) {
            let key = value.item.get();
            let price = self.sold.cost(addon, key, self.period, Side::Price).ok();
            let is_had = present == Some(key);
            if !is_had && (!value.is_on || price.is_none()) {
                continue;
            }
            let name = name_in(language, &value.name, &value.name_ru);
            let node = Node::leaf("val", name).attr("key", key.to_string());
            list.push(match price {
                Some(price) => node.attr("cost", price.to_string()),
                None => node,
            });
        }
    }

    /// The amounts that can be had where only those of the scale can.
    fn push_options(&self, list: &mut Node, addon: &Addon) {
        let steps = self.sold.steps(addon.id, self.period);
        for (amount, price) in std::iter::once((0, Amount::ZERO)).chain(steps) {
            let value = addon.included.saturating_add(amount);
            if addon.limits().check(value).is_ok() {
                let node = Node::leaf("val", value.to_string()).attr("key", value.to_string());
                list.push(node.attr("cost", price.to_string()));
            }
        }
    }
}

/// Whether its values are chosen from some.
fn is_choice(addon: &Addon) -> bool {
    addon.kind() == AddonKind::Enumeration
        || addon.billing() == AddonBilling::Compound
        || addon.scale_type == ScaleType::Options && addon.kind() == AddonKind::Integer
}
