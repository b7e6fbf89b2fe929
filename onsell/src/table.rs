//! Short tables for a terminal: aligned, in color where a person looks, plain where a program
//! reads.

use std::io::{IsTerminal, Write};

/// How a cell looks to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As it is.
    Plain,
    /// A title.
    Strong,
    /// It is well.
    Good,
    /// Somebody should look at it.
    Warning,
    /// It does not work.
    Bad,
}

impl Look {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "\x1b[1m",
            Self::Good => "\x1b[32m",
            Self::Warning => "\x1b[33m",
            Self::Bad => "\x1b[31m",
        }
    }
}

/// A piece of text and its look.
pub type Cell = (String, Look);

/// The widest a cell may be that is not the last of its line.
const CELL_MAX: usize = 60;

/// Prints lines whose cells stand below each other.
pub fn print(lines: &[Vec<Cell>]) {
    let text = format(lines, is_colored());
    // A closed pipe ends the output, not the work.
    let _ = write!(std::io::stdout(), "{text}");
}

/// Whether a person looks who did not ask for plain text (no-color.org).
fn is_colored() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && std::io::stdout().is_terminal()
}

fn format(lines: &[Vec<Cell>], is_colored: bool) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = lines.iter().filter(|line| line.len() > column + 1);
        cells
            .map(|line| shown(&line[column].0, false).chars().count())
            .max()
    };
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut text = String::new();
    for line in lines {
        for (column, (words, look)) in line.iter().enumerate() {
            let is_last = column + 1 == line.len();
            let words = shown(words, is_last);
            let padding = widths[column].saturating_sub(words.chars().count()) + 2;
            match (is_colored, look) {
                (true, Look::Good | Look::Warning | Look::Bad | Look::Strong) => {
                    text.extend([look.code(), &words, "\x1b[0m"]);
                }
                _ => text.push_str(&words),
            }
            if !is_last {
                text.extend(std::iter::repeat_n(' ', padding));
            }
        }
        text.push('\n');
    }
    text
}

/// What can be shown of a text: nothing in it moves the cursor.
fn shown(text: &str, is_last: bool) -> String {
    let plain = text
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign });
    if is_last || text.chars().count() <= CELL_MAX {
        plain.collect()
    } else {
        plain.take(CELL_MAX - 1).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_each_other() {
        let cell = |text: &str, look| (text.to_owned(), look);
        let lines = [
            vec![
                cell("1", Look::Plain),
                cell("ключ", Look::Good),
                cell("x", Look::Plain),
            ],
            vec![
                cell("100", Look::Plain),
                cell("a", Look::Bad),
                cell("\x1b[2J", Look::Plain),
            ],
        ];
        assert_eq!(format(&lines, false), "1    ключ  x\n100  a      [2J\n");
        let colored = format(&lines, true);
        assert!(colored.contains("\x1b[32mключ\x1b[0m  x"), "{colored:?}");
        assert!(
            !colored.contains("\x1b[2J"),
            "what others wrote moves no cursor"
        );
    }
}
