//! The chapters of the Definitions Manual: MDC titles, boxes with tables, DRG titles, and the lists below them.

use super::lines::{Line, begin, fault, folded};
use crate::{
    domain::drg::{Class, Code, Mdc, Member, Note, Part, Row},
    fault::Fault,
};

/// Sentences in small letters that are part of the logic.
const SENTENCES: &[&str] = &[
    "principal diagnosis not assigned to drgs 011, 012 or 013",
    "operating room procedures not listed in drgs 987 thru 989",
    "mechanical ventilation >96 hours",
    "one of",
    "with one of",
    "with secondary diagnosis",
    "or principal diagnosis",
    "see major problem diagnoses listed under drg 793",
    "principal or secondary diagnosis of newborn or neonate,with other significant problems, not assigned to drg 789 through 793 or 795",
    "all procedures not listed in appendix f, drgs 987,988, or 989",
    "all other operating room procedures not listed for drgs 987 through 989",
    "any combination of principal or secondary diagnoses",
];

/// Beginnings of lines that explain what the lists already say.
const EXPLANATIONS: &[&str] = &[
    "To qualify as",
    "Examples: left hip",
    "Any diagnosis of significant head trauma",
    "trauma, significant kidney trauma",
    "trauma of the pelvis or spine",
    "of the lower limb. See MDC 24",
];

/// Reads one chapter after the other.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    pub mdcs: Vec<Mdc>,
    pub classes: Vec<Class>,
    pub notes: Vec<Note>,
    /// Titles of the diagnoses that an MDC is assigned by.
    pub titles: Vec<(Code, String)>,
    /// The class whose lists are being read is the last of `classes`.
    in_class: bool,
    /// Codes go to the MDC's own list.
    assigning: bool,
    /// Headings have come since the last code.
    fresh: bool,
    table: Table,
}

#[derive(Debug, Default, PartialEq)]
enum Table {
    #[default]
    None,
    Title,
    Columns,
    Rows,
}

impl Boxes {
    /// Begins a chapter by its title.
    pub fn begin_mdc(&mut self, title: &str, file: &str, line: usize) -> Result<(), Fault> {
        let number = if title == "Pre-MDC" {
            0
        } else {
            let digits = title.strip_prefix("MDC ").and_then(|rest| rest.get(..2));
            digits
                .and_then(|digits| digits.parse().ok())
                .filter(|number| (1..=25).contains(number))
                .ok_or_else(|| fault(file, line, format!("\"{title}\" is not the title of an MDC.")))?
        };
        let name = title.get(7..).unwrap_or(title).trim().to_owned();
        self.mdcs.push(Mdc { number, title: name, ..Mdc::default() });
        (self.in_class, self.assigning, self.fresh) = (false, false, false);
        Ok(())
    }

    /// Takes a line of a chapter.
    pub fn take(&mut self, line: Line<'_>, file: &str, number: usize) -> Result<(), Fault> {
        match line {
            Line::Border => self.border(file, number),
            Line::Cells(cells) => self.cells(&cells, file, number)?,
            Line::Blank | Line::Banner => {}
            Line::Drg(drg, title) => match self.class() {
                Some(class) if class.rows.iter().any(|row| row.drg == drg) => {
                    class.drgs.push((drg, folded(title)));
                }
                _ => {
                    return Err(fault(file, number, format!("DRG {drg:03} is not in the table above it.")));
                }
            },
            Line::Code(code, star, title) => {
                self.table = Table::None;
                if self.assigning {
                    if let Some(mdc) = self.mdcs.last_mut() {
                        mdc.diagnoses.push(code);
                        self.titles.push((code, title.to_owned()));
                    }
                } else {
                    self.fresh = false;
                    begin(self.members(file, number)?, code, star);
                }
            }
            Line::And(code, _) => match self.members(file, number)?.last_mut() {
                Some(member) => member.codes.push(code),
                None => return Err(fault(file, number, "A cluster continues that did not begin.")),
            },
            Line::Text(text) => self.text(text, file, number),
        }
        Ok(())
    }

