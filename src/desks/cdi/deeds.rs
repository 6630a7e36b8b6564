//! What can be done with the chosen line of a stay under review, and what is done with its codes.

use super::{boxes, lines::About, review::Review};
use crate::{
    cdi::review::SetSheet,
    domain::coding::Sheet,
    keys::CommandId,
    kit::{Enabled, Notice, Outbox},
};

impl Review {
    /// Keeps changed working codes.
    fn change_codes(&mut self, change: impl FnOnce(&mut Sheet) -> Result<(), String>, out: &mut Outbox<'_>) {
        let Some(screen) = self.answer() else { return };
        let (mut sheet, seen) = (screen.looked.picture.sheet.clone(), screen.looked.head.version);
        match change(&mut sheet) {
            Ok(()) => {
                let Some(encounter) = self.stay else { return };
                self.coding.send(SetSheet { encounter, sheet, seen: Some(seen) }, out);
            }
            Err(why) => out.tell(Notice::info(why)),
        }
    }

    pub(super) fn code_deed(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        let about = self.chosen().cloned();
        match (id.0, about) {
            ("stay.take", Some(About::WhatIf(at))) => {
                let found = self.answer().and_then(|screen| screen.looked.picture.what_ifs.get(at)).cloned();
                if let Some(one) = found {
                    self.change_codes(|sheet| boxes::take(sheet, &one), out);
                }
            }
            ("stay.remove", Some(About::Code(at))) => {
                let remove = |sheet: &mut Sheet| {
                    sheet.remove_diagnosis(at).map(|_| ()).map_err(|fault| fault.to_string())
                };
                self.change_codes(remove, out);
            }
            ("stay.principal", Some(About::Code(at))) => {
                self.change_codes(
                    |sheet| sheet.move_diagnosis(at, 0).map_err(|fault| fault.to_string()),
                    out,
                );
            }
            ("stay.add", _) => {
                if let (Some(screen), Some(stay)) = (self.answer(), self.stay) {
                    boxes::add_code(stay, &screen.looked, out);
                }
            }
            ("stay.reset", _) => {
                if let (Some(screen), Some(encounter)) = (self.answer(), self.stay) {
                    let seen = Some(screen.looked.head.version);
                    self.coding.send(SetSheet { encounter, sheet: Sheet::default(), seen }, out);
                }
            }
            _ => {}
        }
    }

    /// What only the stay's answer can say of a command.
    pub(super) fn may(&self, id: CommandId) -> Enabled {
        let about = self.chosen();
        let on_list = self.answer().is_some_and(|screen| screen.looked.head.on_list);
        match id.0 {
            "stay.aside" => match (about, self.answer()) {
                (Some(About::Finding(at) | About::Evidence(at, ..)), Some(screen)) => {
                    let finding = screen.looked.report.findings.get(*at);
                    let open = finding.is_some_and(|one| screen.looked.file.dismissal_of(one).is_none());
                    Enabled::when(open, "This finding is set aside already.")
                }
                _ => Enabled::No("Choose a finding first (f)."),
            },
            "stay.done" | "stay.agree" => {
                Enabled::when(on_list, "This stay is not on the review list: nothing is to be reviewed.")
            }
            "stay.take" => Enabled::when(matches!(about, Some(About::WhatIf(_))), "Choose a what-if first."),
            "stay.remove" | "stay.principal" => {
                Enabled::when(matches!(about, Some(About::Code(_))), "Choose one of the working codes first.")
            }
            "stay.add" | "stay.reset" => Enabled::when(on_list, "This stay is not on the review list."),
            "stay.again" => Enabled::when(self.last.is_some(), "You reviewed no stay here before this one."),
            _ => Enabled::Yes,
        }
    }
}
