//! From the manual's text to [`DrgTables`]: lists are numbered, boxes become conditions, everything is cross-checked.

use super::{
    expr::{self, Op},
    logic::{self, Reading},
    tables::{BoxRule, DrgFacts, DrgTables, PartRule, RowRule, Special},
};
use crate::domain::drg::{Class, Code, Manual, Member, Part, Tier, Weight};
use std::collections::{BTreeMap, BTreeSet};

/// Why the manual cannot be used, with the place in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {what} Nothing was loaded.")]
pub struct CompileError {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// What is wrong, as a sentence.
    pub what: String,
}

fn wrong(class: &Class, what: impl Into<String>) -> CompileError {
    CompileError { file: class.file.clone(), line: class.line, what: what.into() }
}

pub(super) fn wrong_all(what: impl Into<String>) -> CompileError {
    CompileError { file: "the manual".to_owned(), line: 1, what: what.into() }
}

/// What goes into a version besides the manual.
#[derive(Clone, Debug, Default)]
pub struct Extras<'a> {
    /// First and last discharge date, as yyyymmdd.
    pub valid: (u32, u32),
    /// Table 5.
    pub weights: &'a [Weight],
    /// Diagnoses of ICD-10-CM. External causes (V00 to Y99) are taken from here, since the manual does not list them;
    /// others that the manual has and this list does not are [`DrgTables::recent`].
    pub diagnoses: &'a [Code],
}

/// Lists of one kind with the codes in each.
#[derive(Default)]
pub(super) struct Lists {
    known: BTreeMap<Vec<Vec<Code>>, u16>,
}

impl Lists {
    /// The number of a list; lists of the same members are one.
    pub fn number(&mut self, members: impl Iterator<Item = Vec<Code>>) -> u16 {
        let mut members: Vec<Vec<Code>> = members.collect();
        members.sort_unstable();
        members.dedup();
        let next = self.known.len() as u16;
        *self.known.entry(members).or_insert(next)
    }

    fn members(&self, list: u16) -> Option<&Vec<Vec<Code>>> {
        self.known.iter().find(|(_, number)| **number == list).map(|(members, _)| members)
    }

    /// For each member the lists it stands in.
    pub fn by_member(&self) -> BTreeMap<&[Code], Vec<u16>> {
        let mut found: BTreeMap<&[Code], Vec<u16>> = BTreeMap::new();
        for (members, list) in &self.known {
            for member in members {
                found.entry(member).or_default().push(*list);
            }
        }
        for lists in found.values_mut() {
            lists.sort_unstable();
        }
        found
    }
}

pub(super) struct Compiler<'a> {
    pub manual: &'a Manual,
    readings: BTreeMap<u16, Reading<'a>>,
    pub dx: Lists,
    pub pr: Lists,
    /// For each box, by its first DRG, its lists.
    parts: BTreeMap<u16, Vec<PartRule>>,
    used: BTreeSet<u16>,
}

impl DrgTables {
    /// Compiles a version. Refused: a box whose form is not known, classes that do not agree with the appendices.
    pub fn compile(manual: &Manual, extras: &Extras<'_>) -> Result<Self, CompileError> {
        let readings = logic::readings(logic::BUILT_IN).map_err(wrong_all)?;
        let mut compiler = Compiler {
            manual,
            readings,
            dx: Lists::default(),
            pr: Lists::default(),
            parts: BTreeMap::new(),
            used: BTreeSet::new(),
        };
        compiler.tables(extras)
    }
}

