//! Every statement of every noun is understood by both engines, and none scans what it does not
//! return. The statements are read from the source, so that none can be forgotten.

use onsell_store::testing::each_engine;
use onsell_store::{Arg, Dialect, Result, Store, Tx, TxExt};
use std::collections::BTreeMap;
use std::path::Path;

/// The constants of the noun files, macros expanded as the compiler does it.
fn statements() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the source is here") {
        let path = entry.expect("the source can be listed").path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("the source can be read");
        let macros = macros(&text);
        for (constant, body) in constants(&text) {
            found.insert(format!("{name}::{constant}"), expand(&body, &macros));
        }
    }
    found
}

/// `macro_rules! name { … concat!("text", $($rest),*) … }` as name and text.
fn macros(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for part in text.split("macro_rules! ").skip(1) {
        let name = part
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned();
        let Some(from) = part.find("concat!(") else {
            continue;
        };
        let Some(length) = part[from..].find("$($rest") else {
            continue;
        };
        found.insert(name, literals(&part[from..from + length]));
    }
    found
}

/// `const NAME: &str = …;` as name and what stands between `=` and `;`.
fn constants(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in text.split("const ").skip(1) {
        let Some((name, rest)) = part.split_once(": &str =") else {
            continue;
        };
        let Some(end) = rest.find(";\n") else {
            continue;
        };
        found.push((name.trim().to_owned(), rest[..end].to_owned()));
    }
    found
}

fn expand(body: &str, macros: &BTreeMap<String, String>) -> String {
    let body = body.trim();
    let own = literals(body);
    match body.split_once("!(").and_then(|(name, _)| macros.get(name)) {
        Some(head) => format!("{head} {own}"),
        None => own,
    }
}

/// The string literals of a piece of source, one after the other.
fn literals(source: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    let mut characters = source.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => inside = !inside,
            '\\' if inside => text.extend(characters.next().filter(|next| *next == '"')),
            character if inside => text.push(character),
            _ => {}
        }
    }
    text
}

/// Texts that are continued by a list's filters, made whole.
fn complete(sql: &str) -> Option<String> {
    let sql = sql.trim();
    let is_sql = ["SELECT", "INSERT", "UPDATE", "DELETE"]
        .iter()
        .any(|verb| sql.starts_with(verb));
    let ending = if sql.ends_with(" IN") { " (NULL)" } else { "" };
    is_sql.then(|| format!("{sql}{ending}"))
}

#[test]
fn both_engines_understand_every_statement() {
    let statements = statements();
    assert!(
        statements.len() > 100,
        "only {} statements were found",
        statements.len()
    );
    each_engine(|store| {
        for (name, sql) in &statements {
            let Some(sql) = complete(sql) else { continue };
            let prepared: &'static str = match store.dialect() {
                Dialect::Sqlite => Box::leak(format!("EXPLAIN {sql}").into_boxed_str()),
                Dialect::Postgres => {
                    Box::leak(format!("PREPARE statement AS {sql}").into_boxed_str())
                }
            };
            if store.dialect() == Dialect::Sqlite && sql.contains("FOR UPDATE") {
                continue;
            }
            let count = parameters(&sql);
            let result = store.write(0, move |tx: &mut dyn Tx| -> Result<()> {
                let nulls: Vec<_> = (0..count).map(|_| Arg::Null).collect();
                match tx.dialect() {
                    Dialect::Sqlite => tx.rows(prepared, &nulls).map(drop),
                    Dialect::Postgres => {
                        tx.exec(prepared, &[])?;
                        tx.exec("DEALLOCATE statement", &[]).map(drop)
                    }
                }
            });
            result.unwrap_or_else(|error| panic!("{name}: {error}\n{sql}"));
        }
    });
}

/// Tables that hold a handful of rows whatever the business; reading them whole is right.
const SMALL: [&str; 14] = [
    "currency",
    "currency_rate",
    "enumeration",
    "enumeration_item",
    "partner",
    "provider",
    "data_center",
    "department",
    "product_type",
    "seller",
    "processing_module",
    "job",
    "setting",
    "migration",
];
/// Statements that are asked for everything, and return it.
const WHOLE: [&str; 20] = [
    // Once in the life of a clone.
    "copied::FORGET_FACTORS",
    "account::LIST",
    "journal::LINES",
    // Rare: nothing may ever have referred to it.
    "unused::MODULE",
    "expense::LIST",
    "payment::LIST",
    "expense::UNBALANCED",
    "expense::WRONG_BALANCE",
    // Filtered by what the list adds.
    "service::OF_TYPE",
    "service_list::COUNT_OF_TYPE",
    "service_count::MISCOUNTED",
    "hour_total::ORDERS_DIFFER",
    "hour_total::MONEY_DIFFERS",
    "need::MISPLACED",
    "statement::WRONG",
    "service_count::UNCOUNTED",
    "tariff::ALL",
    "task::LIST",
    "user::LIST",
    "user::COUNT",
];

