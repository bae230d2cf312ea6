//! Different spellings of one name: nicknames, transliterations and slips of the pen.

use crate::extract::lexicon::{Traits, traits};

/// Returns whether one first name is short for the other, or another way of writing it.
pub fn nicknames(a: &str, b: &str) -> bool {
    let has = |short: &str, long: &str| {
        let at = NICKNAMES.partition_point(|(other, _)| *other < short);
        NICKNAMES.iter().skip(at).take_while(|(other, _)| *other == short).any(|(_, name)| *name == long)
    };
    has(a, b) || has(b, a)
}

/// Returns whether two folded words may be one name spelled twice: a letter wrong, missing or swapped, two in a long word.
///
/// Two names that are both known are two names ("Johnson", "Johnston"), and so are "Petrov" and "Petrova".
pub fn same_spelling(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 5 || long.len() > 24 || long.len() - short.len() > 2 {
        return false;
    }
    if long.strip_prefix(short).is_some_and(|rest| matches!(rest, "a" | "e" | "o" | "s")) {
        return false;
    }
    if !short.starts_with(long.get(..1).unwrap_or(" ")) || known(a) && known(b) {
        return false;
    }
    let allowed = if short.len() >= 8 { 2 } else { 1 };
    distance(short.as_bytes(), long.as_bytes()) <= allowed
}

/// Returns whether a folded word is a name that people are known to have, or any other word.
fn known(word: &str) -> bool {
    traits(&super::capitalized(word)).any(Traits::GIVEN | Traits::SURNAME) || traits(word).any(Traits::COMMON)
}

/// Counts letters changed, put in, left out, or swapped with their neighbor.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], idx: usize| row.get(idx).copied().unwrap_or(usize::MAX / 2);
            let change = at(&last, j) + usize::from(x != y);
            let mut least = change.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

