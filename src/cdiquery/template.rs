//! Templates of queries: text with a head, those that come with the program and the hospital's own over them.
//!
//! ```text
//! ---
//! id: kidney-function               its name in commands
//! title: Kidney function            its name on screen
//! about: Creatinine rose and …      when it is used
//! rules: aki-kdigo                  indicator rules that it suits, blanks between; may be empty
//! ---
//! Title: Kidney function
//! Type: multiple choice
//! Indicators:
//! {indicators}
//! Question: {question}
//! Options:
//! {options}
//! ```
//! Fields: `{indicators}` and `{options}` alone on their line, `{question}`, `{topic}`, `{admitted}`, `{documented}`.

use crate::{
    cdi::lint::{lint, may_send},
    domain::{
        role::Permission,
        topics::{Topic, Topics},
    },
    fault::Fault,
    store::{AuditLine, Change, Lane, Query, Reader, Refusal, StoreError, Writing},
};
use rusqlite::named_params;

/// The templates that come with the program: file name and text.
pub const SHIPPED: &[(&str, &str)] = &[
    ("open-ended.txt", include_str!("templates/open-ended.txt")),
    ("multiple-choice.txt", include_str!("templates/multiple-choice.txt")),
    ("present-on-admission.txt", include_str!("templates/present-on-admission.txt")),
    ("cause-and-effect.txt", include_str!("templates/cause-and-effect.txt")),
    ("conflict.txt", include_str!("templates/conflict.txt")),
    ("specificity.txt", include_str!("templates/specificity.txt")),
    ("clinical-validation.txt", include_str!("templates/clinical-validation.txt")),
    ("treatment-without-diagnosis.txt", include_str!("templates/treatment-without-diagnosis.txt")),
];

/// One template, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "told at the head of this file")]
pub struct Template {
    pub id: String,
    pub title: String,
    pub about: String,
    pub rules: Vec<String>,
    pub body: String,
    /// The hospital's own.
    pub own: bool,
    /// 0: as it comes with the program.
    pub version_no: i64,
}

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields' names")]
pub struct Filling {
    pub admitted: String,
    pub documented: String,
    pub topic: String,
    pub question: String,
    pub indicators: Vec<String>,
    pub options: Vec<String>,
}

const FIELDS: [&str; 6] = ["indicators", "options", "question", "topic", "admitted", "documented"];

/// Reads a template; the first fault with its line.
pub fn read(file: &str, text: &str) -> Result<Template, Fault> {
    let wrong = |line: usize, what: String, remedy: &str| Fault {
        file: file.to_owned(),
        line,
        what,
        remedy: remedy.to_owned(),
    };
    let mut lines = (1..).zip(text.lines());
    if lines.next().map(|(_, line)| line.trim()) != Some("---") {
        return Err(wrong(
            1,
            "The template has no head.".into(),
            "Begin with a line of three dashes, then id and title.",
        ));
    }
    let mut template = Template::default();
    let mut ended = false;
    for (number, line) in lines.by_ref() {
        if line.trim() == "---" {
            ended = true;
            break;
        }
        let Some((key, value)) = line.split_once(':').filter(|(key, _)| !key.trim().is_empty()) else {
            return Err(wrong(
                number,
                format!("\"{}\" is no line of a head.", line.trim()),
                "Write a name, a colon and words.",
            ));
        };
        let value = value.trim().to_owned();
        match key.trim() {
            "id" => template.id = value,
            "title" => template.title = value,
            "about" => template.about = value,
            "rules" => template.rules = value.split_whitespace().map(str::to_owned).collect(),
            other => {
                return Err(wrong(
                    number,
                    format!("A head has no \"{other}\"."),
                    "It has id, title, about, rules.",
                ));
            }
        }
    }
    if !ended {
        return Err(wrong(
            1,
            "The head does not end.".into(),
            "Close it with a second line of three dashes.",
        ));
    }
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if template.id.is_empty() || template.id.len() > 40 || !template.id.chars().all(sound) {
        return Err(wrong(
            2,
            "The id is missing or not sound.".into(),
            "Give 1 to 40 small letters, digits and dashes.",
        ));
    }
    if template.title.is_empty() {
        return Err(wrong(2, "The title is missing.".into(), "Add a line such as: title: Kidney function"));
    }
    let mut body = Vec::new();
    for (number, line) in lines {
        if let Some(field) = unknown_field(line) {
            let remedy = format!("Fields are: {}.", FIELDS.map(|field| format!("{{{field}}}")).join(", "));
            return Err(wrong(number, format!("There is no field {{{field}}}."), &remedy));
        }
        body.push(line);
    }
    body.join("\n").trim().clone_into(&mut template.body);
    let sample = template.fill(&Filling::sample());
    if let Some(finding) =
        lint(&sample).into_iter().find(|finding| finding.level == crate::cdi::lint::Level::Error)
        && !may_send(&lint(&sample))
    {
        let what = format!("A query made with it would break rule {}: {}", finding.rule, finding.what);
        return Err(wrong(1, what, &finding.remedy));
    }
    Ok(template)
}

