//! Letters made ready: fields and tables from what is owed.

use super::{
    super::{Deficiencies, Deficiency, Which, class_title},
    Book, DueLetter, LettersDue, Stands, day_of,
};
use crate::{
    domain::{
        completion::Standing,
        ids::PractitionerId,
        role::Permission,
        topics::{Topic, Topics},
    },
    formats::pdf::{Table, TableColumn},
    letters::{Draft, PrepareLetters, Ready, To, Values, long_date},
    providers::OneProvider,
    store::{Lane, Query, Reader, StoreError},
};
use chrono::{Days, Local, NaiveDate};

/// Items that one letter lists at most; the sentence about others names the rest.
const MOST: usize = 400;

/// A letter that is ready, with why and to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Addressed {
    /// Why.
    pub due: DueLetter,
    /// As it will go out.
    pub ready: Ready,
}

/// Makes letters about late records ready. Nothing is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrepareDue {
    /// Only about the records of these; empty: everybody's.
    pub only: Vec<PractitionerId>,
    /// Only of this kind.
    pub kind: Option<&'static str>,
    /// Those too that went out lately: for one letter that somebody wants again.
    pub again: bool,
}

impl Query for PrepareDue {
    type Rows = Vec<Addressed>;
    const LANE: Lane = Lane::Long;

    fn topics(&self) -> Topics {
        Topics::NONE
    }

    fn needs(&self) -> Permission {
        Permission::SendLetters
    }

    fn run(&self, db: &Reader<'_>) -> Result<Vec<Addressed>, StoreError> {
        db.session().require(Permission::ReviewCharts)?;
        let of = if let [only] = self.only.as_slice() { Some(*only) } else { None };
        let mut due = LettersDue { of }.run(db)?;
        due.retain(|one| {
            let is_meant = (self.only.is_empty() || self.only.contains(&one.provider))
                && self.kind.is_none_or(|kind| kind == one.kind);
            is_meant && (one.stands == Stands::Due || (self.again && one.stands == Stands::Sent))
        });
        let book = Book::load(db.conn())?;
        let drafts = due.iter().map(|one| draft(db, &book, one)).collect::<Result<Vec<_>, _>>()?;
        let ready = PrepareLetters(drafts).run(db)?;
        Ok(due.into_iter().zip(ready).map(|(due, ready)| Addressed { due, ready }).collect())
    }
}

fn draft(db: &Reader<'_>, book: &Book, due: &DueLetter) -> Result<Draft, StoreError> {
    let today = db.now().with_timezone(&Local).date_naive();
    let mut owed = open_of(db, due.provider)?;
    let others = owed.len();
    owed.retain(|one| match &due.suspension {
        Some(_) => one.delinquent,
        None => i64::from(one.level) >= due.level && one.level > 0,
    });
    let others = others - owed.len();
    let mut values = values_of(&owed, book, today)
        .text("level", &due.level_name)
        .text("others", others_words(others, owed.len()));
    if let Some(told) = &due.suspension {
        let ended = told.lifted_at.as_deref().and_then(day_of);
        let day = ended.or_else(|| told.effective_on.parse().ok());
        values = values
            .text("effective", day.map(long_date).unwrap_or_default())
            .text("approver", &told.approver)
            .text("reason", &told.reason);
    }
    let to = match &due.delegate {
        Some((delegate, _)) => {
            let away = OneProvider(due.provider).run(db)?;
            let until = due.away_until.map(long_date).unwrap_or_default();
            let name = plain_name(&away);
            values = values.text(
                "behalf",
                format!(
                    "{name} is away until {until}; you stand in. This letter is about the records of {name}."
                ),
            );
            *delegate
        }
        None => due.provider,
    };
    Ok(Draft { kind: due.kind, to: To::Provider(to), values, object: Some(due.object()) })
}

/// "Mary Lee, MD".
fn plain_name(one: &crate::providers::Provider) -> String {
    let name = format!("{} {}", one.given, one.family);
    let name = name.trim();
    if one.credential.is_empty() { name.to_owned() } else { format!("{name}, {}", one.credential) }
}

/// The fields of a letter about everything that one clinician owes: for lists and letters written by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwedValues(pub PractitionerId);

impl Query for OwedValues {
    type Rows = Values;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Completion.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReviewCharts
    }

    fn run(&self, db: &Reader<'_>) -> Result<Values, StoreError> {
        let today = db.now().with_timezone(&Local).date_naive();
        let book = Book::load(db.conn())?;
        let owed = open_of(db, self.0)?;
        let level = owed.iter().map(|one| i64::from(one.level)).max().unwrap_or_default();
        let listed = owed.len().min(MOST);
        Ok(values_of(&owed, &book, today)
            .text("level", book.set.level_name(level))
            .text("others", others_words(0, listed.max(owed.len()))))
    }
}

/// What a clinician owes and does not dispute, the oldest discharge first.
fn open_of(db: &Reader<'_>, who: PractitionerId) -> Result<Vec<Deficiency>, StoreError> {
    let mut owed = Deficiencies { which: Which::OfProvider(who), limit: 20_000 }.run(db)?;
    owed.retain(|one| one.state == Standing::Open);
    owed.sort_by(|a, b| (&a.discharge_at, a.encounter, a.id).cmp(&(&b.discharge_at, b.encounter, b.id)));
    Ok(owed)
}

fn values_of(owed: &[Deficiency], book: &Book, today: NaiveDate) -> Values {
    let days = |one: &Deficiency| {
        one.discharge_at.as_deref().and_then(day_of).map(|day| (today - day).num_days().max(0))
    };
    let oldest = owed.iter().filter_map(days).max().unwrap_or_default();
    let answer = today.checked_add_days(Days::new(u64::from(book.set.letters.answer_days))).unwrap_or(today);
    let columns = vec![
        TableColumn::new("Record", 1.0),
        TableColumn::new("Encounter", 1.8),
        TableColumn::new("What is owed", 2.6),
        TableColumn::new("Days", 0.5).right(),
    ];
    let row = |one: &Deficiency| {
        let day = one.discharge_at.as_deref().and_then(day_of);
        let stay = match day {
            Some(day) => format!("{}, to {}", class_title(&one.class), day.format("%b %-d, %Y")),
            None => format!("{}, in house", class_title(&one.class)),
        };
        let what = format!("{}: {}", one.name, one.lack.title());
        vec![one.mrn.clone(), stay, what, days(one).map(|days| days.to_string()).unwrap_or_default()]
    };
    let rows = owed.iter().take(MOST).map(row).collect();
    Values::new()
        .text("count", owed.len().to_string())
        .text("oldest_days", oldest.to_string())
        .text("due", long_date(answer))
        .table("items", Table { columns, rows })
}

fn others_words(others: usize, listed: usize) -> String {
    let beyond = listed.saturating_sub(MOST);
    match (others, beyond) {
        (0, 0) => String::new(),
        (1, 0) => "One more item is open in your records and not at this stage yet.".to_owned(),
        (n, 0) => format!("{n} more items are open in your records and not at this stage yet."),
        (n, beyond) => {
            format!("{beyond} more items are of this kind and do not fit here; {n} others are open.")
        }
    }
}