/// The statements whose plans are looked at, and of each how many parameters it has.
fn planned() -> Vec<(String, String, usize)> {
    let whole = |name: &str| WHOLE.contains(&name);
    let mut found = Vec::new();
    for (name, sql) in statements() {
        // The plan of an INSERT names scans of tables that refer to the new row; they run only
        // while a broken reference is open, which immediate constraints never leave.
        let sql = complete(&sql).filter(|sql| !sql.starts_with("INSERT"));
        if let Some(sql) = sql.filter(|_| !whole(&name)) {
            let count = parameters(&sql);
            found.push((name, sql, count));
        }
    }
    found
}

fn parameters(sql: &str) -> usize {
    (1..40)
        .take_while(|number| sql.contains(&format!("${number}")))
        .count()
}

/// How an engine would run a statement, a step in each line.
fn plan(store: &Store, sql: &str, count: usize) -> Vec<String> {
    match store.dialect() {
        Dialect::Sqlite => sqlite_plan(store, sql, count),
        Dialect::Postgres => postgres_plan(store, sql, count),
    }
}

fn sqlite_plan(store: &Store, sql: &str, count: usize) -> Vec<String> {
    let explain: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
    let steps = store.write(0, move |tx: &mut dyn Tx| -> Result<Vec<String>> {
        let nulls: Vec<_> = (0..count).map(|_| Arg::Null).collect();
        let rows = tx.rows(explain, &nulls)?;
        let step = |row: onsell_store::Row| {
            let mut row = row.read();
            for _ in 0..3 {
                row.next::<i64>()?;
            }
            row.next()
        };
        rows.into_iter().map(step).collect()
    });
    steps.unwrap_or_else(|error| panic!("{error}\n{sql}"))
}

/// As it is planned for any parameters, where an index is preferred to reading an empty table.
fn postgres_plan(store: &Store, sql: &str, count: usize) -> Vec<String> {
    let prepare: &'static str = Box::leak(format!("PREPARE planned AS {sql}").into_boxed_str());
    let nulls = vec!["NULL"; count].join(", ");
    let arguments = if count == 0 {
        nulls
    } else {
        format!("({nulls})")
    };
    let explain = format!("EXPLAIN (COSTS OFF) EXECUTE planned{arguments}");
    let explain: &'static str = Box::leak(explain.into_boxed_str());
    let steps = store.write(0, move |tx: &mut dyn Tx| -> Result<Vec<String>> {
        tx.exec("SET LOCAL enable_seqscan = off", &[])?;
        tx.exec("SET LOCAL plan_cache_mode = force_generic_plan", &[])?;
        tx.exec(prepare, &[])?;
        let rows = tx.rows(explain, &[])?;
        tx.exec("DEALLOCATE planned", &[])?;
        rows.into_iter().map(|row| row.read().next()).collect()
    });
    steps.unwrap_or_else(|error| panic!("{error}\n{sql}"))
}

#[test]
fn no_statement_scans_what_it_does_not_return() {
    let store = onsell_store::testing::Fresh::sqlite();
    let store = store.open();
    let mut wasteful = Vec::new();
    for (name, sql, count) in planned() {
        if sql.contains("FOR UPDATE") {
            continue;
        }
        let aliases = aliases(&sql);
        let plan = plan(&store, &sql, count);
        // What a subquery returns is read; how it finds that stands in lines of its own.
        let subqueries: Vec<String> = plan
            .iter()
            .filter_map(|line| line.strip_prefix("CO-ROUTINE "))
            .map(str::to_owned)
            .collect();
        for line in plan {
            let Some(table) = line.strip_prefix("SCAN ") else {
                continue;
            };
            let table = table.split_whitespace().next().unwrap();
            if table.ends_with("-ROW")
                || table == "CONSTANT"
                || subqueries.iter().any(|name| name == table)
            {
                continue;
            }
            let table = aliases.get(table).map_or(table, String::as_str);
            let covered = line.contains("USING") && line.contains("INDEX");
            if !SMALL.contains(&table) && !covered {
                wasteful.push(format!("{name} reads all of {table}"));
            }
        }
    }
    store.close();
    assert!(wasteful.is_empty(), "{wasteful:#?}");
}

