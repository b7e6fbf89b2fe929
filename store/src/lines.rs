//! Small maps in one column: a line NAME=VALUE each.

/// The text of a column. A line break in a value becomes a space, since the lines are what is kept;
/// what is empty is left out.
pub(crate) fn text<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !value.is_empty() {
            text.push_str(name);
            text.push('=');
            text.push_str(&value.replace(['\n', '\r'], " "));
            text.push('\n');
        }
    }
    text
}

/// The pairs in a column; lines that are none are left out.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.split_once('='))
}

/// The value of a name in a column.
pub(crate) fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    pairs(text)
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let kept = text([("CN", "a.example"), ("O", "A = B\nC"), ("L", "")]);
        assert_eq!(kept, "CN=a.example\nO=A = B C\n");
        assert_eq!(value(&kept, "O"), Some("A = B C"));
        assert_eq!(value(&kept, "L"), None);
        assert_eq!(pairs("nothing").count(), 0);
    }
}