fn unknown_field(line: &str) -> Option<String> {
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('{') {
        let (field, next) = after.split_once('}').unwrap_or((after, ""));
        if !FIELDS.contains(&field) {
            return Some(field.to_owned());
        }
        rest = next;
    }
    None
}

impl Filling {
    /// Values that break no rule: what a template brings itself is what is judged.
    fn sample() -> Self {
        Self {
            admitted: "Nov 1, 2026".into(),
            documented: "pneumonia".into(),
            topic: "Results to clarify".into(),
            question: "What is the clinical significance of these findings?".into(),
            indicators: vec!["Progress note Nov 2, 2026 10:00: \"pneumonia\"".into()],
            options: vec!["Pneumonia".into()],
        }
    }
}

impl Template {
    /// The whole file.
    pub fn whole(&self) -> String {
        let rules = self.rules.join(" ");
        format!(
            "---\nid: {}\ntitle: {}\nabout: {}\nrules: {rules}\n---\n{}\n",
            self.id, self.title, self.about, self.body
        )
    }

    /// The template with its fields filled; a line that holds an empty field alone is left out.
    pub fn fill(&self, with: &Filling) -> String {
        let mut lines: Vec<String> = Vec::new();
        for line in self.body.lines() {
            match line.trim() {
                "{indicators}" => lines.extend(with.indicators.iter().map(|one| format!("- {one}"))),
                "{options}" => lines.extend(with.options.iter().map(|one| format!("- {one}"))),
                plain => {
                    let values = [
                        ("{question}", &with.question),
                        ("{topic}", &with.topic),
                        ("{admitted}", &with.admitted),
                        ("{documented}", &with.documented),
                    ];
                    let empty = values.iter().any(|(field, value)| {
                        value.is_empty()
                            && plain.rsplit_once(':').is_some_and(|(_, rest)| rest.trim() == *field)
                    });
                    let drop = empty && (plain.starts_with("Documented") || plain.starts_with("Admitted"));
                    if !drop {
                        lines.push(
                            values
                                .iter()
                                .fold(line.to_owned(), |line, (field, value)| line.replace(field, value)),
                        );
                    }
                }
            }
        }
        format!("{}\n", lines.join("\n"))
    }
}

/// All templates that count now: the hospital's own over the shipped ones, in order of their titles.
pub(super) fn all(db: &Reader<'_>) -> Result<Vec<Template>, StoreError> {
    let mut found: Vec<Template> = SHIPPED.iter().filter_map(|(file, text)| read(file, text).ok()).collect();
    let own = db.rows(include_str!("sql/templates.sql"), [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
    })?;
    for (id, version_no, text) in own {
        let Ok(template) = read(&id, &text) else { continue };
        found.retain(|one| one.id != id);
        found.push(Template { own: true, version_no, ..template });
    }
    found.sort_by(|a, b| a.title.cmp(&b.title));
    Ok(found)
}