#[test]
fn no_statement_makes_postgres_read_a_whole_table() {
    let fresh = onsell_store::testing::Fresh::postgres();
    let store = fresh.open();
    let mut wasteful = Vec::new();
    for (name, sql, count) in planned() {
        for line in plan(&store, &sql, count) {
            let Some((_, scanned)) = line.split_once("Seq Scan on ") else {
                continue;
            };
            let table = scanned.split_whitespace().next().unwrap();
            if !SMALL.contains(&table.trim_matches('"')) {
                wasteful.push(format!("{name} reads all of {table}"));
            }
        }
    }
    store.close();
    assert!(wasteful.is_empty(), "{wasteful:#?}");
}

/// Whoever asks for a page must not pay for all: what has a limit is read in the order of an index,
/// and sorted at most among equals.
#[test]
fn no_page_is_sorted_out_of_everything() {
    let store = onsell_store::testing::Fresh::sqlite();
    let store = store.open();
    let mut wasteful = Vec::new();
    for (name, sql, count) in planned() {
        if !sql.contains(" LIMIT $") || sql.contains("FOR UPDATE") {
            continue;
        }
        let steps = plan(&store, &sql, count);
        if steps
            .iter()
            .any(|step| step == "USE TEMP B-TREE FOR ORDER BY")
        {
            wasteful.push(format!("{name}: {steps:#?}"));
        }
    }
    store.close();
    assert!(wasteful.is_empty(), "{wasteful:#?}");
}

/// A reader names its services by its references: the answer must not cost all that it has.
#[test]
fn services_are_found_by_their_references_one_by_one() {
    let statements = statements();
    let part = |name: &str| statements[name].trim().to_owned();
    let sql = format!(
        "{} AND s.account = $2 {} $3 {} ($4, $5)) ORDER BY s.id",
        part("service::OF_TYPE"),
        part("service_list::OWNED"),
        part("service_list::NAMED"),
    );
    let fresh = onsell_store::testing::Fresh::sqlite();
    let store = fresh.open();
    let steps = plan(&store, &sql, 5);
    store.close();
    let is_found = |step: &String| step.contains("service_reference (account=? AND reference=?)");
    assert!(steps.iter().any(is_found), "{steps:#?}");
    // The row itself is read by its number.
    let is_walked = |step: &String| step.starts_with("SEARCH s ") && !step.contains("id=?)");
    assert!(!steps.iter().any(is_walked), "{steps:#?}");
}

/// What a page passes over is found in an index and not in the rows.
#[test]
fn a_page_of_services_is_found_in_an_index() {
    let statements = statements();
    let part = |name: &str| statements[name].trim().to_owned();
    let fresh = onsell_store::testing::Fresh::sqlite();
    let store = fresh.open();
    let check = |owner: &str, order: &str, index: &str| {
        let sql = format!(
            "{} {}{owner} AND s.status <> 4 ORDER BY {order} LIMIT 20 OFFSET 0) ORDER BY {order}",
            part("service::OF_PAGE"),
            part("service_list::PAGE_OF_TYPE"),
        );
        let steps = plan(&store, &sql, parameters(&sql));
        let found = format!("SEARCH s USING COVERING INDEX {index} (");
        assert!(
            steps.iter().any(|step| step.starts_with(&found)),
            "{steps:#?}"
        );
    };
    check(" AND s.account = $2", "s.id", "service_account");
    check(" AND s.account = $2", "s.id DESC", "service_account");
    check(" AND s.account = $2", "s.expires, s.id", "service_expires");
    check("", "s.id", "service_of_type");
    store.close();
}

/// `FROM service s` and `JOIN tariff t` as alias and table.
fn aliases(sql: &str) -> BTreeMap<String, String> {
    let words: Vec<&str> = sql.split_whitespace().collect();
    words
        .windows(3)
        .filter(|window| matches!(window[0], "FROM" | "JOIN" | "UPDATE"))
        .map(|window| (window[2].to_owned(), window[1].trim_matches('"').to_owned()))
        .collect()
}

#[test]
fn one_row_is_one_row() {
    each_engine(|store| {
        let missing =
            store.read(|tx| tx.row("SELECT value FROM setting WHERE name = $1", &["x".into()]));
        assert!(missing.unwrap().is_none());
        let nothing = store.write(0, |tx| {
            tx.exec_one(
                "UPDATE setting SET value = 'y' WHERE name = $1",
                &["x".into()],
            )
        });
        assert!(matches!(nothing, Err(onsell_store::Error::Stale)));
    });
}
