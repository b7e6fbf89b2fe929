//! A sheet: what one thing is, what happened to it and what can be done with it, in blocks. The
//! pages of staff that are made by hand are put together from these.

use super::badge;
use super::deed::Deed;
use super::page::{Page, Shown};
use super::part_form::PartForm;
use super::table::Table;
use super::visit::Visit;
use super::words::Words;
use askama::Template;
use onsell_wire::{Fault, Params};

/// A page of blocks: what matters most on the left, what stands beside it on the right.
#[derive(Default)]
pub(crate) struct Sheet {
    /// What it is called.
    pub title: String,
    /// The state it is in, with its color.
    pub badge: Option<Badge>,
    /// What else there is to say in one line.
    pub about: String,
    /// What one has to know before anything else.
    pub notes: Vec<Badge>,
    /// What can be done with it.
    pub deeds: Vec<Deed>,
    /// The wide column.
    pub left: Vec<Block>,
    /// The narrow one.
    pub right: Vec<Block>,
}

/// A text in the color of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Badge {
    /// The name of the color (`faces/badge.rs`).
    pub color: &'static str,
    /// What is read.
    pub text: String,
}

/// A part of a sheet.
#[derive(Default)]
pub(crate) struct Block {
    /// What it is called; also its place in the page.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Names and values.
    pub facts: Vec<Fact>,
    /// What happened, one after the other.
    pub steps: Vec<Step>,
    /// Rows.
    pub table: Option<Table>,
    /// What can be changed.
    pub form: Option<PartForm>,
    /// A part that has a template of its own.
    pub html: String,
    /// What can be done here.
    pub deeds: Vec<Deed>,
    /// A sentence about it.
    pub hint: String,
}

/// A name and a value.
#[derive(Default)]
pub(crate) struct Fact {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// Where the value leads.
    pub address: Option<String>,
    /// The color of a state.
    pub color: Option<&'static str>,
    /// Whether it is to be copied.
    pub is_code: bool,
    /// What else there is to know about it.
    pub hint: String,
}

/// A moment of a story.
pub(crate) struct Step {
    /// The color of what happened.
    pub color: &'static str,
    /// When.
    pub at: String,
    /// What.
    pub title: String,
    /// More of it.
    pub text: String,
}

impl Block {
    /// An empty one.
    pub fn new(id: impl Into<String>, title: String) -> Self {
        Self {
            id: id.into(),
            title,
            ..Self::default()
        }
    }

    /// The same with one fact more, if the value says anything.
    pub fn fact(&mut self, name: impl Into<String>, value: impl Into<String>) -> &mut Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact {
                name: name.into(),
                value,
                ..Fact::default()
            });
        }
        self
    }

    /// The same with a fact that leads somewhere.
    pub fn link(&mut self, name: impl Into<String>, value: &str, address: String) -> &mut Self {
        if !value.is_empty() {
            self.facts.push(Fact {
                name: name.into(),
                value: value.to_owned(),
                address: Some(address),
                ..Fact::default()
            });
        }
        self
    }

    /// The same with something to copy.
    pub fn code(&mut self, name: impl Into<String>, value: &str) -> &mut Self {
        if !value.is_empty() {
            self.facts.push(Fact {
                name: name.into(),
                value: value.to_owned(),
                is_code: true,
                ..Fact::default()
            });
        }
        self
    }

    /// The same with a state, in its color.
    pub fn state(&mut self, name: impl Into<String>, value: &str, original: &str) -> &mut Self {
        if !value.is_empty() {
            self.facts.push(Fact {
                name: name.into(),
                value: value.to_owned(),
                color: Some(badge::color(original)),
                ..Fact::default()
            });
        }
        self
    }

    /// Whether there is anything to see.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
            && self.steps.is_empty()
            && self.table.is_none()
            && self.html.is_empty()
            && self.form.is_none()
            && self.deeds.is_empty()
            && self.hint.is_empty()
    }
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage<'a> {
    words: Words,
    visit: &'a Visit,
    sheet: &'a Sheet,
    fault: Option<String>,
    here: String,
}

impl Sheet {
    /// The page of it, with why what was sent was refused.
    pub fn page(mut self, visit: &Visit) -> Result<Page, Fault> {
        self.left.retain(|block| !block.is_empty());
        self.right.retain(|block| !block.is_empty());
        let fault = visit.fault.as_ref();
        let template = SheetPage {
            words: visit.words,
            visit,
            fault: fault.map(|fault| fault.message(visit.language())),
            here: visit.here(),
            sheet: &self,
        };
        let mut page = Page::of(self.title.clone(), &template)?;
        if fault.is_some() {
            page.status = 422;
        }
        Ok(page)
    }

    /// The same, shown.
    pub fn show(self, visit: &Visit) -> Result<Shown, Fault> {
        self.page(visit).map(Shown::Page)
    }
}

/// The address of the page of one object.
pub(crate) fn object(function: &str, id: &str) -> String {
    let params: Params = [("elid".to_owned(), id.to_owned())].into_iter().collect();
    Visit::address(function, &params)
}
