//! What an administrator should know of an installation before its customers notice: a line for
//! each thing looked at. Nothing is changed but a mark that the database can be written.

use crate::check::{CheckReport, Finding, check};
use crate::{Engine, Error, Result};
use onsell_domain::{OperationState as State, Timestamp, Words};
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_store::{job, mail, operation, seller, setting};

/// How far two clocks may be apart, in seconds: sessions and leases are counted in minutes.
const SKEW_SECONDS_MAX: i64 = 30;
/// How late a job may be, in seconds, before nobody seems to run it.
const LATE_SECONDS_MAX: i64 = 600;
/// Years in which this program may run.
const YEARS: std::ops::RangeInclusive<i16> = 2025..=2100;

/// Looks at everything that the engine can reach: the database, the clocks, the seal, every module
/// that is on, what is unfinished, and the jobs.
pub fn examine(engine: &Engine) -> Result<CheckReport> {
    let mut report = CheckReport::default();
    database(engine, &mut report)?;
    clock(engine, &mut report)?;
    seal(engine, &mut report)?;
    for module in engine.read(|scope| Ok(processing_module::list(scope.tx)?))? {
        connection(engine, &module, &mut report)?;
    }
    operations(engine, &mut report)?;
    jobs(engine, &mut report)?;
    mail(engine, &mut report)?;
    Ok(report)
}

/// How many operations are unfinished.
pub fn unfinished(engine: &Engine) -> Result<i64> {
    let counted = engine.read(|scope| Ok(operation::count_open(scope.tx)?))?;
    Ok(counted.iter().map(|(_, count, _)| count).sum())
}

/// How many passwords of sellers there are, and how many of them the sealing key does not open.
pub fn sealed(engine: &Engine) -> Result<(usize, usize)> {
    let sellers = engine.read(|scope| Ok(seller::list(scope.tx)?))?;
    let is_closed = |seller: &&seller::Seller| {
        // A clone has no passwords at all.
        !seller.password.is_empty() && engine.inside().seal.open(&seller.password).is_err()
    };
    Ok((sellers.len(), sellers.iter().filter(is_closed).count()))
}

fn database(engine: &Engine, report: &mut CheckReport) -> Result<()> {
    engine.write(None, |scope| {
        let now = scope.now.micros().to_string();
        Ok(setting::put(scope.tx, setting::LOOKED_AT, &now)?)
    })?;
    let schema = onsell_store::MIGRATIONS.len();
    if let Some(damage) = engine.store().damage()? {
        let words = Words::new(
            format!("is damaged: {damage}; restore a backup"),
            format!("повреждена: {damage}; восстановите резервную копию"),
        );
        report.line("database", Finding::Problem, words);
        return Ok(());
    }
    let (en, ru) = match engine.store().space()? {
        Some(bytes) => (format!("PostgreSQL, {} MB", bytes >> 20), "PostgreSQL"),
        None => ("SQLite, every page read".to_owned(), "SQLite"),
    };
    let words = Words::new(
        format!("{en}, schema {schema}, can be written"),
        format!("{ru}, схема {schema}, доступна для записи"),
    );
    report.line("database", Finding::Well, words);
    Ok(())
}

fn clock(engine: &Engine, report: &mut CheckReport) -> Result<()> {
    let now = engine.now();
    let today = now.date_in(&onsell_domain::Zone::default());
    if !YEARS.contains(&today.year()) {
        let words = Words::new(
            format!("this machine believes that it is {today}"),
            format!("на этой машине сегодня {today}"),
        );
        report.line("clock", Finding::Problem, words);
        return Ok(());
    }
    match engine.store().clock()? {
        Some(theirs) => skew(
            report,
            "the database server",
            Timestamp::from_micros(theirs),
            now,
        ),
        None => report.line(
            "clock",
            Finding::Well,
            Words::new(format!("today is {today}"), format!("сегодня {today}")),
        ),
    }
    Ok(())
}

fn skew(report: &mut CheckReport, whose: &str, theirs: Timestamp, ours: Timestamp) {
    let apart = ours.seconds_since(theirs);
    let finding = if apart.abs() > SKEW_SECONDS_MAX {
        Finding::Warning
    } else {
        Finding::Well
    };
    let words = Words::new(
        format!("{apart} s apart from {whose}"),
        format!("расхождение {apart} с: {whose}"),
    );
    report.line("clock", finding, words);
}

fn seal(engine: &Engine, report: &mut CheckReport) -> Result<()> {
    let (all, closed) = sealed(engine)?;
    let words = if closed == 0 {
        Words::new(
            format!("the sealing key opens the passwords of {all} sellers"),
            format!("ключ открывает пароли поставщиков: {all}"),
        )
    } else {
        Words::new(
            format!(
                "the sealing key does not open {closed} of {all} passwords: put the right key file \
                 in its place, or enter them again with processing.edit"
            ),
            format!("ключ не открывает пароли поставщиков: {closed} из {all}; введите их заново"),
        )
    };
    report.line("seal", Finding::problem_unless(closed == 0), words);
    Ok(())
}

