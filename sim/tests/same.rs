//! The same seed is the same story, to the letter.

use onsell_sim::plan::story_of;
use onsell_sim::story::play;

#[test]
fn a_seed_is_played_twice_in_the_same_way() {
    for seed in 0..12 {
        let story = story_of(seed, false);
        let (first, second) = (play(&story), play(&story));
        assert_eq!(first.told, second.told, "seed {seed}");
        assert_eq!(first.reading, second.reading, "seed {seed}");
        assert!(first.told.len() > 10, "seed {seed} tells nothing");
    }
}
