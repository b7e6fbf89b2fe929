//! A story is data: what people do, what the machinery does, and what goes wrong, in order.
//!
//! A move names what it is about by a small number that is taken modulo what is there when its turn
//! comes, so that every list of moves is a story, also one from which moves were taken away.
//! Written with `{:?}` a story is the Rust text of its own test.

/// What becomes of a request, and of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Arrives,
    /// Not one byte leaves.
    Unreachable,
    /// It is lost on the way.
    RequestLost,
    /// It arrives and is done; the answer is lost.
    AnswerLost,
    /// It arrives twice; the second answer comes back.
    Twice,
    /// It arrives and is done; a proxy answers with a page of its own.
    PageInstead,
    /// Its sender loses the connection while it is still on its way.
    Late,
}

impl Fate {
    /// What goes wrong.
    pub const FAULTS: [Self; 6] = [
        Self::Unreachable,
        Self::RequestLost,
        Self::AnswerLost,
        Self::Twice,
        Self::PageInstead,
        Self::Late,
    ];
}

/// One of the two systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one that resells.
    Reseller,
    /// The one that sells.
    Seller,
}

/// Who acts at the reseller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The customer whose service it is.
    Customer,
    /// Somebody who works at the reseller.
    Staff,
}

/// What is done to a service, by its customer, or by the staff of one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is stopped.
    Suspend,
    /// It runs again.
    Resume,
    /// It gets a name of a number.
    Rename(u8),
    /// It moves to an address of a number.
    Address(u8),
    /// It gets a new key.
    NewKey,
    /// It is closed for good.
    Delete,
    /// It moves to the tariff of a number; where the system has the function.
    Tariff(u8),
    /// It is renewed, for a month or for a year.
    Renew {
        /// For a year.
        year: bool,
    },
    /// Its automatic renewal is switched.
    AutoRenew(bool),
}

/// What the machinery begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The reseller looks for operations that are due.
    Look,
    /// A worker of the reseller takes the next attempt that waits.
    Ask,
    /// The reseller's jobs that ask nobody: renewals, ends, closings.
    Jobs,
    /// The reseller's jobs that ask the seller: events, held operations.
    Sellers,
    /// The reseller looks after what waits at the seller for money.
    Held,
    /// Somebody runs `checkevent`.
    CheckEvent,
    /// The seller's jobs.
    JobsOfSeller,
}

/// One move of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// A customer orders a license.
    Order {
        /// Which customer.
        customer: u8,
        /// Which tariff.
        tariff: u8,
        /// For a year instead of a month.
        year: bool,
        /// The address of which number.
        address: u8,
        /// With automatic renewal.
        auto_renew: bool,
    },
    /// A customer who is not sure sends an earlier order again, with its key.
    OrderAgain(u8),
    /// Something is done to a service at the reseller.
    Change(Who, u8, Change),
    /// The seller's staff do something to a license.
    SellerChange(u8, Change),
    /// Impatient staff press Start at an operation that stands.
    Start(u8),
    /// Staff press Send anyway at an operation that stands.
    SendAnyway(u8),
    /// The seller's staff set what a tariff costs for a month, in units of the currency; ten times
    /// as much for a year.
    SellerPrice(u8, u16),
    /// A customer's payment at the reseller, in units of the currency.
    Pay(u8, u16),
    /// The reseller's payment at the seller.
    PaySeller(u16),
    /// A piece of work begins.
    Begin(Work),
    /// A piece of work that stands goes on over so many seams, the first with this fate; the one
    /// that began last is number 0.
    Go(u8, Fate, u8),
    /// A request arrives whose sender has given it up.
    LateArrives(u8),
    /// A process dies and is started again; what it had sent may still arrive.
    Crash(Side, Fate),
    /// Time passes, and nobody looks at anything.
    Pass(u32),
    /// Days pass on which both do their work and nothing goes wrong.
    Days(u8),
    /// Both do the work there is, and nothing goes wrong.
    Calm,
}

/// What is fixed before a story begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The seed of keys and references.
    pub seed: u64,
    /// The seller knows nothing of our extensions: no order keys, no feed, no batches.
    pub is_stranger: bool,
    /// What the reseller has at the seller, in units of the currency.
    pub at_seller: u16,
}

/// A whole story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// What is fixed before it begins.
    pub setting: Setting,
    /// What happens.
    pub moves: Vec<Move>,
}
