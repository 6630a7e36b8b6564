//! What keys do to an account: codes added, answered, moved, taken off, evidence, boxes.

use super::{
    account::AccountPane,
    boxes,
    encoder::Taken,
    texts,
    view::{self, Row},
};
use crate::{
    classification::{
        answers::{Hit, Reportable, Target},
        edits::Level,
    },
    coding::{Case, Grouped, Overrule, SetSheet, Tools, group_only, why},
    domain::{
        codeset::{SetKind, plain_code},
        coding::{DxLine, Evidence, Poa, PxLine, Sheet, SheetFault, Source, written_code},
        link::Link,
    },
    keys::CommandId,
    kit::{Notice, Outbox, ReasonBox, TextBox},
};

impl AccountPane {
    /// Makes a change of the sheet here and sends it; a fault is told and changes nothing.
    pub(super) fn change(
        &mut self,
        out: &mut Outbox<'_>,
        what: String,
        deed: impl FnOnce(&mut Sheet) -> Result<Row, SheetFault>,
    ) {
        let mut sheet = self.sheet.clone();
        match deed(&mut sheet) {
            Ok(row) => {
                self.sheet = sheet;
                self.judge();
                if let Some(at) = self.rows.iter().position(|other| *other == row) {
                    self.at = at;
                    self.keep_in_view();
                }
                self.send(what, out);
            }
            Err(fault) => out.tell(Notice::info(fault.to_string())),
        }
    }

    pub(super) fn send(&mut self, what: String, out: &mut Outbox<'_>) {
        if self.setting.is_out() {
            self.queued = Some(what);
            return;
        }
        let change =
            SetSheet { account: self.account, seen: Some(self.version), sheet: self.sheet.clone(), what };
        self.setting.send(change, out);
    }

    pub(super) fn add(
        &mut self,
        code: String,
        source: Source,
        evidence: Option<Evidence>,
        out: &mut Outbox<'_>,
    ) {
        // A place that is marked in the text beside is what the coder looks at.
        let evidence =
            evidence.or_else(|| (source == Source::Coder).then(|| self.documents.marked()).flatten());
        let exempt = self.is_exempt(&code);
        let what = format!("{} added", written_code(&code));
        let poa = if exempt { Poa::Exempt } else { Poa::Missing };
        self.change(out, what, |sheet| {
            sheet.add_diagnosis(DxLine { code, poa, source, evidence }, None).map(Row::Dx)
        });
    }

    fn is_exempt(&self, code: &str) -> bool {
        let (Some(tools), Some(case)) = (self.tools.rows(), &self.case) else { return false };
        let list = tools.library.listing(SetKind::PoaExempt, case.code_day());
        list.is_some_and(|list| list.find(code).is_some())
    }

    pub(super) fn add_procedure(&mut self, code: String, out: &mut Outbox<'_>) {
        let evidence = self.documents.marked();
        // The theatre's own list knows day and surgeon of an operation.
        let whole = self.whole.rows();
        let known = whole.and_then(|whole| whole.operations.first().cloned());
        let (day, performer, performer_name) = known.unwrap_or_default();
        let line =
            PxLine { code: code.clone(), day, performer, performer_name, source: Source::Coder, evidence };
        self.change(out, format!("{code} added"), |sheet| sheet.add_procedure(line).map(Row::Px));
    }

    pub(super) fn answer_poa(&mut self, poa: Poa, out: &mut Outbox<'_>) {
        let Some(Row::Dx(at)) = self.row() else {
            out.tell(Notice::info("Choose a diagnosis first."));
            return;
        };
        let code = self.sheet.diagnoses.get(at).map(|line| written_code(&line.code)).unwrap_or_default();
        self.change(out, format!("{code}: {}", poa.title()), |sheet| {
            sheet.set_poa(at, poa).map(|()| Row::Dx(at))
        });
        // On to the next that has no answer: a list is answered key by key.
        if let Some(next) = self.rows.iter().position(|row| {
            matches!(row, Row::Dx(n) if *n > at && self.sheet.diagnoses.get(*n).is_some_and(|l| l.poa == Poa::Missing))
        }) {
            self.at = next;
            self.keep_in_view();
        }
    }