impl<'a> Compiler<'a> {
    fn tables(&mut self, extras: &Extras<'_>) -> Result<DrgTables, CompileError> {
        let manual = self.manual;
        for class in manual.classes.iter().chain(&manual.unrelated) {
            let parts = class.parts.iter().map(|part| self.part(part)).collect();
            self.parts.insert(first_drg(class), parts);
        }
        let uncounted: Vec<((u16, u16), u16)> =
            manual.exclusions.iter().map(|block| (block.drgs, self.dx_list(&block.codes) + 1)).collect();
        let mut boxes = Vec::new();
        for class in self.ordered()? {
            boxes.push(self.class(class, &uncounted)?);
        }
        let mut unrelated = Vec::new();
        for class in &manual.unrelated {
            unrelated.push(self.class(class, &[])?);
        }
        if let Some(drg) = self.readings.keys().find(|drg| !self.used.contains(drg)) {
            return Err(wrong_all(format!("The manual has no box that begins with DRG {drg:03} any more.")));
        }
        let special = self.special()?;
        let mut out = DrgTables {
            version: manual.version.clone(),
            valid_from: extras.valid.0,
            valid_to: extras.valid.1,
            boxes,
            unrelated,
            special,
            ..DrgTables::default()
        };
        self.diagnoses(&mut out, extras.diagnoses);
        self.procedures(&mut out)?;
        out.mdc_titles = vec![String::new(); 26];
        for mdc in &manual.mdcs {
            if let Some(title) = out.mdc_titles.get_mut(usize::from(mdc.number)) {
                title.clone_from(&mdc.title);
            }
        }
        out.hac_titles = manual.hacs.iter().map(|hac| hac.title.clone()).collect();
        out.drgs = drgs(manual, extras.weights);
        out.recent = super::recent::find(manual, extras.diagnoses);
        Ok(out)
    }

    fn part(&mut self, part: &Part) -> PartRule {
        let of_procedures = part.members.first().is_some_and(|member| {
            member.codes.len() > 1 || member.codes.iter().all(|code| code.is_procedure())
        });
        let (mut procedures, mut diagnoses) = (0, 0);
        if of_procedures {
            procedures = self.pr.number(part.members.iter().map(cluster_key)) + 1;
        } else if !part.members.is_empty() {
            diagnoses = self.dx.number(part.members.iter().map(cluster_key)) + 1;
        }
        PartRule { label: part.headings.join(" / "), procedures, diagnoses }
    }

    pub fn dx_list(&mut self, codes: &[Code]) -> u16 {
        self.dx.number(codes.iter().map(|code| vec![*code]))
    }

