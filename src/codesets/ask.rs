//! The questions of the encoder: the input line, the card, the index, the tabular list, the tables, the PCS builder.

use super::shelf::library;
use crate::{
    classification::{
        answers::{Hit, Scope},
        card::Card,
        library::Library,
        lines::Line,
    },
    domain::{
        codeset::{AxisValue, NoteKind, Rank, SetKind, dotted},
        role::Permission,
        topics::{Topic, Topics},
    },
    store::{Lane, Query, Reader, StoreError},
};
use chrono::NaiveDate;

/// A query that is answered from the library alone.
macro_rules! ask_library {
    ($name:ident, $rows:ty, |$this:ident, $library:ident| $body:expr) => {
        impl Query for $name {
            type Rows = $rows;
            const LANE: Lane = Lane::Desk;

            fn topics(&self) -> Topics {
                Topic::CodeSets.into()
            }

            fn needs(&self) -> Permission {
                Permission::WorkHere
            }

            fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
                let $this = self;
                let shelf = library(db)?;
                let $library: &Library = &shelf;
                Ok($body)
            }
        }
    };
}

/// Answers a typed line. An empty line has no answers, but warms the sets up for the first key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    /// What was typed.
    pub text: String,
    /// The day whose codes are looked up.
    pub day: NaiveDate,
    /// Which sets.
    pub scope: Scope,
    /// At most so many.
    pub limit: usize,
}

ask_library!(Find, Vec<Hit>, |this, library| {
    if this.text.trim().is_empty() {
        let _ = library.answer("x", this.day, this.scope, 1);
        Vec::new()
    } else {
        library.answer(&this.text, this.day, this.scope, this.limit)
    }
});

/// The card of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardOf {
    /// The system.
    pub kind: SetKind,
    /// The code, with or without dot.
    pub code: String,
    /// The day.
    pub day: NaiveDate,
}

ask_library!(CardOf, Option<Card>, |this, library| library.card(this.kind, &this.code, this.day));

/// Lines of an index or table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexLines {
    /// Which index.
    pub kind: SetKind,
    /// The day.
    pub day: NaiveDate,
    /// What is wanted.
    pub part: IndexPart,
}

/// A part of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexPart {
    /// Main terms that begin so.
    MainTerms(String),
    /// A line with all lines of its main term.
    Around(u32),
    /// Where a pointer leads, with its main term.
    Follow(String),
}

/// A page of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexPage {
    /// Titles of the columns of a table.
    pub heads: Vec<String>,
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// The line that was asked for.
    pub at: Option<u32>,
}

/// No main term has so many lines below it that they could not be shown: Complications has the most, under 3,000.
const MOST_LINES: usize = 6_000;

ask_library!(IndexLines, IndexPage, |this, library| {
    library.lines(this.kind, this.day).map_or_else(IndexPage::default, |lines| {
        let around = |number: u32| {
            let mut first = number;
            while let Some(parent) = lines.line(first).and_then(|line| line.parent) {
                first = parent;
            }
            let mut numbers = vec![first];
            numbers.extend((first + 1..lines.len()).take_while(|at| lines.level(*at) > 0));
            (numbers, Some(number))
        };
        let (numbers, at) = match &this.part {
            IndexPart::MainTerms(prefix) => (lines.main_terms(prefix), None),
            IndexPart::Around(number) => around(*number),
            IndexPart::Follow(pointer) => lines.follow(pointer).map_or((Vec::new(), None), around),
        };
        let shown = numbers.into_iter().take(MOST_LINES).filter_map(|number| lines.line(number));
        IndexPage { heads: lines.heads(), lines: shown.collect(), at }
    })
});

/// A page of the tabular list: a place, what stands right below it, and what holds there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabularAt {
    /// The place: empty for all chapters, `Chapter 4`, `E08-E13`, or a code.
    pub place: String,
    /// The day.
    pub day: NaiveDate,
}

/// One row of the tabular list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabularLine {
    /// The place to ask for to go there.
    pub place: String,
    /// What is printed before the title.
    pub code: String,
    /// The title.
    pub title: String,
    /// Whether it can be reported.
    pub billable: bool,
    /// Whether more stands below it.
    pub deeper: bool,
}

/// A page of the tabular list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabularPage {
    /// The way from the chapter to the place, each with its title.
    pub path: Vec<(String, String)>,
    /// The place above, to go back to.
    pub above: Option<String>,
    /// Notes of the place itself.
    pub notes: Vec<(NoteKind, String)>,
    /// What stands right below it.
    pub lines: Vec<TabularLine>,
}

ask_library!(TabularAt, TabularPage, |this, library| tabular(library, &this.place, this.day));

