//! The two processes, what is between them, and the work that is under way: the stage on which a
//! story is played.

use crate::act::Order;
use crate::baton::{Ended, Place, Ran, Sending, Task};
use crate::deliberate::Deliberate;
use crate::invariants::{self, Known, Step, Violation};
use crate::moves::{Fate, Setting, Side, Work};
use crate::network::Network;
use crate::process::Process;
use crate::reading::{Books, Reading};
use crate::template::{BEGIN, Folder, pay, template};
use onsell_domain::{Timestamp, Zone};
use onsell_engine::seams::{Clock, ManualClock};
use onsell_engine::{EventMode, check_event};
use onsell_modules::Transport;
use std::sync::Arc;

/// Pieces of work that stand at once at most; before another begins the oldest goes on to its end.
const TASKS_MAX: usize = 6;
/// Seams of one piece of work at most, so that no defect makes a story endless.
const SEAMS_MAX: usize = 2_000;
/// Rounds in which a calm comes to its end; each finds only what the one before left.
const CALM_ROUNDS_MAX: usize = 60;

/// The stage.
pub struct World {
    /// The one that resells.
    pub reseller: Process,
    /// The one that sells.
    pub seller: Process,
    /// What the people were told.
    pub known: Known,
    /// What both databases said last.
    pub reading: Reading,
    /// What happened, a line each.
    pub told: Vec<String>,
    /// What went wrong first.
    pub violation: Option<Violation>,
    /// The orders that customers remember.
    pub(crate) orders: Vec<Order>,
    pub(crate) tasks: Vec<(Side, Task)>,
    pub(crate) network: Arc<Network>,
    clock: Arc<ManualClock>,
    seen: [(u64, u64); 2],
    is_calm: bool,
    deliberate: Option<Deliberate>,
    _folder: Folder,
}

