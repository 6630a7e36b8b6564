//! A map: which tables there are, what their rows say, and in which order they are read. Written in TOML, checked as a
//! whole before any row is read; docs/csv-maps.md describes it.

use super::super::ReadError;
use super::beside::Asked;
use super::clinical::{ClaimPlan, DiagnosisPlan, MedicationPlan, ProcedurePlan};
use super::dates::Reading;
use super::encounter::{EncounterPlan, EventPlan};
use super::fields::{ColumnPlan, Fields, Scope, read_dates};
use super::header::{Layout, Spelling};
use super::lookup::{Lookup, Lookups};
use super::patient::{PatientPlan, ProviderPlan};
use super::pattern::{Condition, Pattern};
use super::result::ResultPlan;
use super::row::{Encoding, FieldFault, Join, Row, Shift};
use super::section::{Section, Source, Written, texts};
use crate::domain::facts::Fact;
use crate::fault::Fault;
use std::io::BufRead;
use std::sync::Arc;
use toml::de::DeTable;

/// The maps that come with the program: name for `--map`, what it is for, TOML.
pub const SHIPPED: [(&str, &str, &str); 2] = [
    ("mimic-iv", "tables of the MIMIC-IV hospital database", include_str!("../../../maps/mimic-iv.toml")),
    ("patients", "a plain list of patients with a header line", include_str!("../../../maps/patients.toml")),
];

/// A whole map.
#[derive(Clone)]
pub struct Map {
    /// Its title.
    pub name: String,
    toml: String,
    tables: Vec<Arc<Table>>,
    lookups: Vec<Lookup>,
}

/// One kind of table and what its rows say.
pub struct Table {
    /// Name of the table, as `Record::what`: `labevents`.
    pub name: String,
    files: Vec<Pattern>,
    order: usize,
    pub(super) layout: Layout,
    pub(super) columns: Vec<ColumnPlan>,
    pub(super) joins: Vec<Join>,
    /// Look-ups without which the table cannot be read, with the file that holds each.
    pub(super) needs: Vec<(usize, String)>,
    /// The look-ups of its joins, in their order.
    pub(super) asked: Vec<Asked>,
    pub(super) shift: Option<Shift>,
    facts: Vec<FactPlan>,
    pub(super) kept: String,
}

struct FactPlan {
    when: Vec<Condition>,
    plan: Plan,
}

enum Plan {
    Patient(Box<PatientPlan>),
    Encounter(Box<EncounterPlan>),
    Event(Box<EventPlan>),
    Diagnosis(Box<DiagnosisPlan>),
    Procedure(Box<ProcedurePlan>),
    Result(Box<ResultPlan>),
    Medication(Box<MedicationPlan>),
    Claim(Box<ClaimPlan>),
    Provider(Box<ProviderPlan>),
}

/// What a table takes over from its map.
struct Over<'t> {
    order: usize,
    layout: &'t Layout,
    dates: &'t Reading,
    shift: Option<(Written<'t>, Written<'t>)>,
}

/// The kinds of fact, and how faults call them.
const KINDS: [(&str, &str); 9] = [
    ("patient", "A patient fact"),
    ("encounter", "An encounter fact"),
    ("visit_event", "A visit_event fact"),
    ("diagnosis", "A diagnosis fact"),
    ("procedure", "A procedure fact"),
    ("result", "A result fact"),
    ("medication", "A medication fact"),
    ("claim", "A claim fact"),
    ("provider", "A provider fact"),
];