    pub(super) fn reorder(&mut self, to: impl Fn(usize) -> usize, out: &mut Outbox<'_>) {
        match self.row() {
            Some(Row::Dx(at)) => {
                let to = to(at).min(self.sheet.diagnoses.len().saturating_sub(1));
                self.change(out, "diagnoses resequenced".into(), |sheet| {
                    sheet.move_diagnosis(at, to).map(|()| Row::Dx(to))
                });
            }
            Some(Row::Px(at)) => {
                let to = to(at).min(self.sheet.procedures.len().saturating_sub(1));
                self.change(out, "procedures resequenced".into(), |sheet| {
                    sheet.move_procedure(at, to).map(|()| Row::Px(to))
                });
            }
            _ => {}
        }
    }

    pub(super) fn remove(&mut self, out: &mut Outbox<'_>) {
        match self.row() {
            Some(Row::Dx(at)) => {
                let code =
                    self.sheet.diagnoses.get(at).map(|line| written_code(&line.code)).unwrap_or_default();
                self.change(out, format!("{code} removed"), |sheet| {
                    sheet.remove_diagnosis(at).map(|_| Row::Dx(at))
                });
            }
            Some(Row::Px(at)) => {
                let code = self.sheet.procedures.get(at).map(|line| line.code.clone()).unwrap_or_default();
                self.change(out, format!("{code} removed"), |sheet| {
                    sheet.remove_procedure(at).map(|_| Row::Px(at))
                });
            }
            _ => out.tell(Notice::info("Choose a code first.")),
        }
    }

    pub(super) fn enter(&mut self, out: &mut Outbox<'_>) {
        match self.row() {
            Some(Row::Dx(at)) => {
                if let (Some(line), Some(case)) = (self.sheet.diagnoses.get(at), &self.case) {
                    out.show(texts::CardBox::new(SetKind::Icd10Cm, &line.code, case.code_day()));
                }
            }
            Some(Row::Px(at)) => {
                if let (Some(line), Some(case)) = (self.sheet.procedures.get(at), &self.case) {
                    out.show(texts::CardBox::new(SetKind::Icd10Pcs, &line.code, case.code_day()));
                }
            }
            Some(Row::Suggested(at)) => {
                let taken = self.suggested.rows().and_then(|all| all.get(at)).cloned();
                if let Some(taken) = taken {
                    self.add(taken.code, taken.source, taken.evidence, out);
                }
            }
            Some(Row::Finding(at)) => {
                let code = self.verdict.findings.get(at).and_then(|finding| finding.codes.first()).cloned();
                let place = |row: &Row| match row {
                    Row::Dx(n) => self.sheet.diagnoses.get(*n).map(|line| &line.code) == code.as_ref(),
                    Row::Px(n) => self.sheet.procedures.get(*n).map(|line| &line.code) == code.as_ref(),
                    _ => false,
                };
                if let Some(at) = self.rows.iter().position(place) {
                    self.at = at;
                    self.keep_in_view();
                }
            }
            _ => {}
        }
    }

    pub(super) fn show_evidence(&mut self, out: &mut Outbox<'_>) {
        let evidence = match self.row() {
            Some(Row::Dx(at)) => self.sheet.diagnoses.get(at).and_then(|line| line.evidence.clone()),
            Some(Row::Px(at)) => self.sheet.procedures.get(at).and_then(|line| line.evidence.clone()),
            Some(Row::Suggested(at)) => {
                self.suggested.rows().and_then(|all| all.get(at)).and_then(|one| one.evidence.clone())
            }
            _ => None,
        };
        match evidence {
            Some(evidence) => {
                self.documents.show(evidence, out);
                if self.parts().0.is_none() {
                    self.turn_part();
                }
            }
            None => out.tell(Notice::info(
                "This line rests on no place in a document. Mark one (/ in the documents) and press a.",
            )),
        }
    }

