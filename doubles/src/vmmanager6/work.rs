//! What tasks do when they end.

use super::World;
use super::host::{Host, State};
use crate::scenario::Stage;

/// What is done when a task is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// The machine is there, with its addresses, and runs.
    Create,
    /// It runs.
    Start,
    /// It does not run.
    Stop,
    /// It is gone.
    Delete,
    /// It has other processors and memory.
    Resources {
        /// Processors.
        cpu_number: i64,
        /// Memory in MiB.
        ram_mib: i64,
    },
    /// Its disk is larger, in MiB.
    Resize(i64),
    /// It has another operating system.
    Reinstall {
        /// The template.
        os: i64,
        /// The password of the new system.
        password: String,
    },
    /// Addresses that were taken for it are there.
    ShowAddresses,
    /// An address goes back to its pool.
    TakeAddress(i64),
    /// A recipe was run, by its place on the machine's list.
    Recipe(usize),
}

impl World {
    /// Does what a task was for, or what a failure leaves behind.
    pub(super) fn conclude(&mut self, place: usize) {
        let (id, work) = (self.tasks[place].host, self.tasks[place].work.clone());
        let is_done = self.tasks[place].progress.stage() == Stage::Complete;
        if work == Work::Delete && is_done {
            self.remove(id);
            return;
        }
        let Some(host) = self.hosts.iter_mut().find(|host| host.id == id) else {
            return;
        };
        if !is_done {
            if matches!(work, Work::Create | Work::Reinstall { .. }) {
                host.state = State::Crashed;
            }
            if let Work::Recipe(place) = work {
                host.recipes[place].is_done = Some(false);
            }
            return;
        }
        match work {
            Work::Create => {
                host.show_addresses();
                host.start();
            }
            Work::Start => host.start(),
            Work::Stop => {
                host.state = State::Stopped;
                self.release_deferred(id);
            }
            Work::Resources {
                cpu_number,
                ram_mib,
            } => host.resize(cpu_number, ram_mib),
            Work::Resize(size_mib) => host.disk_mib = size_mib,
            Work::Reinstall { os, password } => {
                host.os = os;
                host.password = password;
                host.installations += 1;
                host.start();
            }
            Work::ShowAddresses => host.show_addresses(),
            Work::TakeAddress(address) => {
                let place = host.ip4.iter().position(|known| known.id == address);
                let taken: Vec<_> = place
                    .map(|place| host.ip4.remove(place))
                    .into_iter()
                    .collect();
                self.give_back(taken);
            }
            Work::Recipe(place) => host.recipes[place].is_done = Some(true),
            Work::Delete => {}
        }
    }

    /// What waited for the machine to stop is done at once.
    fn release_deferred(&mut self, host: i64) {
        for place in 0..self.tasks.len() {
            let task = &mut self.tasks[place];
            if task.host == host && task.waits_for_stop {
                task.waits_for_stop = false;
                task.progress.end();
                self.conclude(place);
            }
        }
    }

    /// Takes a machine away and gives its addresses back.
    fn remove(&mut self, id: i64) {
        if let Some(place) = self.hosts.iter().position(|host| host.id == id) {
            let host = self.hosts.remove(place);
            self.give_back(host.ip4);
        }
    }
}

impl Host {
    fn show_addresses(&mut self) {
        for address in &mut self.ip4 {
            address.is_there = true;
        }
    }

    /// A change that waited for the next start takes effect.
    fn start(&mut self) {
        self.state = State::Active;
        self.cpu_number = self.cpu_number_new.take().unwrap_or(self.cpu_number);
        self.ram_mib = self.ram_mib_new.take().unwrap_or(self.ram_mib);
    }

    fn resize(&mut self, cpu_number: i64, ram_mib: i64) {
        if self.state == State::Active {
            self.cpu_number_new = Some(cpu_number);
            self.ram_mib_new = Some(ram_mib);
        } else {
            self.cpu_number = cpu_number;
            self.ram_mib = ram_mib;
        }
    }
}
