//! The suite that every module that drives servers passes, against a double or the real system: one
//! machine for an order whatever is lost on the way, each step done once, and clear refusals.

mod acme;
mod certificates;
mod dcimanager5;
mod dcimanager6;
mod driver;
mod gogetssl;
mod lxd;
mod vmmanager5;
mod vmmanager6;