    pub(super) fn take_evidence(&mut self, out: &mut Outbox<'_>) {
        let Some(place) = self.documents.marked() else {
            out.tell(Notice::info("No place is marked. Find the words first (/), n goes to the next hit."));
            return;
        };
        match self.row() {
            Some(Row::Dx(at)) => self.change(out, "evidence taken".into(), |sheet| {
                let line = sheet.diagnoses.get_mut(at).ok_or(SheetFault::NoLine(at + 1, "diagnosis"))?;
                line.evidence = Some(place);
                Ok(Row::Dx(at))
            }),
            Some(Row::Px(at)) => self.change(out, "evidence taken".into(), |sheet| {
                let line = sheet.procedures.get_mut(at).ok_or(SheetFault::NoLine(at + 1, "procedure"))?;
                line.evidence = Some(place);
                Ok(Row::Px(at))
            }),
            _ => out.tell(Notice::info("Choose the code first that this place is evidence of.")),
        }
    }

    pub(super) fn overrule(&self, out: &mut Outbox<'_>) {
        let Some(finding) = self.row().and_then(|row| match row {
            Row::Finding(at) => self.verdict.findings.get(at),
            _ => None,
        }) else {
            out.tell(Notice::info("Choose a warning first."));
            return;
        };
        if finding.level != Level::Warning {
            out.tell(Notice::info("Only warnings are overruled; errors are to be mended."));
            return;
        }
        let (account, key) = (self.account, finding.key());
        let change = move |reason| Overrule { account, finding: key.clone(), reason };
        let text = format!("{} {}", finding.what, finding.remedy);
        out.show(ReasonBox::new(
            "Overrule the warning",
            text,
            "Overrule",
            out.words(),
            change,
            "Overruled; the reason is kept.",
        ));
    }

    pub(super) fn take_answer(&mut self, out: &mut Outbox<'_>) {
        let Some(mut encoder) = self.encoder.take() else {
            self.documents.take_hit(out);
            return;
        };
        match encoder.take(out) {
            Taken::Diagnosis(code) => self.add(code, Source::Coder, None, out),
            Taken::Procedure(code) => self.add_procedure(code, out),
            Taken::Further | Taken::Nothing => self.encoder = Some(encoder),
        }
    }

    /// Commands that open a box.
    pub(super) fn perform_box(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let Some(whole) = self.whole.rows() else { return };
        let words = out.words();
        match id.0 {
            "account.sign" => out.show(boxes::sign(
                self.account,
                self.version,
                out.session().login.clone(),
                whole.line.second_level,
                words,
            )),
            "account.hold" if whole.open_hold().is_some() => out.show(boxes::unhold(self.account, words)),
            "account.hold" => out.show(boxes::hold(self.account, words)),
            "account.review" => out.show(boxes::review(whole, words)),
            "account.abstract" => {
                out.show(boxes::abstract_of(self.account, self.version, &self.sheet, words));
            }
            "account.detail" => match self.row() {
                Some(Row::Px(at)) => {
                    out.show(boxes::procedure(self.account, self.version, &self.sheet, at, words));
                }
                _ => out.tell(Notice::info("Choose a procedure first.")),
            },
            "account.why" => {
                if let (Some(tools), Some(case)) = (self.tools.rows(), &self.case) {
                    out.show(TextBox::new(
                        "Why this DRG",
                        &view::why_text(&why(tools, case, &self.sheet), &self.verdict),
                    ));
                }
            }
            "account.history" => {
                out.show(TextBox::new("History of the account", &view::history_text(whole, words)));
            }
            "account.chart" => out.go(Link::Encounter(whole.line.patient, whole.line.encounter)),
            _ => {}
        }
    }

    pub(super) fn lead(&self, hit: &Hit) -> Option<Grouped> {
        let (tools, case) = (self.tools.rows()?, self.case.as_ref()?);
        lead_of(tools, case, &self.sheet, hit)
    }
}

/// The DRG that a sheet would have with one more code.
fn lead_of(tools: &Tools, case: &Case, sheet: &Sheet, hit: &Hit) -> Option<Grouped> {
    if hit.reportable != Reportable::Yes {
        return None;
    }
    let mut with = sheet.clone();
    match &hit.target {
        Target::Code(SetKind::Icd10Pcs, code) => {
            with.add_procedure(PxLine { code: code.clone(), ..PxLine::default() }).ok()?;
        }
        Target::Code(SetKind::Icd10Cm, _) | Target::Line(..) => {
            let line = DxLine { code: plain_code(&hit.code), poa: Poa::Yes, ..DxLine::default() };
            with.add_diagnosis(line, None).ok()?;
        }
        _ => return None,
    }
    group_only(tools, case, &with)
}
