//! What may be done about an operation. Those that wait for a seller are processed automatically:
//! nobody touches them but after taking them over, which asks why and is journaled.

/// Who works on an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worker {
    /// A seller, and nobody touches it.
    Seller,
    /// Whoever took it over from a seller.
    Taker,
    /// This house.
    House,
}

/// In whose hands an operation is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hands<'a> {
    /// Its state.
    pub state: &'a str,
    /// Who works on it.
    pub worker: Worker,
    /// Whether something went wrong, so that Start is of use.
    pub can_start: bool,
    /// Whether the seller's price was refused.
    pub is_too_dear: bool,
    /// Whether it has a task.
    pub has_task: bool,
}

/// The buttons, the likeliest first.
pub(crate) fn verbs(hands: &Hands<'_>) -> Vec<&'static str> {
    let mut verbs = Vec::new();
    if matches!(hands.state, "running" | "done" | "cancelled") {
        return verbs;
    }
    let mut offer = |verb, is_offered| {
        if is_offered {
            verbs.push(verb);
        }
    };
    let is_automatic = hands.worker == Worker::Seller;
    let is_taken = hands.worker == Worker::Taker;
    offer("start", hands.can_start);
    offer("sendanyway", hands.is_too_dear);
    offer("takeover", is_automatic);
    offer("check", is_taken);
    offer("done", is_taken);
    let is_ready = hands.state == "ready";
    offer("setmanual", hands.worker == Worker::House && is_ready);
    offer("taskcreate", !is_automatic && !hands.has_task);
    offer("delete", !is_automatic);
    verbs
}

#[cfg(test)]
mod tests {
    use super::{Hands, Worker, verbs};

    #[test]
    fn hands_off_until_it_was_taken_over() {
        let resold = Hands {
            state: "waiting",
            worker: Worker::Seller,
            can_start: false,
            is_too_dear: false,
            has_task: true,
        };
        let check = |hands: Hands<'_>, expect: &[&str]| {
            assert_eq!(verbs(&hands), expect, "{hands:?}");
        };
        check(resold, &["takeover"]);
        let failed = Hands {
            state: "attention",
            can_start: true,
            ..resold
        };
        check(failed, &["start", "takeover"]);
        let dear = Hands {
            is_too_dear: true,
            ..failed
        };
        check(dear, &["start", "sendanyway", "takeover"]);
        let taken = Hands {
            worker: Worker::Taker,
            ..failed
        };
        check(taken, &["start", "check", "done", "delete"]);
        for state in ["running", "done", "cancelled"] {
            check(Hands { state, ..taken }, &[]);
        }
        let own = Hands {
            state: "ready",
            worker: Worker::House,
            has_task: false,
            ..resold
        };
        check(own, &["setmanual", "taskcreate", "delete"]);
        let by_hand = Hands {
            state: "waiting",
            has_task: true,
            ..own
        };
        check(by_hand, &["delete"]);
    }
}
