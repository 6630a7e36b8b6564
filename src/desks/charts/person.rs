//! The person: identifiers, names, addresses, phones, demographics, and every value these had before.

use super::{
    overview::{cells, group},
    page::{self, Line, Page},
};
use crate::{
    chart::{Demographics, DemographicsOf},
    domain::{
        facts::{Address, PersonName},
        ids::PatientId,
        topics::Topics,
    },
    keys::CommandId,
    kit::{Caret, Feed, Freshness, Heading, Mode, Outbox, Pane, Scene, Tables, Timer, Words},
    look::Meaning,
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// The page.
pub struct Person {
    patient: PatientId,
    demographics: Feed<DemographicsOf>,
    page: Page,
}

impl Person {
    /// A page that asks when it is opened.
    pub fn new(patient: PatientId) -> Self {
        Self { patient, demographics: Feed::new(), page: Page::default() }
    }
}

impl Pane for Person {
    fn heading(&self) -> Heading {
        Heading::new("Person").count(self.page.place_note()).note(self.demographics.note())
    }

    fn commands(&self) -> Tables {
        vec![page::COMMANDS]
    }

    fn mode(&self) -> Mode {
        Mode::Command
    }

    fn place(&mut self, area: Rect) {
        self.page.place(area);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.demographics.ask(DemographicsOf(self.patient), out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        self.page.perform(id, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        if self.demographics.accept(answer)
            && let Some(person) = self.demographics.rows()
        {
            self.page.fill(lines(person, out.words()));
        }
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.demographics.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.demographics.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        if let Freshness::Failed(error) = self.demographics.freshness() {
            scene.paragraph(frame.buffer_mut(), area, &error.to_string(), Meaning::Error);
            return Caret::new(area.x, area.y);
        }
        self.page.view(scene, area, frame.buffer_mut())
    }
}

fn lines(person: &Demographics, words: Words) -> Vec<Line> {
    let mut lines = Vec::new();
    group(
        &mut lines,
        "Identifiers",
        person.identifiers.iter().map(|id| {
            cells([
                (identifier_title(&id.kind).to_owned(), 26),
                (id.value.clone(), 28),
                (id.system.clone(), 50),
            ])
        }),
    );
    group(
        &mut lines,
        "Names",
        person.names.iter().map(|(name_use, name)| cells([(full_name(name), 46), (name_use.clone(), 16)])),
    );
    group(
        &mut lines,
        "Addresses",
        person
            .addresses
            .iter()
            .map(|address| cells([(one_line(address), 62), (address.address_use.clone(), 16)])),
    );
    group(
        &mut lines,
        "Phones and mail",
        person.telecoms.iter().map(|telecom| {
            cells([(telecom.value.clone(), 36), (format!("{} {}", telecom.telecom_use, telecom.kind), 24)])
        }),
    );
    lines.extend([Line::Blank, Line::Heading("Demographics".to_owned())]);
    let order = person
        .birth_order
        .map(|order| if order > 0 { order.to_string() } else { "order unknown".to_owned() });
    let pairs = [
        ("Language", person.language.clone()),
        ("Marital status", person.marital.clone()),
        ("Race", person.race.clone()),
        ("Ethnicity", person.ethnicity.clone()),
        ("Mother's maiden", person.mothers_maiden_name.clone()),
        ("Multiple birth", order.unwrap_or_default()),
        ("Last changed", person.updated_at.map(|at| words.when(at)).unwrap_or_default()),
        ("Changed by", person.updated_by.clone()),
    ];
    lines.extend(
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| Line::Pair(name, value)),
    );
    group(
        &mut lines,
        "Earlier values",
        person.history.iter().map(|change| {
            let old = if change.old.is_empty() { "nothing" } else { &change.old };
            let new = if change.new.is_empty() { "nothing" } else { &change.new };
            cells([
                (format!("{}: {old} became {new}", change.field.replace('_', " ")), 62),
                (change.at.map(|at| words.when(at)).unwrap_or_default(), 16),
                (change.by.clone(), 20),
            ])
        }),
    );
    lines.remove(0);
    lines
}

/// Words for the codes of HL7 table 0203 that people meet.
fn identifier_title(kind: &str) -> &str {
    match kind {
        "MR" => "Record number",
        "SS" => "Social security number",
        "DL" => "Driver's licence",
        "PPN" => "Passport",
        "AN" => "Account",
        "PI" => "Patient number",
        "" => "Number",
        other => other,
    }
}

fn full_name(name: &PersonName) -> String {
    let parts = [&name.prefix, &name.given, &name.middle, &name.family, &name.suffix];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

fn one_line(address: &Address) -> String {
    let town = format!("{} {}", address.state, address.zip);
    let street = address.street.replace('\n', ", ");
    let parts = [street.as_str(), address.city.as_str(), town.trim(), address.country.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
