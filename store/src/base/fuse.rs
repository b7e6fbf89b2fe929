//! The fuse: a transaction that fails at its k-th statement, so that tests can sweep k.

use super::{Arg, Dialect, Error, Result, Row, Select, Tx};

/// Passes statements through until the fuse burns out, then refuses every one.
pub(super) struct Fused<'a> {
    pub tx: &'a mut dyn Tx,
    /// How many statements still pass.
    pub left: u32,
}

impl Fused<'_> {
    fn burn(&mut self) -> Result<()> {
        self.left = self.left.checked_sub(1).ok_or(Error::Fuse)?;
        Ok(())
    }
}

impl Tx for Fused<'_> {
    fn dialect(&self) -> Dialect {
        self.tx.dialect()
    }

    fn exec(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64> {
        self.burn()?;
        self.tx.exec(sql, args)
    }

    fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        self.burn()?;
        self.tx.rows(sql, args)
    }

    fn select(&mut self, select: &Select, args: &[Arg<'_>]) -> Result<Vec<Row>> {
        self.burn()?;
        self.tx.select(select, args)
    }
}
