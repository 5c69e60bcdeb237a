//! Takes kinds of evidence out of a plan, to measure what they are worth.
//!
//! What else may be left out of the ranking is left out where it would act; a
//! kind of evidence acts wherever it is looked up, and is taken out here.

use crate::search::ablation::Part;
use crate::search::plan::{EvidenceKind, Plan};

impl Plan {
    /// Takes out of the plan what [`Plan::without`] names, if that is a kind of evidence.
    pub(super) fn leave_out_evidence(&mut self) {
        match self.without {
            Some(Part::Words) => self.weigh_nothing(EvidenceKind::Word),
            Some(Part::Grams) => self.weigh_nothing(EvidenceKind::Gram),
            Some(Part::Characters) => self.weigh_nothing(EvidenceKind::Character),
            Some(Part::Stems) => {
                for concept in &mut self.concepts {
                    concept.forms.retain(|form| !form.is_stem());
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

    fn weigh_nothing(&mut self, kind: EvidenceKind) {
        for concept in self.concepts.iter_mut().filter(|concept| concept.kind() == kind) {
            concept.weight = 0.0;
        }
    }
}
