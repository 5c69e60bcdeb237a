//! Takes kinds of evidence out of a plan, to measure what they are worth.
//!
//! What else may be left out of the ranking is left out where it would act; a
//! kind of evidence acts wherever it is looked up, and is taken out here.

use crate::search::ablation::Part;
use crate::search::plan::{LookUp, Plan};
use crate::text::script::script_of;

impl Plan {
    /// Takes out of the plan what [`Plan::without`] names, if that is a kind of evidence.
    pub fn leave_out_evidence(&mut self) {
        match self.without {
            Some(Part::Words) => self.weigh_nothing(Kind::Word),
            Some(Part::Grams) => self.weigh_nothing(Kind::Gram),
            Some(Part::Characters) => self.weigh_nothing(Kind::Character),
            Some(Part::Stems) => {
                for concept in &mut self.concepts {
                    concept.forms.retain(|form| !is_stem(&form.term, form.look_up));
                    concept.forms[0].factor = 1.0;
                }
            }
            Some(Part::AsTyped) => {
                self.typed.clear();
                (self.typed_first, self.is_strict) = (false, false);
            }
            _ => {}
        }
    }

    fn weigh_nothing(&mut self, kind: Kind) {
        for concept in &mut self.concepts {
            let form = &concept.forms[0];
            if Kind::of(&form.term, form.look_up) == Some(kind) {
                concept.weight = 0.0;
            }
        }
    }
}

/// A kind of evidence in a script without spaces.
#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Word,
    Gram,
    Character,
}

impl Kind {
    fn of(term: &str, look_up: LookUp) -> Option<Self> {
        if look_up == LookUp::Bag {
            return term.starts_with('w').then_some(Self::Word);
        }
        let is_unspaced = term.chars().find_map(script_of).is_some_and(|script| script.is_unspaced());
        is_unspaced.then(|| if term.chars().nth(1).is_some() { Self::Gram } else { Self::Character })
    }
}

fn is_stem(term: &str, look_up: LookUp) -> bool {
    look_up == LookUp::Bag && term.starts_with('s')
}
