//! Four programs that write the same file, some of which are killed.

use std::{collections::HashMap, fs, thread, time::Duration};

use crate::{
    Random, Tally,
    writer::{Follower, Writer, missing},
};

const WINDOWS: usize = 4;
const NOTES: usize = 3000;

/// Lets the windows write until each has saved its notes, while `kills` of them are killed and started again.
pub fn run(kills: usize) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("data");
    let mut random = Random(7);
    let mut tally = Tally { tried: kills, ..Tally::default() };
    let mut saved = vec![Vec::new(); WINDOWS];
    let start =
        |done: usize, seed: usize| Writer::start(&dir, seed as u64, NOTES.saturating_sub(done), &[], &[]);
    let mut windows: Vec<Option<Writer>> = (0..WINDOWS).map(|seed| Some(start(0, seed))).collect();
    let mut follower = Follower::new(&dir);
    for n in 0..kills {
        thread::sleep(Duration::from_millis(random.below(60) as u64));
        let who = random.below(WINDOWS);
        let Some(writer) = windows[who].take() else { continue };
        saved[who].extend(writer.kill());
        windows[who] = Some(start(saved[who].len(), WINDOWS + n));
        follower.missing(&[]);
    }
    for (window, saved) in windows.into_iter().zip(&mut saved) {
        let (acknowledged, is_good, said) = window.unwrap().finish();
        saved.extend(acknowledged);
        if !is_good || saved.len() < NOTES {
            tally.wrong.push(format!("a window saved {} notes: {said}", saved.len()));
        }
    }
    let all = saved.concat();
    tally.acknowledged = all.len();
    for (who, lost) in
        [("a new window", missing(&dir, &all)), ("a window that followed", follower.missing(&all))]
    {
        if !lost.is_empty() {
            tally.wrong.push(format!("{} notes lost, says {who}", lost.len()));
        }
    }
    let mut times: HashMap<String, usize> = HashMap::new();
    for line in fs::read_to_string(dir.join("notes.jsonl")).unwrap().lines() {
        let name = line.split("\"id\":\"").nth(1).and_then(|rest| rest.get(..36)).unwrap_or_default();
        *times.entry(name.to_owned()).or_default() += 1;
    }
    let twice = all.iter().filter(|id| times.get(&id.to_string()) != Some(&1)).count();
    if twice > 0 {
        tally.wrong.push(format!("{twice} notes are not there exactly once"));
    }
    tally
}