impl Map {
    /// Reads a map; `file` is its name as the person knows it. The fault names the line and what is allowed there.
    pub fn parse(file: &str, text: &str) -> Result<Self, Fault> {
        let document = DeTable::parse(text).map_err(|error| Fault::toml(file, text, &error))?;
        let source = Source { file, text };
        let mut top = Section::new(source, "The map", document.get_ref(), 0);
        let name = top.needed_text("name")?.text.to_owned();
        let layout = read_layout(&mut top, &Layout::default())?;
        let mut dates = Reading::default();
        read_dates(&mut top, &mut dates)?;
        let shift = read_shift(&mut top)?;
        let lookup = |(table, at)| read_lookup(Section::new(source, "[[lookup]]", table, at), &layout);
        let mut lookups = top.tables("lookup")?.into_iter().map(lookup).collect::<Result<Vec<_>, _>>()?;
        let mut tables: Vec<Arc<Table>> = Vec::new();
        for (table, at) in top.tables("table")? {
            let section = Section::new(source, "[[table]]", table, at);
            let over = Over { order: tables.len(), layout: &layout, dates: &dates, shift };
            let table = read_table(section, &over, &mut lookups)?;
            if tables.iter().any(|other| other.name == table.name) {
                let what = format!("Two tables are called {}.", table.name);
                return Err(source.fault(at, what, "Give this one another name = \"...\"."));
            }
            tables.push(Arc::new(table));
        }
        if tables.is_empty() {
            return Err(top.missing("[[table]]"));
        }
        top.finish()?;
        // Only now is it known what all tables ask of a look-up.
        for table in tables.iter_mut().filter_map(Arc::get_mut) {
            let asked = |join: &Join| Some(Asked::new(join.lookup, lookups.get(join.lookup)?));
            table.asked = table.joins.iter().filter_map(asked).collect();
        }
        Ok(Self { name, toml: text.to_owned(), tables, lookups })
    }

    /// A map that comes with the program, by the name of [`SHIPPED`].
    pub fn shipped(name: &str) -> Option<Result<Self, Fault>> {
        SHIPPED.iter().find(|(shipped, _, _)| *shipped == name).map(|(name, _, text)| Self::parse(name, text))
    }

    /// The map as it was written: what [`super::replay`] needs later.
    pub fn toml(&self) -> &str {
        &self.toml
    }

    /// The table that a file holds, by its name; folders before it and `.gz` behind it do not count.
    pub fn table_for(&self, file: &str) -> Option<&Arc<Table>> {
        let file = base_name(file);
        self.tables.iter().find(|table| table.files.iter().any(|pattern| pattern.fits(file)))
    }

    /// A table by its name.
    pub fn table(&self, name: &str) -> Option<&Arc<Table>> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The tables in the order in which they are to be read.
    pub fn order(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// `true` if a file is a look-up that [`Map::load_lookup`] takes; it may be a table as well.
    pub fn is_lookup(&self, file: &str) -> bool {
        self.lookup_for(file).is_some()
    }

    /// Reads a look-up file, before any table. `false`: the file is none.
    pub fn load_lookup(
        &self,
        lookups: &mut Lookups,
        file: &str,
        reader: Box<dyn BufRead + Send>,
    ) -> Result<bool, ReadError> {
        let Some((index, lookup)) = self.lookup_for(file) else { return Ok(false) };
        lookups.load(index, lookup, reader)?;
        Ok(true)
    }

    fn lookup_for(&self, file: &str) -> Option<(usize, &Lookup)> {
        let file = base_name(file);
        self.lookups
            .iter()
            .enumerate()
            .find(|(_, lookup)| lookup.files.iter().any(|pattern| pattern.fits(file)))
    }
}

impl Table {
    /// Place among the map's tables, from 0: smaller ones are read first.
    pub fn order(&self) -> usize {
        self.order
    }

