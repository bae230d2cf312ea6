//! Who speaks in the turns of a transcript: the labels say it, but for "A:", which is whoever the question is put to.

use crate::extract::{
    Kind, Speaker,
    attribution::{
        clause::Place,
        head::{Head, Who},
        scene::Scene,
    },
    lexicon::Traits,
    misnomer::OFFICES,
    quotation::Marked,
};

/// What an interview has told so far.
#[derive(Default)]
pub struct Interview {
    /// Whom the last questions were put to.
    asked: Option<usize>,
}

impl Interview {
    /// Listens to a question: "Mayor Ruiz, when did you know?"
    pub fn hear(&mut self, scene: &Scene, mark: &Marked, place: &Place) {
        let question = mark.bare && place.left.clone().any(|idx| matches!(scene.word(idx), "Q" | "QUESTION"));
        if !question {
            return;
        }
        let titles = |idx: usize| {
            scene.token(idx).is_some_and(|token| token.folded.any(Traits::TITLE | Traits::MODIFIER))
        };
        let addressed = place.inner.clone().find_map(|idx| {
            let mention = scene.mention(idx).filter(|it| scene.kind(*it) == Some(Kind::Person))?;
            let first =
                (place.inner.start..idx).rev().find(|at| !titles(*at)).map_or(place.inner.start, |at| at + 1);
            let opens = first == place.inner.start || scene.is_mark(first - 1, ',');
            let end = (idx..place.inner.end).find(|at| scene.mention(*at) != Some(mention))?;
            let closes = scene.is_mark(end, ',') || scene.is_mark(end, '?');
            (opens && closes).then(|| scene.mentions.get(mention).map(|it| it.entity))?
        });
        self.asked = addressed.or(self.asked).or_else(|| subject(scene));
    }

    /// Tells who speaks under a label, and how sure that is.
    pub fn speaker(&self, scene: &Scene, mark: &Marked, head: &Head) -> Option<(Speaker, f32)> {
        let last = scene.word(head.tokens.end - 1);
        let office = OFFICES.contains(&last);
        if !mark.bare || head.who != Who::Described && !office {
            return None;
        }
        let span = scene.document.span(head.tokens.clone());
        let entity = match last {
            "A" | "ANSWER" => self.asked,
            "Q" => None,
            _ if office => None,
            _ => {
                let name = last.to_lowercase();
                let is = |entity: &&crate::extract::Entity| {
                    entity.kind == Kind::Person
                        && entity.name.rsplit(' ').next().is_some_and(|it| it.to_lowercase() == name)
                };
                let found = scene.entities.iter().find(is)?;
                scene.entities.iter().position(|it| std::ptr::eq(it, found))
            }
        };
        let sure = if entity.is_some() || last == "Q" || office { 0.97 } else { 0.8 };
        Some((Speaker { entity, span, source: span }, sure))
    }
}

/// Returns the person an article names more often than anybody else.
fn subject(scene: &Scene) -> Option<usize> {
    let people = scene.entities.iter().enumerate().filter(|(_, entity)| entity.kind == Kind::Person);
    people.max_by_key(|(idx, entity)| (entity.mentions.len(), usize::MAX - idx)).map(|(idx, _)| idx)
}