fn tabular(library: &Library, place: &str, day: NaiveDate) -> TabularPage {
    let Some(cm) = library.cm(day) else { return TabularPage::default() };
    let parts = || (0..cm.n_parts()).filter_map(|number| Some((number, cm.part(number)?)));
    let name = |rank: Rank, name: &str| {
        if rank == Rank::Chapter { format!("Chapter {name}") } else { name.to_owned() }
    };
    let code_line = |number: u32| TabularLine {
        place: cm.code(number).to_owned(),
        code: dotted(cm.code(number)),
        title: cm.row(number).map(|row| cm.texts().get(row.title)).unwrap_or_default(),
        billable: cm.billable(number),
        deeper: !cm.billable(number),
    };
    if place.is_empty() {
        let chapters = parts().filter(|(_, part)| part.rank == Rank::Chapter).map(|(_, part)| {
            let place = name(part.rank, &part.name);
            TabularLine { code: place.clone(), place, title: part.title, billable: false, deeper: true }
        });
        return TabularPage { lines: chapters.collect(), ..TabularPage::default() };
    }
    if let Some((number, part)) = parts().find(|(_, part)| name(part.rank, &part.name) == place) {
        let lines = if part.rank == Rank::Chapter {
            let blocks = parts().filter(|(_, block)| block.parent == Some(number));
            let line = |(_, block): (u32, crate::classification::cm::Part)| TabularLine {
                place: block.name.clone(),
                code: block.name,
                title: block.title,
                billable: false,
                deeper: true,
            };
            blocks.map(line).collect()
        } else {
            let rows = part.rows.clone().filter(|row| cm.row(*row).is_some_and(|row| row.parent.is_none()));
            rows.map(code_line).collect()
        };
        let chapter = part.parent.and_then(|chapter| cm.part(chapter));
        let mut path: Vec<(String, String)> = chapter
            .iter()
            .map(|chapter| (name(chapter.rank, &chapter.name), chapter.title.clone()))
            .collect();
        let above = Some(path.last().map(|(name, _)| name.clone()).unwrap_or_default());
        let notes = cm.notes_of(&part);
        path.push((place.to_owned(), part.title));
        return TabularPage { path, above, notes, lines };
    }
    let Some(card) = library.card(SetKind::Icd10Cm, place, day) else { return TabularPage::default() };
    let mut path: Vec<(String, String)> =
        card.above.iter().map(|step| (step.code.clone(), step.title.clone())).collect();
    let above = path.last().map(|(code, _)| code.clone());
    path.push((card.printed.clone(), card.title.clone()));
    let below = |step: &crate::classification::card::Step, billable: bool| {
        cm.find(&step.code).map(|found| TabularLine {
            place: step.code.clone(),
            code: step.code.clone(),
            title: step.title.clone(),
            billable: billable || cm.reportable(&found),
            deeper: !(billable || cm.reportable(&found)),
        })
    };
    let lines = card.below.iter().filter_map(|step| below(step, false));
    let lines = lines.chain(card.seventh.iter().filter_map(|step| below(step, true))).collect();
    let own = card.notes.iter().filter(|note| note.at == card.printed);
    TabularPage { path, above, notes: own.map(|note| (note.kind, note.text.clone())).collect(), lines }
}

/// What may follow in a PCS code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PcsStep {
    /// The characters chosen so far.
    pub prefix: String,
    /// The day.
    pub day: NaiveDate,
}

/// A step of building a PCS code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcsChoices {
    /// What the next character is: "Body Part".
    pub axis: String,
    /// The values that are legal, with labels.
    pub values: Vec<AxisValue>,
    /// The values chosen so far, with their axes.
    pub chosen: Vec<(String, AxisValue)>,
    /// What the operation means, once it is chosen.
    pub definition: String,
    /// The title, once the code is whole.
    pub title: Option<String>,
    /// How many codes begin as chosen.
    pub n_codes: usize,
    /// Whether the official tables are loaded; else values are shown by examples.
    pub tables: bool,
}

ask_library!(PcsStep, PcsChoices, |this, library| {
    library.pcs(this.day).map_or_else(PcsChoices::default, |pcs| {
        let mut so_far = String::new();
        let mut chosen = Vec::new();
        for value in pcs.labels(&this.prefix) {
            chosen.push((pcs.axis_title(&so_far), value.clone()));
            so_far.push(value.value);
        }
        PcsChoices {
            axis: pcs.axis_title(&this.prefix),
            values: pcs.choices(&this.prefix),
            chosen,
            definition: pcs.definition(&this.prefix),
            title: pcs.find(&this.prefix).map(|number| pcs.title(number)),
            n_codes: pcs.beginning(&this.prefix).len(),
            tables: pcs.has_tables(),
        }
    })
});