    /// What a row says; empty if the map has no place for it.
    pub(super) fn facts(&self, row: &Row<'_>) -> Result<Vec<Fact>, FieldFault> {
        let mut facts = Vec::with_capacity(self.facts.len());
        for FactPlan { when, plan } in &self.facts {
            if when.iter().all(|condition| condition.holds(&row.value(condition.slot))) {
                facts.push(plan.fact(row)?);
            }
        }
        Ok(facts)
    }
}

impl Plan {
    fn read(kind: &str, fields: &mut Fields<'_, '_, '_>) -> Result<Option<Self>, Fault> {
        Ok(Some(match kind {
            "patient" => Self::Patient(Box::new(PatientPlan::read(fields)?)),
            "encounter" => Self::Encounter(Box::new(EncounterPlan::read(fields)?)),
            "visit_event" => Self::Event(Box::new(EventPlan::read(fields)?)),
            "diagnosis" => Self::Diagnosis(Box::new(DiagnosisPlan::read(fields)?)),
            "procedure" => Self::Procedure(Box::new(ProcedurePlan::read(fields)?)),
            "result" => Self::Result(Box::new(ResultPlan::read(fields)?)),
            "medication" => Self::Medication(Box::new(MedicationPlan::read(fields)?)),
            "claim" => Self::Claim(Box::new(ClaimPlan::read(fields)?)),
            "provider" => Self::Provider(Box::new(ProviderPlan::read(fields)?)),
            _ => return Ok(None),
        }))
    }

    fn fact(&self, row: &Row<'_>) -> Result<Fact, FieldFault> {
        match self {
            Self::Patient(plan) => plan.fact(row),
            Self::Encounter(plan) => plan.fact(row),
            Self::Event(plan) => plan.fact(row),
            Self::Diagnosis(plan) => plan.fact(row),
            Self::Procedure(plan) => plan.fact(row),
            Self::Result(plan) => plan.fact(row),
            Self::Medication(plan) => plan.fact(row),
            Self::Claim(plan) => plan.fact(row),
            Self::Provider(plan) => plan.fact(row),
        }
    }
}

fn read_table(mut section: Section<'_>, over: &Over<'_>, lookups: &mut Vec<Lookup>) -> Result<Table, Fault> {
    let source = section.source;
    let (name, files) = read_files(&mut section)?;
    let layout = read_layout(&mut section, over.layout)?;
    let mut dates = over.dates.clone();
    read_dates(&mut section, &mut dates)?;
    let kept = section.text("kept")?.map_or("the map has no place for this row", |text| text.text).to_owned();
    let mut scope = Scope { columns: Vec::new(), joins: Vec::new(), lookups, dates };
    let mut facts = Vec::new();
    for (table, at) in section.tables("fact")? {
        facts.push(read_fact(Section::new(source, "[[table.fact]]", table, at), &mut scope)?);
    }
    section.finish()?;
    // A table that says nothing needs no years.
    let shift = match over.shift.filter(|_| !facts.is_empty()) {
        Some((from, to)) => Some(Shift {
            from: scope.column(source, from.text, from.at)?,
            to: scope.column(source, to.text, to.at)?,
        }),
        None => None,
    };
    let Scope { columns, joins, lookups, .. } = scope;
    let needed = |join: &Join| {
        let lookup = lookups.get(join.lookup).filter(|lookup| !lookup.optional)?;
        Some((join.lookup, lookup.files.first().map(Pattern::text).unwrap_or_default()))
    };
    let needs = joins.iter().filter_map(needed).collect();
    let order = over.order;
    Ok(Table { name, files, order, layout, columns, joins, needs, asked: Vec::new(), shift, facts, kept })
}

fn read_fact(mut section: Section<'_>, scope: &mut Scope<'_>) -> Result<FactPlan, Fault> {
    let source = section.source;
    let kind = section.needed_text("kind")?;
    let title = KINDS.iter().find(|(known, _)| *known == kind.text).map(|(_, title)| *title);
    let unknown = || {
        let allowed = KINDS.map(|(known, _)| known).join(", ");
        source.fault(kind.at, format!("There is no kind \"{}\".", kind.text), format!("Allowed: {allowed}."))
    };
    section.rename(title.ok_or_else(unknown)?);
    let mut when = Vec::new();
    let mut fields = Fields::new(section, scope);
    for (column, value) in fields.section.pairs("when")? {
        let words = texts(source, column.text, value)?;
        let slot = fields.column(column)?;
        when.push(Condition::new(slot, words.iter().map(|word| word.text)));
    }
    let plan = Plan::read(kind.text, &mut fields)?.ok_or_else(unknown)?;
    fields.section.finish()?;
    Ok(FactPlan { when, plan })
}

/// Reads `[shift]`: columns with a year too late and with the same year as it was.
fn read_shift<'t>(top: &mut Section<'t>) -> Result<Option<(Written<'t>, Written<'t>)>, Fault> {
    let Some((table, at)) = top.table("shift")? else { return Ok(None) };
    let mut section = Section::new(top.source, "[shift]", table, at);
    let shift = (section.needed_text("from")?, section.needed_text("to")?);
    section.finish()?;
    Ok(Some(shift))
}