/// Short names and what they are short for, and names that are written in several ways; sorted.
const NICKNAMES: &[(&str, &str)] = &[
    ("abby", "abigail"),
    ("abe", "abraham"),
    ("ahmed", "ahmad"),
    ("al", "albert"),
    ("alex", "alexander"),
    ("alexei", "aleksei"),
    ("ali", "alison"),
    ("amy", "amelia"),
    ("andy", "andrew"),
    ("angie", "angela"),
    ("archie", "archibald"),
    ("art", "arthur"),
    ("barb", "barbara"),
    ("becky", "rebecca"),
    ("ben", "benjamin"),
    ("bernie", "bernard"),
    ("bert", "albert"),
    ("bert", "herbert"),
    ("beth", "elizabeth"),
    ("beto", "alberto"),
    ("betsy", "elizabeth"),
    ("bill", "william"),
    ("billy", "william"),
    ("bob", "robert"),
    ("bobbie", "roberta"),
    ("bobby", "robert"),
    ("bonnie", "bonita"),
    ("cal", "calvin"),
    ("carrie", "caroline"),
    ("cathy", "catherine"),
    ("charlie", "charles"),
    ("charlie", "charlotte"),
    ("chema", "jose"),
    ("chip", "charles"),
    ("chris", "christopher"),
    ("christy", "christine"),
    ("chuck", "charles"),
    ("chuy", "jesus"),
    ("cindy", "cynthia"),
    ("clint", "clinton"),
    ("connie", "constance"),
    ("curt", "curtis"),
    ("dan", "daniel"),
    ("dan", "danny"),
    ("danny", "daniel"),
    ("dave", "david"),
    ("davey", "david"),
    ("deb", "deborah"),
    ("debbie", "deborah"),
    ("debbie", "debra"),
    ("denny", "dennis"),
    ("dick", "richard"),
    ("dima", "dmitry"),
    ("dmitri", "dmitry"),
    ("dmitry", "dmytro"),
    ("dolly", "dorothy"),
    ("don", "donald"),
    ("don", "donnie"),
    ("donnie", "donald"),
    ("doug", "douglas"),
    ("drew", "andrew"),
    ("ed", "edward"),
    ("ed", "edwin"),
    ("eddie", "edmund"),
    ("eddie", "edward"),
    ("ellie", "eleanor"),
    ("fran", "frances"),
    ("frank", "francis"),
    ("frank", "franklin"),
    ("fred", "frederick"),
    ("freddie", "frederick"),
    ("gabe", "gabriel"),
    ("gene", "eugene"),
    ("geoff", "geoffrey"),
    ("gerry", "gerald"),
    ("greg", "gregory"),
    ("gus", "august"),
    ("hal", "harold"),
    ("hank", "henry"),
    ("hans", "johann"),
    ("harry", "harold"),
    ("harry", "henry"),
    ("hassan", "hasan"),
    ("herb", "herbert"),
    ("hussein", "hussain"),
    ("ike", "isaac"),
    ("jack", "john"),
    ("jackie", "jacqueline"),
    ("jake", "jacob"),
    ("jamie", "james"),
    ("jan", "janet"),
    ("jeb", "john"),
    ("jeff", "jeffrey"),
    ("jen", "jennifer"),
    ("jenny", "jennifer"),
    ("jerry", "gerald"),
    ("jess", "jessica"),
    ("jill", "gillian"),
    ("jim", "james"),
    ("jim", "jimmy"),
    ("jimmy", "james"),
    ("jo", "joanna"),
    ("joe", "joey"),
    ("joe", "joseph"),
    ("joey", "joseph"),
    ("john", "johnny"),
    ("johnny", "john"),
    ("jon", "jonathan"),
    ("jordi", "jorge"),
    ("jose", "joe"),
    ("josh", "joshua"),
    ("judy", "judith"),
    ("julie", "julia"),
    ("kate", "katherine"),
    ("kathy", "katherine"),
    ("kathy", "kathleen"),
    ("katie", "katherine"),
    ("ken", "kenneth"),
    ("kenny", "kenneth"),
    ("kim", "kimberly"),
    ("kit", "christopher"),
    ("kolya", "nikolai"),
    ("kris", "kristian"),
    ("lalo", "eduardo"),
    ("larry", "lawrence"),
    ("lenny", "leonard"),
    ("leo", "leonard"),
    ("liam", "william"),
    ("liz", "elizabeth"),
    ("lou", "louis"),
    ("lula", "luiz"),
    ("lupe", "guadalupe"),
    ("maggie", "margaret"),
    ("mahmud", "mahmoud"),
    ("mandy", "amanda"),
    ("manny", "manuel"),
    ("marty", "martin"),
    ("matt", "mathew"),
    ("matt", "matthew"),
    ("max", "maximilian"),
    ("meg", "margaret"),
    ("mel", "melvin"),
    ("memo", "guillermo"),
    ("mick", "michael"),
    ("mickey", "michael"),
    ("midge", "margaret"),
    ("mike", "michael"),
    ("mike", "michel"),
    ("misha", "mikhail"),
    ("mitch", "mitchell"),
    ("mo", "mohammed"),
    ("moammar", "muammar"),
    ("moe", "moses"),
    ("mohamed", "mohammed"),
    ("mohammad", "mohamed"),
    ("mohammad", "mohammed"),
    ("molly", "mary"),
    ("monty", "montgomery"),
    ("muhammad", "mohamed"),
    ("muhammad", "mohammed"),
    ("nacho", "ignacio"),
    ("nancy", "ann"),
    ("nate", "nathan"),
    ("nate", "nathaniel"),
    ("ned", "edward"),
    ("nell", "eleanor"),
    ("nick", "nicholas"),
    ("nicky", "nicholas"),
    ("nikolai", "nikolay"),
    ("norm", "norman"),
    ("oleksandr", "alexander"),
    ("ollie", "oliver"),
    ("osama", "usama"),
    ("paco", "francisco"),
    ("paddy", "patrick"),
    ("pam", "pamela"),
    ("pancho", "francisco"),
    ("pat", "patricia"),
    ("pat", "patrick"),
    ("patty", "patricia"),
    ("peg", "margaret"),
    ("peggy", "margaret"),
    ("penny", "penelope"),
    ("pepe", "jose"),
    ("percy", "percival"),
    ("pete", "peter"),
    ("phil", "philip"),
    ("quique", "enrique"),
    ("rafa", "rafael"),
    ("ray", "raymond"),
    ("ray", "raymundo"),
    ("rich", "richard"),
    ("richie", "richard"),
    ("rick", "richard"),
    ("rob", "robbie"),
    ("rob", "robert"),
    ("robbie", "robert"),
    ("rod", "rodney"),
    ("ron", "ronald"),
    ("ronnie", "ronald"),
    ("roy", "leroy"),
    ("russ", "russell"),
    ("sally", "sarah"),
    ("sam", "samuel"),
    ("sandy", "alexander"),
    ("sandy", "sandra"),
    ("sasha", "alexander"),
    ("scottie", "scott"),
    ("seb", "sebastian"),
    ("sergei", "serhiy"),
    ("shelly", "michelle"),
    ("sid", "sidney"),
    ("sophie", "sophia"),
    ("stan", "stanley"),
    ("steph", "stephanie"),
    ("stephen", "steven"),
    ("steve", "stephen"),
    ("steve", "steven"),
    ("stevie", "steven"),
    ("sue", "susan"),
    ("susie", "susan"),
    ("tami", "tamara"),
    ("ted", "edward"),
    ("ted", "theodore"),
    ("teddy", "theodore"),
    ("terry", "terence"),
    ("theo", "theodore"),
    ("tim", "timothy"),
    ("tina", "christina"),
    ("toby", "tobias"),
    ("tom", "thomas"),
    ("tony", "anthony"),
    ("trish", "patricia"),
    ("trudy", "gertrude"),
    ("val", "valerie"),
    ("vic", "victor"),
    ("vicky", "victoria"),
    ("vince", "vincent"),
    ("vladimir", "volodymyr"),
    ("volodya", "vladimir"),
    ("wally", "walter"),
    ("walt", "walter"),
    ("wes", "wesley"),
    ("will", "william"),
    ("willie", "william"),
    ("willy", "wilhelm"),
    ("yousef", "yusuf"),
    ("youssef", "yusuf"),
    ("yulia", "julia"),
    ("zach", "zachary"),
    ("zack", "zachary"),
];