    /// All classes in the order in which they are asked: surgical ones as in appendix D, then the others as in the text.
    fn ordered(&self) -> Result<Vec<&'a Class>, CompileError> {
        let manual = self.manual;
        let in_tier = |class: &Class, tier: &Tier| {
            tier.mdc == class.mdc && (tier.drgs.0..=tier.drgs.1).contains(&first_drg(class))
        };
        let mut found: Vec<&'a Class> = Vec::new();
        for mdc in 0..=25 {
            let own = || manual.classes.iter().filter(move |class| class.mdc == mdc);
            for tier in manual.tiers.iter().filter(|tier| tier.mdc == mdc) {
                let before = found.len();
                found.extend(own().filter(|class| in_tier(class, tier)));
                if found.len() == before {
                    let what = format!(
                        "Appendix D has the surgical class {:03} of MDC {mdc:02}, the chapter does not.",
                        tier.drgs.0
                    );
                    return Err(wrong_all(what));
                }
            }
            found.extend(own().filter(|class| !manual.tiers.iter().any(|tier| in_tier(class, tier))));
        }
        Ok(found)
    }

    fn class(&mut self, class: &Class, uncounted: &[((u16, u16), u16)]) -> Result<BoxRule, CompileError> {
        let first = first_drg(class);
        let reading = self.readings.get(&first);
        let parts = self.parts.get(&first).cloned().unwrap_or_default();
        let list_of = |op: Op, of: Option<u16>, number: usize| {
            let parts = match of {
                Some(drg) => self.parts.get(&drg)?,
                None => &parts,
            };
            let part = parts.get(number.checked_sub(1)?)?;
            match op {
                Op::Procedure | Op::OrExcept => part.procedures.checked_sub(1),
                _ => part.diagnoses.checked_sub(1),
            }
        };
        let read = |text: &str| {
            expr::parse(text, &list_of)
                .map_err(|at| wrong(class, format!("The reading of this box fails at \"{at}\".")))
        };
        let when = match reading {
            Some(reading) => {
                let headings: Vec<&str> = parts.iter().map(|part| part.label.as_str()).collect();
                if headings != reading.lists {
                    let at = headings.iter().zip(&reading.lists).take_while(|(a, b)| a == b).count();
                    let seen = headings.get(at).copied().unwrap_or("no further list");
                    let known = reading.lists.get(at).copied().unwrap_or("no further list");
                    let what = format!(
                        "This box has another form than known: \"{seen}\" where \"{known}\" is expected."
                    );
                    return Err(wrong(class, what));
                }
                read(reading.when)?
            }
            None => read(&plain(class).ok_or_else(|| {
                wrong(class, format!("The box \"{}\" has a form that is not known.", class.title))
            })?)?,
        };
        let mut rows = Vec::new();
        let mut own_lists: BTreeSet<u16> = secondary_lists(&when).collect();
        for row in &class.rows {
            let mut words = Vec::new();
            for (column, cell) in class.columns.iter().zip(&row.cells) {
                let Some(yes) = cell else { continue };
                let own = reading.and_then(|reading| reading.columns.get(column.as_str()).copied());
                let text = own.or(match column.as_str() {
                    "MCC" => Some("mcc"),
                    "CC" => Some("cc"),
                    "CC or MCC" => Some("severe"),
                    _ => None,
                });
                let text =
                    text.ok_or_else(|| wrong(class, format!("The column \"{column}\" is not known.")))?;
                let joined = !words.is_empty();
                words.extend(read(text)?);
                if !yes {
                    words.push(Op::Not.word(0));
                }
                if joined {
                    words.push(Op::And.word(0));
                }
            }
            let surgical =
                self.manual.drgs.iter().any(|drg| drg.drg == row.drg && drg.surgical == Some(true));
            own_lists.extend(secondary_lists(&words));
            rows.push(RowRule { when: words, drg: row.drg, uncounted: 0, surgical });
        }
        self.uncounted(class, &mut rows, &own_lists, uncounted);
        self.used.insert(first);
        Ok(BoxRule { mdc: class.mdc, title: class.title.clone(), when, rows, parts })
    }

    /// Which secondary diagnoses do not count for severity in a box's DRGs: those of appendix C, part 3. It names only
    /// DRGs that are split by severity; elsewhere the lists of secondary diagnoses in the DRG's own definition do the same.
    fn uncounted(
        &mut self,
        class: &Class,
        rows: &mut [RowRule],
        own: &BTreeSet<u16>,
        blocks: &[((u16, u16), u16)],
    ) {
        let part = |row: &RowRule| blocks.iter().find(|((from, to), _)| (*from..=*to).contains(&row.drg));
        let own: Vec<Vec<Code>> = if class.mdc == 24 {
            let trauma = self
                .manual
                .mdcs
                .iter()
                .filter(|mdc| mdc.number == 24)
                .flat_map(|mdc| mdc.parts.iter().skip(1));
            trauma.flat_map(|part| part.members.iter().map(cluster_key)).collect()
        } else {
            own.iter().filter_map(|list| self.dx.members(*list)).flatten().cloned().collect()
        };
        let own = if own.is_empty() { 0 } else { self.dx.number(own.into_iter()) + 1 };
        for row in rows {
            row.uncounted = part(row).map_or(own, |(_, list)| *list);
        }
    }

    /// The lists of MDC 24, MDC 25 and of hospital-acquired conditions.
    fn special(&mut self) -> Result<Special, CompileError> {
        let manual = self.manual;
        let part = |mdc: u8, number: usize, heading: &str| {
            manual
                .mdcs
                .iter()
                .find(|found| found.number == mdc)
                .and_then(|found| found.parts.get(number))
                .filter(|part| part.headings.iter().any(|line| line == heading))
                .ok_or_else(|| {
                    wrong_all(format!("MDC {mdc:02} has no list \"{heading}\" where it is expected."))
                })
        };
        let trauma = part(24, 0, "SIGNIFICANT TRAUMA")?;
        let hiv = [
            part(25, 0, "PRINCIPAL DIAGNOSIS OF HIV INFECTION")?,
            part(25, 1, "OR SECONDARY DIAGNOSIS OF HIV INFECTION")?,
            part(25, 2, "AND PRINCIPAL DIAGNOSIS OF SIGNIFICANT HIV RELATED CONDITION")?,
        ];
        let mut sites = Vec::new();
        for number in 1..=8 {
            sites.push(part(24, number, "PRINCIPAL OR SECONDARY DIAGNOSIS")?);
        }
        let mut list = |part: &Part| self.part(part).diagnoses.saturating_sub(1);
        let mut special = Special {
            trauma: list(trauma),
            sites: sites.into_iter().map(&mut list).collect(),
            hiv: hiv.map(&mut list),
            hacs: Vec::new(),
        };
        for hac in &manual.hacs {
            let of = |heading: &str| {
                let parts = hac
                    .parts
                    .iter()
                    .filter(move |part| part.headings.last().is_some_and(|line| line.ends_with(heading)));
                parts.flat_map(|part| part.members.iter().map(cluster_key)).collect::<Vec<_>>()
            };
            let (procedures, principal) = (of("PROCEDURES"), of("PRINCIPAL DIAGNOSES"));
            let procedures =
                if procedures.is_empty() { 0 } else { self.pr.number(procedures.into_iter()) + 1 };
            let principal = if principal.is_empty() { 0 } else { self.dx.number(principal.into_iter()) + 1 };
            special.hacs.push((hac.number, procedures, principal));
        }
        Ok(special)
    }
}

