use super::*;
use crate::{
    keys::CommandId,
    kit::{
        Checked, Choosable, Effect, Field, TextInput, Values,
        form::Did,
        testing::{outbox, scene, screen, words},
    },
    look::Look,
    store::{Conflict, Refusal},
};

fn check(field: &'static str, values: &Values<'_>) -> Checked {
    match field {
        "name" => Checked::when(!values.text("name").contains('?'), "A name has no question mark."),
        "born" => values.date("born").map_or(Checked::Fine, |born| Checked::Note(words().age(born))),
        _ => Checked::Fine,
    }
}

fn form() -> Form {
    let sexes =
        vec![Choosable::new("f", "Female"), Choosable::new("m", "Male"), Choosable::new("u", "Unknown")];
    let roles = vec![Choosable::new("a", "Analyst"), Choosable::new("c", "Coder")];
    let fields = vec![
        Field::text("name", "Name").needed().help("As on the card."),
        Field::date("born", "Born"),
        Field::choice("sex", "Sex", sexes),
        Field::many("roles", "Roles", roles),
        Field::note("note", "Note", 2),
    ];
    Form::new(fields, "Add", check, words())
}

fn press(form: &mut Form, ids: &[&'static str]) -> Did {
    ids.iter().fold(Did::Went, |_, id| form.perform(CommandId(id)))
}

fn paste(form: &mut Form, text: &str) {
    form.write(&TextInput::Paste(text.into()));
}

fn drawn(form: &Form) -> String {
    let look = Look::plain();
    screen(70, 13, |buffer, area| form.view(&scene(&look), area, buffer))
}

#[test]
fn fields_are_checked_as_one_leaves_them() {
    let mut form = form();
    paste(&mut form, " Who? ");
    press(&mut form, &["form.next"]);
    assert_eq!(form.slots[0].checked, Checked::Wrong("A name has no question mark.".into()));
    assert_eq!(form.values().text("name"), "Who?");
    paste(&mut form, "12 mar 1950");
    press(&mut form, &["form.next"]);
    assert_eq!(form.values().text("born"), "03/12/1950");
    assert_eq!(form.slots[1].checked, Checked::Note("76 y".into()));
    // Working on a fault takes it back at once.
    press(&mut form, &["form.previous", "form.previous"]);
    form.write(&TextInput::Char('x'));
    assert_eq!(form.slots[0].checked, Checked::Fine);
}

#[test]
fn nothing_wrong_or_missing_is_saved() {
    let mut form = form();
    press(&mut form, &["form.next"]);
    paste(&mut form, "soon");
    assert_eq!(press(&mut form, &["form.save"]), Did::Went);
    assert_eq!(form.focus(), Some("name"));
    paste(&mut form, "Ann");
    assert_eq!(press(&mut form, &["form.save"]), Did::Went);
    assert_eq!(form.focus(), Some("born"));
    form.set("born", "1950");
    assert_eq!(press(&mut form, &["form.save"]), Did::Save);
}

#[test]
fn choices_are_made_by_arrows_or_by_typing() {
    let mut form = form();
    press(&mut form, &["form.next", "form.next", "choice.next", "choice.next"]);
    assert_eq!(form.values().text("sex"), "m");
    form.write(&TextInput::Char('u'));
    assert_eq!(form.commands()[0][0].id, CommandId("choice.take"));
    press(&mut form, &["choice.take"]);
    assert_eq!((form.values().text("sex").as_str(), form.focus()), ("u", Some("roles")));
    press(&mut form, &["many.down", "many.turn", "many.down"]);
    assert_eq!((form.values().many("roles"), form.focus()), (vec!["c".to_owned()], Some("note")));
}

#[test]
fn drafts_come_back() {
    let mut form = form();
    assert!(!form.is_changed());
    paste(&mut form, "Ann");
    form.set("roles", "a,c");
    form.set("note", "one\ntwo");
    let text = form.draft_text();
    let mut other = self::form();
    other.restore(&text);
    assert_eq!(other.draft_text(), text);
    assert!(other.is_changed());
    other.settle();
    assert!(!other.is_changed());
    other.restore("not JSON");
    assert_eq!(other.values().text("name"), "Ann");
}

#[test]
fn refusals_go_where_they_belong() {
    let mut form = form();
    let mut out = outbox();
    form.refused(Refusal::invalid("born", "No such day."), &mut out);
    assert_eq!(
        (form.focus(), &form.slots[1].checked),
        (Some("born"), &Checked::Wrong("No such day.".into()))
    );
    form.refused(Refusal::invalid("elsewhere", "No."), &mut out);
    let conflicts = vec![Conflict { field: "name".into(), mine: "Ann".into(), theirs: "Anna".into() }];
    let changed = Refusal::Changed {
        by: "mlee".into(),
        at: "2026-11-22T11:50:00Z".into(),
        conflicts: conflicts.clone(),
    };
    form.refused(changed, &mut out);
    let effects = out.into_effects();
    assert!(
        matches!(effects.as_slice(), [Effect::Notice(_), Effect::Confirm(asked)] if asked.conflicts == conflicts)
    );
    form.take_theirs(&conflicts);
    assert_eq!(form.values().text("name"), "Anna");
}

#[test]
fn what_is_drawn() {
    let mut form = form();
    paste(&mut form, "Ann?");
    press(&mut form, &["form.next"]);
    paste(&mut form, "3/12/50");
    press(&mut form, &["form.next"]);
    form.write(&TextInput::Char('m'));
    insta::assert_snapshot!(drawn(&form), @r"
      Name  Ann?                            ! A name has no question mark.
      Born  03/12/1950        76 y
    > Sex   m
      Roles > Male
              Female
      Note


            [ Add ]
    ");
    press(&mut form, &["choice.take", "form.next", "form.next"]);
    insta::assert_snapshot!(drawn(&form), @r"
      Name  Ann?                            ! A name has no question mark.
      Born  03/12/1950        76 y
      Sex   Male
      Roles [ ] Analyst
            [ ] Coder
      Note


    >       [ Add ]
    ");
}