impl World {
    /// The stage before a story begins.
    pub fn new(setting: &Setting, deliberate: Option<Deliberate>) -> Self {
        let (template, folder) = (template(), Folder::make());
        folder.fill(template);
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(BEGIN)));
        let network = Arc::new(Network::new(
            Arc::clone(&clock),
            setting.is_stranger,
            deliberate,
        ));
        let process = |side| {
            let transport: Arc<dyn Transport> = Arc::<Network>::clone(&network);
            let mut process =
                Process::over(side, folder.path(side), &clock, transport, setting.seed);
            process.boot();
            process
        };
        let (seller, reseller) = (process(Side::Seller), process(Side::Reseller));
        network.connect(Some(seller.panel().clone()));
        if setting.is_stranger {
            forget_features(&reseller);
        }
        if setting.at_seller > 0 {
            let amount = format!("{}.00", setting.at_seller);
            pay(&seller, &template.account, &amount);
        }
        let reading = read(&reseller, &seller);
        let seen = [seller.written(), reseller.written()];
        Self {
            reseller,
            seller,
            known: Known {
                is_stranger: setting.is_stranger,
                ..Known::default()
            },
            reading,
            told: Vec::new(),
            violation: None,
            orders: Vec::new(),
            tasks: Vec::new(),
            network,
            clock,
            seen,
            is_calm: false,
            deliberate,
            _folder: folder,
        }
    }

    /// Tells a line of the story, with the time.
    pub fn tell(&mut self, line: &str) {
        let now = self.clock.now();
        let at = now.format_in(&utc());
        self.told.push(format!("{at}  {line}"));
    }

    /// The process of a side.
    pub fn process(&self, side: Side) -> &Process {
        match side {
            Side::Reseller => &self.reseller,
            Side::Seller => &self.seller,
        }
    }

    /// Reads what was written since the last look, and checks every invariant.
    pub fn look(&mut self) {
        if let Some(error) = self.network.take_defect() {
            self.nothing_panicked(&error);
        }
        // Only the reseller hands units over that nobody awaits: attempts that it puts back.
        self.reseller.settle();
        self.check();
        if let Some(deliberate) = self.deliberate {
            for side in [Side::Seller, Side::Reseller] {
                if deliberate.meddle(side, self.process(side).engine()) {
                    self.deliberate = None;
                    self.check();
                }
            }
        }
    }

    fn check(&mut self) {
        let seen = [self.seller.written(), self.reseller.written()];
        if seen == self.seen {
            return;
        }
        let mut after = self.reading.clone();
        if seen[0] != self.seen[0] {
            after.seller = Books::of(self.seller.engine());
        }
        if seen[1] != self.seen[1] {
            after.reseller = Books::of(self.reseller.engine());
        }
        self.seen = seen;
        after.now = self.clock.now();
        after.today = after.now.date_in(&utc());
        let step = Step {
            before: &self.reading,
            after: &after,
            known: &self.known,
        };
        if let Err(violation) = invariants::check(&step) {
            self.break_with(violation);
        }
        self.reading = after;
    }

    /// Notes what went wrong; only the first counts.
    pub fn break_with(&mut self, violation: Violation) {
        if self.violation.is_none() {
            self.tell(&format!(
                "VIOLATED: {}: {}",
                violation.invariant, violation.words
            ));
            self.violation = Some(violation);
        }
    }

    /// An error of a unit that panicked, or an answer that says so, is a defect whatever it did.
    pub fn nothing_panicked(&mut self, error: &str) {
        if error.contains("a unit of work panicked") || error.starts_with("process") {
            self.break_with(Violation {
                invariant: invariants::NOTHING_PANICS,
                words: error.to_owned(),
            });
        }
    }

    /// Begins a piece of work; false when there is none of this kind.
    pub fn begin(&mut self, work: Work) -> bool {
        if self.tasks.len() >= TASKS_MAX {
            self.go(0, Fate::Arrives, SEAMS_MAX);
        }
        let (side, name, ran) = match work {
            Work::Look => self.on_reseller("a look for due operations", |engine| {
                engine.step_look().map(drop)
            }),
            Work::Jobs => self.on_reseller("the reseller's jobs", onsell_engine::Engine::step_jobs),
            Work::Sellers => self.on_reseller("the reseller's questions to the seller", |engine| {
                engine.step_sellers(EventMode::Poll)
            }),
            Work::Held => self.on_reseller(
                "a look after what is held",
                onsell_engine::Engine::step_held,
            ),
            Work::CheckEvent => self.on_reseller("checkevent", |engine| {
                let report = check_event::check_all(engine)?;
                match report.problems.first() {
                    Some(problem) => Err(onsell_engine::Error::Outside(problem.clone())),
                    None => Ok(()),
                }
            }),
            Work::JobsOfSeller => {
                let engine = self.seller.engine().clone();
                let work = move || engine.step_jobs().map_err(|error| error.to_string());
                let name = "the seller's jobs".to_owned();
                (Side::Seller, name.clone(), Task::begin(name, work))
            }
            Work::Ask => {
                let Some(asking) = self.reseller.next_attempt() else {
                    return false;
                };
                let name = format!(
                    "attempt {} of operation {}",
                    asking.number(),
                    asking.operation()
                );
                self.on_reseller(&name, move |engine| engine.step_ask(&asking))
            }
        };
        let ran = ran.expect("the operating system gives a thread");
        self.ran(side, &name, ran);
        true
    }

    fn on_reseller(
        &self,
        name: &str,
        work: impl FnOnce(&onsell_engine::Engine) -> onsell_engine::Result<()> + Send + 'static,
    ) -> (Side, String, std::io::Result<Ran>) {
        let engine = self.reseller.engine().clone();
        let work = move || work(&engine).map_err(|error| error.to_string());
        (
            Side::Reseller,
            name.to_owned(),
            Task::begin(name.to_owned(), work),
        )
    }

    /// Lets a piece of work go on over so many seams, the first with a fate.
    pub fn go(&mut self, index: usize, fate: Fate, seams: usize) {
        let mut fate = fate;
        for _ in 0..seams {
            if index >= self.tasks.len() || self.violation.is_some() {
                return;
            }
            let (side, task) = self.tasks.remove(index);
            let fate_now = self.fate_at(&task.place, fate);
            self.tell_fate(&task, fate_now);
            let name = task.name.clone();
            let ran = task.go(fate_now);
            let goes_on = matches!(ran, Ran::Stands(_));
            self.ran_at(index, side, &name, ran);
            fate = Fate::Arrives;
            if !goes_on {
                return;
            }
        }
    }

    /// Who waited longer than he may hears nothing any more.
    fn fate_at(&self, place: &Place, fate: Fate) -> Fate {
        let now = self.clock.now();
        match place {
            Place::Sending(sending) if now > sending.deadline => Fate::RequestLost,
            Place::Answered(sending) if now > sending.deadline => Fate::AnswerLost,
            _ => fate,
        }
    }

    fn tell_fate(&mut self, task: &Task, fate: Fate) {
        let line = match (&task.place, fate) {
            (Place::Writing, _) | (Place::Answered(_), Fate::Arrives | Fate::Twice) => return,
            // Reading that goes well in a calm is no part of a story.
            (Place::Sending(sending), Fate::Arrives) if self.is_calm && !changes(sending) => {
                return;
            }
            (Place::Sending(sending), Fate::Arrives) => {
                format!("{}: {} arrives at the seller", task.name, sending.function)
            }
            (Place::Sending(sending), fate) => {
                format!(
                    "{}: {} meets its fate: {fate:?}",
                    task.name, sending.function
                )
            }
            (Place::Answered(sending), _) => {
                format!("{}: the answer to {} is lost", task.name, sending.function)
            }
        };
        self.tell(&line);
    }

    fn ran(&mut self, side: Side, name: &str, ran: Ran) {
        let index = self.tasks.len();
        self.ran_at(index, side, name, ran);
    }

    fn ran_at(&mut self, index: usize, side: Side, name: &str, ran: Ran) {
        match ran {
            Ran::Stands(task) => self.tasks.insert(index, (side, task)),
            Ran::Ended(Ended::Done) => {}
            Ran::Ended(Ended::Failed(error)) => {
                self.tell(&format!("{name}: {error}"));
                self.nothing_panicked(&error);
            }
            Ran::Ended(Ended::Broke(words)) => self.break_with(Violation {
                invariant: invariants::NOTHING_PANICS,
                words: format!("{name}: {words}"),
            }),
        }
        self.look();
    }

    /// Everything that stands comes to its end, and both do what there is to do; nothing goes
    /// wrong.
    pub fn calm(&mut self) {
        self.is_calm = true;
        self.calm_down();
        self.is_calm = false;
    }

    fn calm_down(&mut self) {
        self.whole(Work::Sellers);
        for _ in 0..CALM_ROUNDS_MAX {
            let before = self.reading.clone();
            while !self.tasks.is_empty() && self.violation.is_none() {
                self.go(0, Fate::Arrives, SEAMS_MAX);
            }
            while self.network.late_arrives(0).is_some() {
                self.look();
            }
            for work in [
                Work::JobsOfSeller,
                Work::Jobs,
                Work::Look,
                Work::Held,
                Work::CheckEvent,
            ] {
                self.whole(work);
            }
            let mut asked = false;
            while self.violation.is_none() && self.whole(Work::Ask) {
                asked = true;
            }
            let is_same =
                self.reading.seller == before.seller && self.reading.reseller == before.reseller;
            if is_same && !asked || self.violation.is_some() {
                return;
            }
        }
        self.break_with(Violation {
            invariant: invariants::AGREEMENT,
            words: format!("both are still busy after {CALM_ROUNDS_MAX} calm rounds"),
        });
    }

    /// A piece of work from its beginning to its end; false when there is none.
    fn whole(&mut self, work: Work) -> bool {
        let before = self.tasks.len();
        if self.violation.is_some() || !self.begin(work) {
            return false;
        }
        if self.tasks.len() > before {
            self.go(before, Fate::Arrives, SEAMS_MAX);
        }
        true
    }

    /// Time passes. What is about to be written is written before, and who waits for an answer
    /// longer than he may gives up in time.
    pub fn pass(&mut self, seconds: i64) {
        let until = self.clock.now().plus_seconds(seconds);
        loop {
            while let Some(index) = self.first(|place, _| matches!(place, Place::Writing)) {
                self.go(index, Fate::Arrives, 1);
            }
            if self.violation.is_some() {
                return;
            }
            let next = self
                .tasks
                .iter()
                .filter_map(|(_, task)| deadline(&task.place))
                .min()
                .filter(|deadline| *deadline < until);
            let Some(deadline_now) = next else { break };
            let left = deadline_now.plus_seconds(1).seconds_since(self.clock.now());
            self.clock.advance_seconds(left.max(0));
            let over = |place: &Place, now| deadline(place).is_some_and(|deadline| deadline < now);
            if let Some(index) = self.first(over) {
                self.go(index, Fate::RequestLost, 1);
            }
        }
        let left = until.seconds_since(self.clock.now());
        self.clock.advance_seconds(left.max(0));
        self.network.forget_old();
    }

    fn first(&self, is: impl Fn(&Place, Timestamp) -> bool) -> Option<usize> {
        let now = self.clock.now();
        self.tasks
            .iter()
            .position(|(_, task)| is(&task.place, now))
            .filter(|_| self.violation.is_none())
    }

    /// A process dies between two commits and is started again. What it had sent is lost, or still
    /// arrives.
    pub fn crash(&mut self, side: Side, fate: Fate) {
        let process = match side {
            Side::Reseller => &mut self.reseller,
            Side::Seller => &mut self.seller,
        };
        process.settle();
        if side == Side::Seller {
            self.network.connect(None);
        }
        process.die();
        let (dead, alive): (Vec<_>, Vec<_>) = std::mem::take(&mut self.tasks)
            .into_iter()
            .partition(|(of, _)| *of == side);
        self.tasks = alive;
        for (_, task) in dead {
            if let (Place::Sending(sending), Fate::Late) = (&task.place, fate) {
                self.network.linger(sending.clone());
            }
            task.die();
        }
        process.boot();
        if side == Side::Seller {
            let panel = process.panel().clone();
            self.network.connect(Some(panel));
        }
        self.look();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.network.connect(None);
        self.reseller.die();
        self.seller.die();
        for (_, task) in self.tasks.drain(..) {
            task.die();
        }
    }
}

/// Whether a request asks the seller to change something.
fn changes(sending: &Sending) -> bool {
    let verbs = [".suspend", ".resume", ".delete"];
    sending.request.has("sok") || verbs.iter().any(|verb| sending.function.ends_with(verb))
}

fn deadline(place: &Place) -> Option<Timestamp> {
    match place {
        Place::Sending(sending) | Place::Answered(sending) => Some(sending.deadline),
        Place::Writing => None,
    }
}

/// The zone of both.
pub fn utc() -> Zone {
    Zone::parse("UTC").expect("UTC is a zone")
}

fn read(reseller: &Process, seller: &Process) -> Reading {
    let now = reseller.now();
    Reading {
        now,
        today: now.date_in(&utc()),
        reseller: Books::of(reseller.engine()),
        seller: Books::of(seller.engine()),
    }
}

const FORGET_FEATURES: &str = "UPDATE seller SET features = ''";

/// The reseller knows of nothing beyond the documented API at its seller.
fn forget_features(reseller: &Process) {
    reseller
        .engine()
        .write(None, |scope| Ok(scope.tx.exec(FORGET_FEATURES, &[])?))
        .expect("the seller's row can be written");
}