/// The lists of a condition that a secondary diagnosis can be in.
fn secondary_lists(words: &[u32]) -> impl Iterator<Item = u16> {
    let tests = expr::tests(words).into_iter();
    tests.filter(|(op, _)| matches!(op, Op::Secondary | Op::Either)).map(|(_, list)| list)
}

/// The condition of a box that is not among the readings; `None` if it is not plain.
fn plain(class: &Class) -> Option<String> {
    let severity = |column: &String| matches!(column.as_str(), "MCC" | "CC" | "CC or MCC");
    if !class.columns.iter().all(severity) {
        return None;
    }
    let mut headings =
        class.parts.iter().map(|part| (part.headings.len(), part.headings.last().map(String::as_str)));
    match headings.next()? {
        (1 | 2, Some("PRINCIPAL DIAGNOSIS")) => headings.next().is_none().then(|| "x1".to_owned()),
        (
            1 | 2,
            Some(
                "OPERATING ROOM PROCEDURES"
                | "NON-OPERATING ROOM PROCEDURES"
                | "NON OPERATING ROOM PROCEDURES"
                | "ONLY OPERATING ROOM PROCEDURES",
            ),
        ) => {
            let further = |(_, heading): (usize, Option<&str>)| {
                matches!(
                    heading,
                    Some(
                        "NON-OPERATING ROOM PROCEDURES"
                            | "OR NON-OPERATING ROOM PROCEDURES"
                            | "OR NON OPERATING ROOM PROCEDURES"
                    )
                )
            };
            let lists: Vec<String> = (1..=class.parts.len()).map(|number| format!("p{number}")).collect();
            headings.all(further).then(|| lists.join(" | "))
        }
        // Appendix F: all others.
        (2, Some("All other operating room procedures not listed for DRGs 987 through 989")) => {
            Some("extensive".to_owned())
        }
        _ => None,
    }
}

pub(super) fn cluster_key(member: &Member) -> Vec<Code> {
    let mut codes = member.codes.clone();
    codes.sort_unstable();
    codes
}

fn first_drg(class: &Class) -> u16 {
    class.rows.iter().map(|row| row.drg).min().unwrap_or_default()
}

fn drgs(manual: &Manual, weights: &[Weight]) -> Vec<DrgFacts> {
    let mut found: Vec<DrgFacts> = manual
        .drgs
        .iter()
        .map(|title| DrgFacts {
            drg: title.drg,
            mdc: title.mdc.unwrap_or_default(),
            surgical: title.surgical,
            title: title.title.clone(),
            weight: weights.iter().find(|weight| weight.drg == title.drg).cloned(),
        })
        .collect();
    found.sort_by_key(|facts| facts.drg);
    found
}
