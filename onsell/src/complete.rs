//! What the shell offers while somebody types. Everything comes from the program's own
//! declarations, so that nothing can be forgotten: verbs and switches from the command line's,
//! functions and parameters from the registry.

use clap::{Args, Command, ValueEnum};
use onsell_panel::ParameterKind;
use onsell_panel::registry::Registry;

/// The encodings of an answer.
const FORMATS: [&str; 6] = ["text", "xml", "json", "bjson", "csv", "devel"];

/// What follows `completion`.
#[derive(Args)]
pub struct CompletionArguments {
    /// The shell.
    shell: Shell,
}

/// The shells whose script is known here.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

/// The script that makes a shell ask us.
pub fn script(arguments: &CompletionArguments) -> &'static str {
    match arguments.shell {
        Shell::Bash => include_str!("../completion/onsell.bash"),
        Shell::Zsh => include_str!("../completion/onsell.zsh"),
        Shell::Fish => include_str!("../completion/onsell.fish"),
    }
}

/// What may stand in the place of the last of these words, which follow the program's name.
pub fn of_command(command: &Command, words: &[String]) -> Vec<String> {
    let (current, before) = split(words);
    let verb = before.iter().position(|word| !word.starts_with('-'));
    let Some(verb) = verb.filter(|place| *place == 0 || before[place - 1] != "--config") else {
        let verbs = command.get_subcommands().filter(|one| !one.is_hide_set());
        let verbs = verbs.map(|one| one.get_name().to_owned());
        let config = command.get_arguments().any(|one| one.get_id() == "config");
        let config = config.then(|| "--config".to_owned());
        return matching(current, verbs.chain(config));
    };
    if before[verb] == "ctl" {
        return of_call(&words[verb + 1..]);
    }
    let Some(found) = command.find_subcommand(&before[verb]) else {
        return Vec::new();
    };
    if found.has_subcommands() {
        return of_command(found, &words[verb + 1..]);
    }
    let verb = found;
    let switches = verb.get_arguments().filter_map(|one| one.get_long());
    let switches = switches.map(|name| format!("--{name}"));
    let values = verb
        .get_positionals()
        .flat_map(clap::Arg::get_possible_values);
    let values = values.map(|value| value.get_name().to_owned());
    matching(current, switches.chain(values))
}

/// What may stand in the place of the last of these words, which follow `ctl`.
pub fn of_call(words: &[String]) -> Vec<String> {
    let (current, before) = split(words);
    let registry = Registry::new();
    let mut function = None;
    let mut awaited = "";
    for word in before {
        match (awaited, word.as_str()) {
            ("", "-o" | "-m") => awaited = word,
            ("", word) if word.starts_with('-') => {}
            ("", word) if function.is_none() => function = Some(word),
            _ => awaited = "",
        }
    }
    match (awaited, function) {
        ("-o", _) => matching(current, FORMATS.map(str::to_owned)),
        ("-m", _) => matching(current, ["billmgr".to_owned()]),
        (_, None) if current.starts_with('-') => {
            matching(current, ["-i", "-l", "-m", "-o", "-u"].map(str::to_owned))
        }
        (_, None) => matching(current, functions(&registry)),
        (_, Some(function)) => parameters(&registry, function, current),
    }
}

fn split(words: &[String]) -> (&str, &[String]) {
    words
        .split_last()
        .map_or(("", &[]), |(last, before)| (last.as_str(), before))
}

/// Every function, families once for each product type there is from the start.
fn functions(registry: &Registry) -> Vec<String> {
    let mut names = Vec::new();
    for declaration in registry.declarations() {
        match declaration.name.strip_prefix('T') {
            Some(rest) => {
                let types = onsell_engine::install::product_type_names();
                names.extend(types.map(|name| format!("{name}{rest}")));
            }
            None => names.push(declaration.name.to_owned()),
        }
    }
    names.sort();
    names
}

fn parameters(registry: &Registry, function: &str, current: &str) -> Vec<String> {
    let Some(declaration) = registry.declaration(function) else {
        return Vec::new();
    };
    let common = ["authinfo=", "lang=", "out=", "su="].map(str::to_owned);
    let own = declaration.parameters.iter();
    let Some((name, _)) = current.split_once('=') else {
        let names = own.map(|one| format!("{}=", one.name));
        return matching(current, names.chain(common));
    };
    let values: &[&str] = match own.into_iter().find(|one| one.name == name) {
        Some(one) if one.kind == ParameterKind::Switch => &["on", "off"],
        None if name == "out" => &FORMATS,
        None if name == "lang" => &["en", "ru"],
        _ => &[],
    };
    matching(
        current,
        values.iter().map(|value| format!("{name}={value}")),
    )
}

fn matching(current: &str, words: impl IntoIterator<Item = String>) -> Vec<String> {
    let words = words.into_iter();
    words.filter(|word| word.starts_with(current)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_call_is_completed_word_by_word() {
        let check = |line: &str, expect: &[&str]| {
            assert_eq!(of_call(&words(line)), expect, "{line}");
        };
        check("whoa", &["whoami"]);
        check("-o bj", &["bjson"]);
        check("-m billmgr -o xml whoa", &["whoami"]);
        check("soft.sus", &["soft.suspend"]);
        check("-i panel.l", &["panel.lock"]);
        check("panel.lock loc", &["locked="]);
        check("panel.lock locked=o", &["locked=on", "locked=off"]);
        check("whoami lang=", &["lang=en", "lang=ru"]);
        check("soft.edit eli", &["elid="]);
        check("no.such x", &[]);
        assert!(of_call(&[]).len() > 100);
    }

    #[test]
    fn a_command_is_completed_from_its_declaration() {
        let license = Command::new("license").subcommand(Command::new("verify"));
        let command = Command::new("onsell")
            .arg(clap::Arg::new("config").long("config"))
            .subcommand(license)
            .subcommand(Command::new("restore").arg(clap::Arg::new("force").long("force")))
            .subcommand(Command::new("ctl"))
            .subcommand(Command::new("secret").hide(true));
        let check = |line: &str, expect: &[&str]| {
            assert_eq!(of_command(&command, &words(line)), expect, "{line}");
        };
        check("re", &["restore"]);
        check("", &["license", "restore", "ctl", "--config"]);
        check("restore --f", &["--force"]);
        check("license ", &["verify"]);
        check("ctl whoa", &["whoami"]);
        check("nothing x", &[]);
    }
}
