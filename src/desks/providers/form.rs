//! The form that enters a provider or changes one.

use crate::{
    domain::{fields, npi},
    keys::CommandId,
    kit::{
        Caret, Checked, Choosable, Did, Draft, Effect, Field, Form, Heading, Mode, Notice, Outbox, Pane,
        Scene, Sending, Tables, TextInput, Values, Words, form,
    },
    providers::{Provider, SetProvider},
    store::lanes::Answer,
};
use ratatui::{Frame, layout::Rect};

/// Where the draft of a new provider is kept.
pub const NEW_SLOT: &str = "provider:new";

/// One provider's entry, being typed.
pub struct ProviderForm {
    form: Form,
    /// What it was filled from.
    before: SetProvider,
    saving: Sending<SetProvider>,
}

impl ProviderForm {
    /// An empty form.
    pub fn add(words: Words) -> Self {
        Self::of(SetProvider { active: true, ..SetProvider::default() }, "Add this provider", words)
    }

    /// A provider as entered now.
    pub fn change(provider: &Provider, words: Words) -> Self {
        Self::of(SetProvider::from(provider), "Save this provider", words)
    }

    fn of(before: SetProvider, save: &'static str, words: Words) -> Self {
        let yes_no = |yes: &str, no: &str| vec![Choosable::new("yes", yes), Choosable::new("no", no)];
        let word = |holds: bool| if holds { "yes" } else { "no" };
        let fields = vec![
            Field::text("family", "Family name").needed().value(&before.family),
            Field::text("given", "Given name").value(&before.given),
            Field::text("middle", "Middle names").value(&before.middle),
            Field::text("suffix", "Suffix").width(10).value(&before.suffix),
            Field::text("credential", "Credential")
                .width(14)
                .value(&before.credential)
                .help("MD, DO, NP, RN …"),
            Field::text("npi", "NPI")
                .width(14)
                .value(&before.npi)
                .help("Ten digits. Empty if the person has none."),
            Field::text("service", "Service")
                .value(&before.service)
                .help("Hospital service, as in rates and lists."),
            Field::text("specialty", "Specialty").value(&before.specialty),
            Field::choice("trainee", "Trainee", yes_no("yes: entries need a co-signature", "no"))
                .needed()
                .value(word(before.trainee))
                .width(36),
            Field::choice("active", "Works here", yes_no("yes", "no: left the hospital"))
                .needed()
                .value(word(before.active))
                .width(24),
            Field::note("address", "Address", 3)
                .value(&before.address)
                .help("For letters, as on an envelope."),
            Field::phone("phone", "Phone").value(&before.phone),
            Field::text("email", "Mail").width(40).value(&before.email),
        ];
        Self { form: Form::new(fields, save, check, words), before, saving: Sending::new() }
    }

    fn save(&mut self, out: &mut Outbox<'_>) {
        let values = self.form.values();
        let change = SetProvider {
            known: self.before.known,
            prefix: self.before.prefix.clone(),
            npi: values.text("npi"),
            family: values.text("family"),
            given: values.text("given"),
            middle: values.text("middle"),
            suffix: values.text("suffix"),
            credential: values.text("credential"),
            specialty: values.text("specialty"),
            service: values.text("service"),
            trainee: values.text("trainee") == "yes",
            active: values.text("active") == "yes",
            address: values.text("address"),
            phone: values.text("phone"),
            email: values.text("email"),
        };
        self.saving.send(change, out);
    }
}

impl Pane for ProviderForm {
    fn heading(&self) -> Heading {
        let title = match self.before.known {
            None => "Add a provider".to_owned(),
            Some(_) => format!("Change {}, {}", self.before.family, self.before.given),
        };
        Heading::new(title).note(if self.saving.is_out() { "saving" } else { "" })
    }

    fn commands(&self) -> Tables {
        self.form.commands()
    }

    fn mode(&self) -> Mode {
        self.form.mode()
    }

    fn place(&mut self, _: Rect) {}

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        if self.form.perform(id) == Did::Save {
            self.save(out);
        }
    }

    fn write(&mut self, input: TextInput, _: &mut Outbox<'_>) {
        self.form.write(&input);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        match self.saving.accept(answer) {
            Some(Ok(_)) => {
                self.form.settle();
                out.push(Effect::DropDraft);
                out.tell(Notice::done("Saved."));
                out.close();
            }
            Some(Err(refusal)) => self.form.refused(refusal, out),
            None => {}
        }
    }

    fn draft_slot(&self) -> Option<String> {
        Some(self.before.known.map_or_else(|| NEW_SLOT.to_owned(), |(id, _)| format!("provider:{id}")))
    }

    fn draft(&self) -> Option<Draft> {
        let slot = self.draft_slot().filter(|_| self.form.is_changed())?;
        Some(Draft { slot, title: self.heading().title, patient: None, body: self.form.draft_text() })
    }

    fn restore(&mut self, body: &str, _: &mut Outbox<'_>) {
        self.form.restore(body);
    }

    fn save_command(&self) -> Option<CommandId> {
        Some(form::SAVE)
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        self.form.view(scene, area, frame.buffer_mut())
    }
}

fn check(field: &'static str, values: &Values<'_>) -> Checked {
    let text = values.text(field);
    let said = |checked: Result<String, String>| match checked {
        Err(why) if !text.is_empty() => Checked::Wrong(capital(&why)),
        _ => Checked::Fine,
    };
    match field {
        "npi" if text.is_empty() => {
            Checked::Note("Without an NPI: claims and feeds cannot find this provider by number.".into())
        }
        "npi" => said(npi::check(&text)),
        "family" | "given" | "middle" => said(fields::name(&text)),
        "email" => said(fields::email(&text)),
        _ => Checked::Fine,
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
