//! What an LXD is to be told beside its address.

use crate::{FINGERPRINT, Setting};
use onsell_domain::Text;

/// What beside an address is to be said.
pub(crate) const SETTINGS: &[Setting] = &[
    FINGERPRINT,
    Setting {
        name: "project",
        title: Text::new("Project", "Проект"),
        default: "default",
    },
    Setting {
        name: "instance_type",
        title: Text::new(
            "What is made: container or virtual-machine",
            "Что создаётся: container или virtual-machine",
        ),
        default: "container",
    },
    Setting {
        name: "pool",
        title: Text::new("Storage pool of the disks", "Пул дисков"),
        default: "default",
    },
    Setting {
        name: "network",
        title: Text::new(
            "Network: its name, routed, or routed:INTERFACE; empty leaves it to the profile",
            "Сеть: имя, routed или routed:ИНТЕРФЕЙС; пусто — как в профиле",
        ),
        default: "",
    },
    Setting {
        name: "addresses",
        title: Text::new(
            "Addresses: wait for the network's, none, or ranges to choose from",
            "Адреса: wait — ждать от сети, none — без адреса, или диапазоны",
        ),
        default: "wait",
    },
    Setting {
        name: "suspension",
        title: Text::new(
            "How a machine is suspended: stop or freeze",
            "Как останавливать услугу: stop или freeze",
        ),
        default: "stop",
    },
];
