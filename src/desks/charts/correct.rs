//! What is put right from the reader of a document: retraction, move, addendum; and what stands beside the document of it.

use crate::{
    amendments::Amendment,
    capture::{AddAddendum, Correction, FindOwner, MoveDocument, Owners, RetractDocument},
    chart::DocumentText,
    domain::ids::DocumentId,
    keys::CommandId,
    kit::{
        Caret, Checked, Choosable, Did, Feed, Field, Form, FormBox, Heading, Mode, Notice, Outbox, Pane,
        ReasonBox, Scene, Sending, Shape, Tables, TextInput, Timer, Values, Words, split_top,
    },
    look::Meaning,
    store::{Refusal, lanes::Answer},
};
use ratatui::{Frame, layout::Rect};

/// Columns of the box that moves a document.
const COLUMNS: u16 = 68;

/// The box that retracts a document.
pub fn retract(paper: &DocumentText, words: Words) -> ReasonBox<RetractDocument> {
    let (document, version) = (paper.line.document, Some(paper.row_version));
    let change = move |reason| RetractDocument { document, version, reason };
    let text = "The document stays in the chart, marked as retracted, and no longer counts in care. It is not deleted.";
    ReasonBox::new("Retract this document?", text, "Retract it", words, change, "Retracted.")
}

/// The box that adds a text.
pub fn addendum(document: DocumentId, words: Words) -> FormBox<AddAddendum> {
    let state = vec![Choosable::new("unsigned", "not signed"), Choosable::new("signed", "signed")];
    let fields = vec![
        Field::note("text", "Text", 7).needed(),
        Field::text("author", "Author").width(40).help("In words."),
        Field::choice("state", "State", state).needed().value("unsigned").width(20),
    ];
    let form = Form::new(fields, "File this addendum", |_, _| Checked::Fine, words);
    let change = move |values: &Values<'_>| {
        Some(AddAddendum {
            document,
            author: None,
            author_text: values.text("author"),
            signed: values.text("state") == "signed",
            text: values.text("text"),
        })
    };
    FormBox::new(
        "Addendum",
        "The document itself stays as it is.",
        (form, 9),
        change,
        "The addendum is filed.",
    )
}

/// What a reader must know of a document besides its text, in one line; empty: nothing.
pub fn beside(corrections: Option<&Vec<Correction>>, amendments: Option<&Vec<Amendment>>) -> String {
    let corrections = corrections.into_iter().flatten().map(Correction::sentence);
    let amendments = amendments.into_iter().flatten().map(Amendment::sentence);
    corrections.chain(amendments).collect::<Vec<_>>().join(" ")
}

/// The box that moves a document: first whose it is, looked at, then the move.
pub struct MoveBox {
    paper: (DocumentId, crate::domain::ids::Version),
    form: Form,
    owner: Feed<FindOwner>,
    sending: Sending<MoveDocument>,
}

impl MoveBox {
    /// A box for one document.
    pub fn new(paper: &DocumentText, words: Words) -> Self {
        let fields = vec![
            Field::text("owner", "To").needed().width(30).help("Record or visit number of the right chart."),
            Field::text("reason", "Reason").needed().width(50),
        ];
        let form = Form::new(fields, "Move it", |_, _| Checked::Fine, words);
        Self {
            paper: (paper.line.document, paper.row_version),
            form,
            owner: Feed::new(),
            sending: Sending::new(),
        }
    }

    fn ask(&mut self, out: &mut Outbox<'_>) {
        let said = self.form.values().text("owner");
        if !said.is_empty() && self.owner.question().is_none_or(|asked| asked.0 != said) {
            self.owner.ask(FindOwner(said), out);
        }
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let values = self.form.values();
        let seen = self.owner.question().is_some_and(|asked| asked.0 == values.text("owner"));
        match self.owner.rows() {
            Some(Owners::One(owner)) if seen => {
                let change = MoveDocument {
                    document: self.paper.0,
                    version: Some(self.paper.1),
                    patient: owner.patient,
                    encounter: owner.encounter,
                    reason: values.text("reason"),
                };
                self.sending.send(change, out);
            }
            _ => out
                .tell(Notice::info("Whose is it? Type the record or visit number of the right chart first.")),
        }
    }
}

impl Pane for MoveBox {
    fn heading(&self) -> Heading {
        Heading::new("Move this document to the right chart")
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        Mode::Text
    }

    fn shape(&self) -> Shape {
        Shape::Box(COLUMNS, 12)
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        match self.form.perform(id) {
            Did::Save => self.save(out),
            _ => self.ask(out),
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.owner.accept(answer);
        match self.sending.accept(answer) {
            Some(Ok(_)) => {
                out.close();
                out.tell(Notice::done("Moved: both charts keep the trace."));
            }
            Some(Err(refusal @ Refusal::Invalid { .. })) => self.form.refused(refusal, out),
            Some(Err(refusal)) => {
                out.close();
                out.tell(Notice::from(&refusal));
            }
            None => {}
        }
    }

    fn due(&mut self, timer: Timer, _: &mut Outbox<'_>) {
        self.owner.due(timer);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let buffer = frame.buffer_mut();
        let text = "A copy is filed in the right chart; here the document is retracted. Nothing is deleted.";
        let rows = scene.paragraph(buffer, area, text, Meaning::Text);
        let (head, rest) = split_top(split_top(area, rows + 1).1, 2);
        let (words, meaning) = match self.owner.rows() {
            None => ("Nobody yet.".to_owned(), Meaning::Muted),
            Some(Owners::Nobody) => ("Nobody here has this number.".to_owned(), Meaning::Error),
            Some(Owners::Several(some)) => {
                let names: Vec<String> = some.iter().map(|one| format!("{} {}", one.mrn, one.name)).collect();
                (format!("One of: {}", names.join("; ")), Meaning::Amber)
            }
            Some(Owners::One(owner)) => {
                let born = owner.born.map(|born| scene.words.date(born)).unwrap_or_default();
                (format!("{}  {born} {}  record {}", owner.name, owner.sex, owner.mrn), Meaning::Heading)
            }
        };
        scene.line(buffer, head, &words, meaning);
        self.form.view(scene, rest, buffer)
    }
}
