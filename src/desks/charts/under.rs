//! A pane of one chart under the chart's banner: whatever lies on top of a chart still says whose it is.

use crate::{
    chart::BannerOf,
    domain::{ids::PatientId, topics::Topics},
    keys::{Command, CommandId},
    kit::{
        Caret, Confirmation, Enabled, Feed, Heading, Mode, Outbox, Pane, Scene, Tables, TextInput, Timer,
        Turn, banner, split_top,
    },
    store::lanes::Answer,
};
use ratatui::{
    Frame,
    layout::{Position, Rect},
};

/// The banner and the pane below it.
pub struct Under<P> {
    patient: PatientId,
    banner: Feed<BannerOf>,
    inside: P,
}

impl<P: Pane> Under<P> {
    /// A pane of this patient's chart.
    pub fn new(patient: PatientId, inside: P) -> Self {
        Self { patient, banner: Feed::new(), inside }
    }
}

impl<P: Pane> Pane for Under<P> {
    fn heading(&self) -> Heading {
        self.inside.heading()
    }

    fn commands(&self) -> Tables {
        self.inside.commands()
    }

    fn enabled(&self, id: CommandId) -> Enabled {
        self.inside.enabled(id)
    }

    fn mode(&self) -> Mode {
        self.inside.mode()
    }

    fn place(&mut self, area: Rect) {
        self.inside.place(split_top(area, banner::ROWS).1);
    }

    fn open(&mut self, out: &mut Outbox<'_>) {
        self.banner.ask(BannerOf(self.patient), out);
        self.inside.open(out);
    }

    fn perform(&mut self, id: CommandId, out: &mut Outbox<'_>) {
        self.inside.perform(id, out);
    }

    fn question(&self, command: &Command) -> Confirmation {
        self.inside.question(command)
    }

    fn write(&mut self, input: TextInput, out: &mut Outbox<'_>) {
        self.inside.write(input, out);
    }

    fn receive(&mut self, answer: &mut Answer, out: &mut Outbox<'_>) {
        self.banner.accept(answer);
        self.inside.receive(answer, out);
    }

    fn refresh(&mut self, changed: Topics, out: &mut Outbox<'_>) {
        self.banner.refresh(changed, out);
        self.inside.refresh(changed, out);
    }

    fn due(&mut self, timer: Timer, out: &mut Outbox<'_>) {
        self.banner.due(timer);
        self.inside.due(timer, out);
    }

    fn turn(&mut self, turn: Turn, out: &mut Outbox<'_>) {
        self.inside.turn(turn, out);
    }

    fn press(&mut self, at: Position, out: &mut Outbox<'_>) {
        self.inside.press(at, out);
    }

    fn view(&self, scene: &Scene<'_>, area: Rect, frame: &mut Frame<'_>) -> Caret {
        let (top, rest) = split_top(area, banner::ROWS);
        banner::view(self.banner.rows(), scene, top, frame.buffer_mut());
        self.inside.view(scene, rest, frame)
    }
}