/// One line for a module that is on, whatever its own check finds, and one for its seller's clock.
fn connection(engine: &Engine, module: &ProcessingModule, report: &mut CheckReport) -> Result<()> {
    let Some(seller) = module.seller.filter(|_| module.active) else {
        return Ok(());
    };
    let (id, name) = (module.id, &module.name);
    let found = match check(engine, id) {
        Ok(found) => found,
        Err(Error::Store(error)) => return Err(error.into()),
        Err(error) => {
            let words = Words::new(format!("{name} (module {id}): {error}"), error.to_string());
            report.line("connection", Finding::Problem, words);
            return Ok(());
        }
    };
    let bad: Vec<_> = found
        .lines
        .iter()
        .filter(|line| matches!(line.finding, Finding::Problem | Finding::Warning))
        .collect();
    let finding = match (found.works(), bad.is_empty()) {
        (false, _) => Finding::Problem,
        (true, false) => Finding::Warning,
        (true, true) => Finding::Well,
    };
    let told = |choose: fn(&Words) -> &str| {
        let words = bad.iter().map(|line| choose(&line.words));
        words.collect::<Vec<_>>().join("; ")
    };
    let words = if bad.is_empty() {
        Words::new(
            format!("{name} (module {id}) works"),
            format!("{name} (обработчик {id}) работает"),
        )
    } else {
        Words::new(
            format!("{name} (module {id}): {}", told(|words| &words.en)),
            format!("{name} (обработчик {id}): {}", told(|words| &words.ru)),
        )
    };
    report.line("connection", finding, words);
    let (_, client) = engine.seller(seller)?;
    let date = client.date().ok().flatten();
    let theirs = date.and_then(|date| jiff::fmt::rfc2822::parse(&date).ok());
    if let Some(theirs) = theirs {
        let theirs = Timestamp::from_micros(theirs.timestamp().as_microsecond());
        skew(report, name, theirs, engine.now());
    }
    Ok(())
}

fn operations(engine: &Engine, report: &mut CheckReport) -> Result<()> {
    let counted = engine.read(|scope| Ok(operation::count_open(scope.tx)?))?;
    let of = |state: State| {
        let found = counted.iter().find(|(known, _, _)| *known == state);
        found.map_or(0, |(_, count, _)| *count)
    };
    let (all, standing) = (
        counted.iter().map(|(_, count, _)| count).sum::<i64>(),
        of(State::Attention),
    );
    let held = of(State::Held);
    let words = Words::new(
        format!("{all} unfinished, {standing} need attention, {held} held"),
        format!("незавершённых {all}, требуют внимания {standing}, отложено {held}"),
    );
    let finding = if standing + held > 0 {
        Finding::Warning
    } else {
        Finding::Well
    };
    report.line("operations", finding, words);
    Ok(())
}

/// A job that is long overdue is run by nobody.
fn jobs(engine: &Engine, report: &mut CheckReport) -> Result<()> {
    let now = engine.now();
    let jobs = engine.read(|scope| Ok(job::list(scope.tx)?))?;
    let runs_by_itself = |name: &str| name == "expire" || name == "forget";
    let late = jobs
        .iter()
        .filter(|job| runs_by_itself(&job.name))
        .map(|job| (&job.name, now.seconds_since(job.due_at)))
        .filter(|(_, late)| *late > LATE_SECONDS_MAX)
        .map(|(name, late)| format!("{name} ({} min)", late / 60))
        .collect::<Vec<_>>();
    let (finding, words) = if jobs.is_empty() {
        let words = Words::new(
            "no server has run here yet: onsell serve",
            "сервер ещё не запускался: onsell serve",
        );
        (Finding::Warning, words)
    } else if late.is_empty() {
        (
            Finding::Well,
            Words::new("the jobs run", "задания выполняются"),
        )
    } else {
        let late = late.join(", ");
        let words = Words::new(
            format!("overdue: {late}; is a server running? onsell serve"),
            format!("просрочены: {late}; запущен ли сервер? onsell serve"),
        );
        (Finding::Warning, words)
    };
    report.line("scheduler", finding, words);
    Ok(())
}

/// Whether letters can leave, and what waits. Without a server nobody expects any.
fn mail(engine: &Engine, report: &mut CheckReport) -> Result<()> {
    let (waiting, later) = engine.read(|scope| Ok(mail::count(scope.tx, scope.now)?))?;
    let (finding, en, ru) = match engine.inside().post.get().map(|post| post.reach()) {
        None if waiting == 0 => (
            Finding::Well,
            "no server is configured".to_owned(),
            "сервер не настроен".to_owned(),
        ),
        None => (
            Finding::Warning,
            "letters wait and no server is configured: set mail and mail_from".to_owned(),
            "письма ждут, а сервер не настроен: задайте mail и mail_from".to_owned(),
        ),
        Some(Ok(())) if later == 0 => (
            Finding::Well,
            "the server takes letters".to_owned(),
            "сервер принимает письма".to_owned(),
        ),
        Some(Ok(())) => (
            Finding::Warning,
            "the server answers, and some letters were not taken".to_owned(),
            "сервер отвечает, но не все письма приняты".to_owned(),
        ),
        Some(Err(error)) => (
            Finding::Problem,
            format!("the server cannot be reached: {error}"),
            format!("сервер недоступен: {error}"),
        ),
    };
    let words = Words::new(
        format!("{en}; waiting: {waiting}, tried in vain: {later}"),
        format!("{ru}; ждут: {waiting}, из них с неудачной попыткой: {later}"),
    );
    report.line("mail", finding, words);
    Ok(())
}
