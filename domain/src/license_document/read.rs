//! What whoever holds a document makes of it: its parts, and whether it is valid here and now.

use super::{DOCUMENT_BYTES_MAX, FIRST_LINE, NEVER, SIGNATURE};
use crate::{Address, Timestamp};
use jiff::civil::Date;

/// A document apart: what is signed, and the signature. Nothing in it is believed before the
/// signature was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed<'a> {
    /// The lines that are signed.
    pub lines: &'a str,
    /// The signature in base 64.
    pub signature: &'a str,
}

/// Why a text is no document of a license.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDocument {
    /// It begins with something else.
    #[error("this is no license document: its first line is not {FIRST_LINE}")]
    Stranger,
    /// More than [`DOCUMENT_BYTES_MAX`].
    #[error("this is no license document: it has more than {DOCUMENT_BYTES_MAX} bytes")]
    TooLong,
    /// It does not end with its signature.
    #[error("the document has no signature in its last line")]
    Unsigned,
    /// A line that has to be there is not, or says something that cannot be.
    #[error("the document has no usable line {0}=")]
    Line(&'static str),
}

/// Why a license with a right signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotValid {
    /// Its end has come.
    #[error("the license ended on {0}")]
    Ended(Date),
    /// It is of another address.
    #[error("the license is for the address {0}")]
    Address(Address),
}

/// The moment a license is to be valid at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A day, as it is counted where the license was sold.
    Day(Date),
    /// An instant.
    Instant(Timestamp),
}

impl<'a> Signed<'a> {
    /// Takes a document apart.
    pub fn read(text: &'a str) -> Result<Self, BadDocument> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(BadDocument::TooLong);
        }
        if text.lines().next() != Some(FIRST_LINE) {
            return Err(BadDocument::Stranger);
        }
        let whole = text.strip_suffix('\n').unwrap_or(text);
        let start = whole.rfind('\n').map(|at| at + 1);
        let (lines, last) = whole.split_at(start.ok_or(BadDocument::Unsigned)?);
        let signature = last.strip_prefix(SIGNATURE).ok_or(BadDocument::Unsigned)?;
        Ok(Self { lines, signature })
    }

    /// The value of the first line of that name.
    pub fn value(&self, name: &str) -> Option<&'a str> {
        let mut pairs = self.lines.lines().filter_map(|line| line.split_once('='));
        pairs.find(|(known, _)| *known == name).map(|pair| pair.1)
    }

    /// Whether the license counts at a moment, and on the machine with that address, if one is
    /// asked for.
    ///
    /// # Errors
    /// [`BadDocument`] when it does not say, else why it does not count.
    pub fn valid(
        &self,
        address: Option<Address>,
        at: At,
    ) -> Result<Result<(), NotValid>, BadDocument> {
        let (bound, end) = (self.address()?, self.end()?);
        if address.is_some_and(|address| address != bound) {
            return Ok(Err(NotValid::Address(bound)));
        }
        let Some(end) = end else {
            return Ok(Ok(()));
        };
        let is_over = match at {
            At::Day(day) => day > end,
            At::Instant(instant) => instant >= self.valid_before()?,
        };
        Ok(if is_over {
            Err(NotValid::Ended(end))
        } else {
            Ok(())
        })
    }

    /// The address it is bound to.
    pub fn address(&self) -> Result<Address, BadDocument> {
        let text = self.value("address");
        text.and_then(|text| Address::parse(text).ok())
            .ok_or(BadDocument::Line("address"))
    }

    /// The day at whose end it ends; none for a lifetime.
    pub fn end(&self) -> Result<Option<Date>, BadDocument> {
        match self.value("end") {
            Some(NEVER) => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| BadDocument::Line("end")),
            None => Err(BadDocument::Line("end")),
        }
    }

    fn valid_before(&self) -> Result<Timestamp, BadDocument> {
        let seconds = self
            .value("valid_before")
            .and_then(|text| text.parse().ok());
        seconds
            .map(|seconds| Timestamp::default().plus_seconds(seconds))
            .ok_or(BadDocument::Line("valid_before"))
    }
}