fn read_lookup(mut section: Section<'_>, layout: &Layout) -> Result<Lookup, Fault> {
    let name = section.needed_text("name")?.text.to_owned();
    let (_, files) = read_files(&mut section)?;
    let Some(key) = section.texts("key")? else { return Err(section.missing("key")) };
    let on = section.texts("on")?.unwrap_or_else(|| key.clone());
    if on.len() != key.len() {
        let remedy = "Name as many columns in on as in key.";
        return Err(section.source.fault(section.at, "key and on do not match.", remedy));
    }
    let lookup = Lookup {
        name,
        files,
        key: key.iter().map(|column| Spelling::new(column.text)).collect(),
        on: on.iter().map(|column| column.text.to_owned()).collect(),
        optional: section.flag("optional")?,
        columns: Vec::new(),
        layout: read_layout(&mut section, layout)?,
    };
    section.finish()?;
    Ok(lookup)
}

/// Reads `file`, and `name` where it is not the file name up to its first star or dot.
fn read_files(section: &mut Section<'_>) -> Result<(String, Vec<Pattern>), Fault> {
    let Some(files) = section.texts("file")? else { return Err(section.missing("file")) };
    let patterns: Vec<Pattern> = files.iter().map(|file| Pattern::new(file.text)).collect();
    let stem = files.first().and_then(|file| file.text.split(['*', '.']).next()).unwrap_or("");
    let name = match section.text("name")? {
        Some(name) => name.text,
        None if stem.is_empty() => "row",
        None => stem,
    };
    Ok((name.to_owned(), patterns))
}

/// Reads how files are written, over what holds for the whole map.
fn read_layout(section: &mut Section<'_>, over: &Layout) -> Result<Layout, Fault> {
    let source = section.source;
    let mut layout = over.clone();
    if let Some(text) = section.text("delimiter")? {
        layout.delimiter = match (text.text, text.text.as_bytes()) {
            ("auto", _) => None,
            ("tab", _) => Some(b'\t'),
            (_, [byte]) if byte.is_ascii() && !b"\r\n\" ".contains(byte) => Some(*byte),
            _ => {
                let remedy = "Write one character, or tab, or auto.";
                return Err(source.fault(text.at, "This is no delimiter.", remedy));
            }
        };
    }
    if let Some(text) = section.text("quote")? {
        layout.quote = match (text.text, text.text.as_bytes()) {
            ("none", _) => None,
            (_, [byte]) if byte.is_ascii_punctuation() => Some(*byte),
            _ => return Err(source.fault(text.at, "This is no quote.", "Write one character, or none.")),
        };
    }
    if let Some(text) = section.text("encoding")? {
        layout.encoding = match text.text {
            "utf-8" => Encoding::Utf8,
            "windows-1252" | "latin-1" => Encoding::Windows1252,
            _ => {
                let remedy = "Allowed: utf-8, windows-1252, latin-1.";
                return Err(source.fault(text.at, "This encoding is not known.", remedy));
            }
        };
    }
    if let Some(words) = section.texts("null")? {
        layout.nulls = words.iter().map(|word| word.text.into()).collect();
    }
    if let Some(columns) = section.texts("columns")? {
        layout.columns = Some(columns.iter().map(|column| column.text.to_owned()).collect());
    }
    if let Some(flag) = section.optional_flag("short_rows")? {
        layout.short_rows = flag;
    }
    Ok(layout)
}

/// The file's own name, without folders and without `.gz`.
fn base_name(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".gz").or_else(|| name.strip_suffix(".GZ")).unwrap_or(name)
}