    fn border(&mut self, file: &str, line: usize) {
        self.table = match self.table {
            Table::None => {
                let mdc = self.mdcs.last().map_or(0, |mdc| mdc.number);
                self.classes.push(Class { mdc, file: file.to_owned(), line, ..Class::default() });
                (self.in_class, self.assigning, self.fresh) = (true, false, false);
                Table::Title
            }
            Table::Title => Table::Columns,
            Table::Columns | Table::Rows => Table::Rows,
        };
    }

    fn cells(&mut self, cells: &[&str], file: &str, line: usize) -> Result<(), Fault> {
        let table = std::mem::take(&mut self.table);
        let Some(class) = self.class() else {
            return Err(fault(file, line, "A row stands outside of a box."));
        };
        let last = cells.last().copied().unwrap_or_default();
        match table {
            Table::Title => {
                class.title = folded(&format!("{} {}", class.title, cells.join(" ")));
            }
            Table::Columns if last == "DRG" => {
                class.columns = cells.iter().map(|cell| folded(cell)).collect();
                class.columns.pop();
            }
            Table::Rows => {
                let row = row(cells, class.columns.len()).ok_or_else(|| {
                    let n = class.columns.len() + 1;
                    fault(
                        file,
                        line,
                        format!("This row of the table does not have {n} cells of Yes, No, n/a and a DRG."),
                    )
                })?;
                class.rows.push(row);
            }
            Table::None | Table::Columns => {
                return Err(fault(file, line, "A table's heading should end with the column DRG."));
            }
        }
        self.table = table;
        Ok(())
    }

    fn text(&mut self, text: &str, file: &str, line: usize) {
        self.table = Table::None;
        let text = folded(text);
        if text.ends_with("Assignment of Diagnosis Codes") && text.starts_with("MDC ") {
            self.assigning = true;
            return;
        }
        if EXPLANATIONS.iter().any(|begin| text.starts_with(begin)) {
            return;
        }
        if !is_heading(&text) {
            self.notes.push(Note { file: file.to_owned(), line, text });
            return;
        }
        self.assigning = false;
        let fresh = std::mem::replace(&mut self.fresh, true);
        let Some(parts) = self.parts() else { return };
        match parts.last_mut().filter(|_| fresh) {
            Some(part) => part.headings.push(text),
            None => parts.push(Part { headings: vec![text], members: Vec::new(), line }),
        }
    }

    fn class(&mut self) -> Option<&mut Class> {
        self.classes.last_mut().filter(|_| self.in_class)
    }

    fn parts(&mut self) -> Option<&mut Vec<Part>> {
        if self.in_class {
            self.classes.last_mut().map(|class| &mut class.parts)
        } else {
            self.mdcs.last_mut().map(|mdc| &mut mdc.parts)
        }
    }

    fn members(&mut self, file: &str, line: usize) -> Result<&mut Vec<Member>, Fault> {
        self.parts().and_then(|parts| parts.last_mut()).map(|part| &mut part.members).ok_or_else(|| {
            fault(file, line, "A code stands without a heading that says what its list is for.")
        })
    }
}

fn row(cells: &[&str], n_columns: usize) -> Option<Row> {
    let (drg, cells) = cells.split_last()?;
    let drg = (drg.len() == 3).then(|| drg.parse().ok()).flatten()?;
    let cells = cells
        .iter()
        .map(|cell| match *cell {
            "Yes" => Some(Some(true)),
            "No" => Some(Some(false)),
            "n/a" => Some(None),
            _ => None,
        })
        .collect::<Option<Vec<_>>>()?;
    (cells.len() == n_columns).then_some(Row { cells, drg })
}

/// Headings are in capitals, discharge statuses have an equal sign, a few sentences are known.
fn is_heading(text: &str) -> bool {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    let smalls = text.chars().filter(char::is_ascii_lowercase).count();
    smalls == 0
        || capitals > 2 * smalls
        || text.get(2..5) == Some(" = ")
        || SENTENCES.contains(&text.to_ascii_lowercase().as_str())
}
