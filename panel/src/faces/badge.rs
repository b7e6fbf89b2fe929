//! Colors of states: what is well, what is worked on, what waits, what somebody has to look at.

/// The color of a state, by the word or number it has on the wire (wire 3.7, semantics 4.4).
pub(crate) fn color(original: &str) -> &'static str {
    let word = original.split('_').next().unwrap_or_default();
    match word {
        "2" | "active" | "done" | "ok" | "paid" | "green" | "on" | "enabled" | "success"
        | "issued" => "good",
        "5" | "running" | "ready" | "open" | "new" | "processing" | "requested" => "busy",
        "1" | "waiting" | "held" | "wait" | "inpay" | "amber" | "sent" => "wait",
        "3" | "unknown" | "suspended" | "stands" | "warning" | "yellow" => "warn",
        "attention" | "error" | "failed" | "red" | "fraud" | "refused" | "6" => "bad",
        _ => "idle",
    }
}

#[cfg(test)]
mod tests {
    use super::color;

    #[test]
    fn a_state_has_the_color_of_what_it_asks_for() {
        let check =
            |original: &str, expect: &str| assert_eq!(color(original), expect, "{original}");
        check("2_active", "good");
        check("5_open", "busy");
        check("3_employeesuspend", "warn");
        check("waiting", "wait");
        check("attention", "bad");
        check("4_delete", "idle");
    }
}