/// The template that suits a finding best: one made for its rule, else multiple choice where it has options, else the
/// open-ended question.
pub fn suiting<'t>(
    templates: &'t [Template],
    finding: Option<&crate::cdi::indicators::Finding>,
) -> Option<&'t Template> {
    let by_id = |id: &str| templates.iter().find(|one| one.id == id);
    let made_for = finding.and_then(|finding| {
        let suits = |one: &&Template| one.rules.contains(&finding.rule);
        templates.iter().filter(|one| one.own).find(suits).or_else(|| templates.iter().find(suits))
    });
    let has_options = finding.is_some_and(|finding| !finding.options.is_empty());
    made_for
        .or_else(|| if has_options { by_id("multiple-choice") } else { by_id("open-ended") })
        .or_else(|| templates.first())
}

/// Asks for the templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Templates;

impl Query for Templates {
    type Rows = Vec<Template>;
    const LANE: Lane = Lane::Desk;

    fn topics(&self) -> Topics {
        Topic::Queries.into()
    }

    fn needs(&self) -> Permission {
        Permission::ReviewDocumentation
    }

    fn run(&self, db: &Reader<'_>) -> Result<Self::Rows, StoreError> {
        all(db)
    }
}

/// Loads a template of the hospital's own, or goes back to the shipped one of that id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetTemplate {
    /// Its id.
    pub id: String,
    /// The whole file; none: the own one is put away.
    pub text: Option<String>,
}

impl Change for SetTemplate {
    type Receipt = i64;

    fn topics(&self) -> Topics {
        Topic::Queries.into()
    }

    fn needs(&self) -> Permission {
        Permission::EditTemplates
    }

    fn audit(&self) -> AuditLine {
        AuditLine::new("query.template").detail(self.id.clone())
    }

    fn apply(&self, tx: &Writing<'_>) -> Result<i64, Refusal> {
        if let Some(text) = &self.text {
            let template =
                read(&self.id, text).map_err(|fault| Refusal::invalid("text", fault.to_string()))?;
            if template.id != self.id {
                return Err(Refusal::invalid("id", "the id of the file is another one."));
            }
        }
        let last: i64 =
            tx.row(include_str!("sql/template_last.sql"), [&self.id], |row| row.get(0))?.unwrap_or(0);
        if self.text.is_none() && last == 0 {
            return Err(Refusal::invalid("id", format!("the hospital has no own template \"{}\".", self.id)));
        }
        tx.execute(
            include_str!("sql/template_put.sql"),
            named_params! {
                ":id": self.id, ":version": last + 1, ":text": self.text.as_deref().unwrap_or(""),
                ":by": tx.session().login, ":at": tx.now_text(),
            },
        )?;
        Ok(last + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_template_is_sound_and_breaks_no_rule() {
        for (file, text) in SHIPPED {
            let template = read(file, text).unwrap_or_else(|fault| panic!("{fault}"));
            assert_eq!(format!("{}.txt", template.id), *file);
            assert!(!template.about.is_empty());
        }
    }

    #[test]
    fn faults_are_told_with_their_line() {
        let told = |text: &str| read("own.txt", text).unwrap_err().to_string();
        assert!(told("Title: x").contains("no head"));
        assert!(told("---\nid: x\n").contains("does not end"));
        assert!(told("---\nid: X y\ntitle: t\n---\n").contains("not sound"));
        assert!(told("---\nid: x\ncolour: red\n---\n").contains("no \"colour\""));
        let field = told("---\nid: x\ntitle: t\n---\nTitle: a\n{drg}\n");
        assert!(field.contains("{drg}") && field.contains('6'), "{field}");
        let leads = told(
            "---\nid: x\ntitle: t\n---\nTitle: {topic}\nIndicators:\n{indicators}\nQuestion: This raises the DRG.\n",
        );
        assert!(leads.contains("rule 2"), "{leads}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(?s)(---\n|id: |title: |Title: |\\{[a-z]{0,8}\\}?|[a-z:\n-]{0,12}){0,20}") {
            if let Ok(template) = read("any", &text) {
                let whole = template.fill(&Filling::default());
                proptest::prop_assert!(!whole.lines().any(|line| line == "{indicators}"), "a field is left");
            }
        }
    }
}
