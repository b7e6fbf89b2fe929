//! Running operations and tasks as staff and scripts see them: errors of the past, manual mode,
//! tasks that are asked for; and what a seller works on, which is left alone until it was taken
//! over.

use onsell_tests::{Fate, Twin, error, message, refusal, text, twins};

fn rows(twin: &Twin, function: &str, parameters: &[(&str, &str)]) -> usize {
    twin.provider_staff(function, parameters)
        .children_of("elem")
        .count()
}

#[test]
fn what_went_wrong_with_each_attempt_is_kept() {
    twins(|twin| {
        for _ in 0..2 {
            twin.wire.plan("soft.order.param", Fate::Unreachable);
        }
        let service = twin.order("192.0.2.1");
        twin.work();
        twin.clock.advance_seconds(60);
        twin.work();
        let operation = twin.operation(&service).expect("it goes on");
        let id = text(&operation, "id").to_owned();
        let elid = ("elid", id.as_str());
        let list = twin.provider_staff("runningoperation.errorhistory", &[elid]);
        let errors: Vec<_> = list.children_of("elem").collect();
        assert_eq!(errors.len(), 2, "{list:?}");
        assert_eq!(text(errors[0], "trycount"), "2", "the latest is first");
        assert_eq!(text(errors[1], "item"), service);
        assert!(
            text(errors[1], "error").contains("cannot be reached"),
            "{list:?}"
        );
        let log = [("elid", text(errors[1], "id"))];
        let log = twin.provider_staff("runningoperation.errorhistory.showlog", &log);
        assert!(
            text(&log, "errorxml").contains("<processingmodule"),
            "{log:?}"
        );
        twin.heal();
        assert_eq!(rows(twin, "runningoperation.errorhistory", &[elid]), 2);
        let missing = twin.try_provider_staff("runningoperation.errorhistory", &[("elid", "99")]);
        assert_eq!(refusal(&missing), "missed runningoperation");
    });
}

#[test]
fn what_a_seller_works_on_is_left_alone_until_it_was_taken_over() {
    twins(|twin| {
        twin.wire.plan("soft.order.param", Fate::Unreachable);
        let service = twin.order("192.0.2.1");
        twin.work();
        let operation = twin.operation(&service).expect("it goes on");
        let id = text(&operation, "id").to_owned();
        let elid = ("elid", id.as_str());
        let edit: [&[(&str, &str)]; 2] = [&[("manual", "on")], &[("errorxml", "it broke")]];
        let edit = edit.map(|more| [&[elid, ("sok", "ok")], more].concat());
        let new = [
            ("runningoperation", id.as_str()),
            ("type", "postopen"),
            ("sok", "ok"),
        ];
        let calls: [(&str, &[(&str, &str)]); 7] = [
            ("runningoperation.setmanual", &[elid]),
            ("runningoperation.stop", &[elid]),
            ("runningoperation.taskcreate", &[elid]),
            ("runningoperation.delete", &[elid]),
            ("runningoperation.edit", &edit[0]),
            ("runningoperation.edit", &edit[1]),
            ("task.edit", &new),
        ];
        for (function, parameters) in calls {
            let answer = twin.try_provider_staff(function, parameters);
            assert_eq!(error(&answer), "access", "{function}: {answer:?}");
            assert!(
                message(&answer).contains("take the operation over"),
                "{answer:?}"
            );
        }
        assert!(twin.task(&service).is_none(), "nothing changed");
        twin.provider_staff("runningoperation.takeover", &[elid, ("reason", "a call")]);
        for (function, parameters) in &calls[..3] {
            twin.provider_staff(function, parameters);
        }
        let task = twin.task(&service).expect("it has a task now");
        let made = twin.provider_staff("task.edit", &new);
        assert_eq!(text(&made, "id"), text(&task, "id"), "one task is enough");
        let wrong = [
            ("runningoperation", id.as_str()),
            ("type", "postclose"),
            ("sok", "ok"),
        ];
        assert_eq!(
            refusal(&twin.try_provider_staff("task.edit", &wrong)),
            "value type"
        );
        let task = ("elid", text(&task, "id"));
        twin.provider_staff("task.edit", &[task, ("status", "2"), ("sok", "ok")]);
        assert!(
            twin.operation(&service).is_some(),
            "the seller may still do it"
        );
        assert_eq!(
            rows(
                twin,
                "task",
                &[("filter", "on"), ("status", "2"), ("p_cnt", "5")]
            ),
            1
        );
        twin.provider_staff("runningoperation.edit", &edit[1]);
        let card = twin.provider_staff("runningoperation.edit", &[elid]);
        assert!(text(&card, "errorxml").contains("it broke"), "{card:?}");
        twin.provider_staff("task.start", &[task]);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
    });
}
