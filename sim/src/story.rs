//! Plays a story from its first move to the agreement at its end.

use crate::act::carry_out;
use crate::deliberate::Deliberate;
use crate::heal::heal;
use crate::invariants::Violation;
use crate::moves::Story;
use crate::reading::Reading;
use crate::world::World;

/// What a story came to.
#[derive(Debug)]
pub struct Played {
    /// What happened, a line each.
    pub told: Vec<String>,
    /// What both databases say at the end.
    pub reading: Reading,
    /// What went wrong, if anything.
    pub violation: Option<Violation>,
    /// How many moves were carried out.
    pub moves: usize,
}

/// Plays a story.
pub fn play(story: &Story) -> Played {
    play_with(story, None)
}

/// Plays a story with a bug on purpose.
pub fn play_with(story: &Story, deliberate: Option<Deliberate>) -> Played {
    let mut world = World::new(&story.setting, deliberate);
    let mut moves = 0;
    for one in &story.moves {
        if world.violation.is_some() {
            break;
        }
        carry_out(&mut world, *one);
        moves += 1;
    }
    if world.violation.is_none() {
        heal(&mut world);
    }
    Played {
        told: std::mem::take(&mut world.told),
        reading: world.reading.clone(),
        violation: world.violation.clone(),
        moves,
    }
}
