use super::super::testing::{outbox, scene, screen, words};
use super::*;
use crate::{
    keys::CommandId,
    kit::{Cell, Column, Mode, TextInput, pane::Edit},
    look::Look,
    store::StoreError,
};
use proptest::prelude::*;

#[derive(Clone)]
struct Stay {
    number: i64,
    ward: String,
}

const COLUMNS: &[Column<Stay>] = &[
    Column::new("Ward", |stay: &Stay, _| Cell::text(&stay.ward))
        .width(6, 12)
        .sorted(|a, b| a.ward.cmp(&b.ward)),
    Column::new("No", |stay: &Stay, _| Cell::text(stay.number.to_string())).width(3, 3).right().from(1),
];

fn stays(wards: &[(i64, &str)]) -> Vec<Stay> {
    wards.iter().map(|(number, ward)| Stay { number: *number, ward: (*ward).to_owned() }).collect()
}

fn list(wards: &[(i64, &str)]) -> List<Stay, i64> {
    let mut list = List::new(COLUMNS, |stay| stay.number).empty("No stays.");
    list.place(Rect::new(0, 0, 24, 5));
    list.fill(stays(wards), words());
    list
}

fn press(list: &mut List<Stay, i64>, id: &'static str, count: Option<u32>) {
    assert!(list.perform(CommandId(id), &outbox().counting(count)).is_yes(), "{id}");
}

fn chosen(list: &List<Stay, i64>) -> i64 {
    list.chosen().map_or(-1, |stay| stay.number)
}

fn drawn(list: &List<Stay, i64>) -> String {
    let look = Look::plain();
    screen(24, 5, |buffer, area| list.view(&scene(&look), &Freshness::Fresh, area, buffer))
}

const WARDS: &[(i64, &str)] = &[(1, "West"), (2, "East"), (3, "North"), (4, "South"), (5, "East 2")];

#[test]
fn the_same_row_stays_chosen_when_rows_change_under_it() {
    let mut list = list(WARDS);
    press(&mut list, "list.down", Some(2));
    assert_eq!(chosen(&list), 3);
    list.fill(stays(&[(9, "New"), (3, "North"), (1, "West")]), words());
    assert_eq!(chosen(&list), 3);
    // The row is gone: its place stays.
    list.fill(stays(&[(9, "New"), (1, "West"), (2, "East")]), words());
    assert_eq!(chosen(&list), 1);
    list.fill(Vec::new(), words());
    assert_eq!(chosen(&list), -1);
    assert_eq!(list.count(), "0/0");
}

#[test]
fn counts_pages_and_ends() {
    let mut list = list(WARDS);
    press(&mut list, "list.last", None);
    assert_eq!((chosen(&list), list.top), (5, 1));
    press(&mut list, "list.first", None);
    assert_eq!((chosen(&list), list.top), (1, 0));
    press(&mut list, "list.last", Some(2));
    assert_eq!(chosen(&list), 2);
    press(&mut list, "list.page-down", None);
    assert_eq!((chosen(&list), list.top), (5, 1));
    press(&mut list, "list.page-up", None);
    assert_eq!((chosen(&list), list.top), (1, 0));
    press(&mut list, "list.down", Some(999_999));
    assert_eq!(chosen(&list), 5);
    assert_eq!(list.count(), "5/5");
}

#[test]
fn a_filter_stays_while_rows_change() {
    let mut list = list(WARDS);
    press(&mut list, "list.filter", None);
    assert_eq!(list.mode(), Mode::Text);
    list.write(&TextInput::Paste("east".into()), &outbox());
    press(&mut list, "filter.keep", None);
    assert_eq!((list.count().as_str(), chosen(&list)), ("1/2 of 5", 2));
    list.fill(stays(&[(7, "Far East"), (2, "East"), (8, "Pole")]), words());
    assert_eq!((list.count().as_str(), chosen(&list)), ("2/2 of 3", 2));
    press(&mut list, "list.all", None);
    assert_eq!((list.count().as_str(), chosen(&list)), ("2/3", 2));
    press(&mut list, "list.filter", None);
    list.write(&TextInput::Edit(Edit::Backspace), &outbox());
    assert_eq!(list.mode(), Mode::Command);
}

#[test]
fn orders_cycle_over_the_columns_that_offer_one() {
    let mut list = list(WARDS);
    press(&mut list, "list.sort", None);
    assert_eq!(list.shown().map(|stay| stay.number).collect::<Vec<_>>(), [2, 5, 3, 4, 1]);
    assert_eq!((list.order_note().as_str(), chosen(&list)), ("by ward", 1));
    press(&mut list, "list.turn", None);
    assert_eq!(list.shown().map(|stay| stay.number).collect::<Vec<_>>(), [1, 4, 3, 5, 2]);
    press(&mut list, "list.sort", None);
    assert_eq!(list.shown().map(|stay| stay.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(list.order_note(), "");
}

#[test]
fn marks_follow_their_rows() {
    let mut list = list(WARDS);
    press(&mut list, "list.mark", Some(2));
    assert_eq!((list.n_marks(), chosen(&list)), (2, 3));
    list.fill(stays(&[(2, "East"), (3, "North")]), words());
    assert_eq!(list.marked().iter().map(|stay| stay.number).collect::<Vec<_>>(), [2]);
    press(&mut list, "list.mark-all", None);
    assert_eq!(list.count(), "2/2, 2 marked");
    press(&mut list, "list.mark-all", None);
    assert_eq!(list.marked().len(), 1);
}

#[test]
fn what_is_drawn() {
    let mut list =
        list(&[(1, "West"), (2, "East\u{1b}[2J"), (3, "山田病棟の長い名前です"), (4, "South"), (5, "X")]);
    press(&mut list, "list.down", None);
    insta::assert_snapshot!(drawn(&list), @r"
      Ward                No
      West                 1
    > East^[[2J            2
      山田病棟の長い...    3
      South                4
    ");
    press(&mut list, "list.filter", None);
    list.write(&TextInput::Paste("zzz".into()), &outbox());
    insta::assert_snapshot!(drawn(&list), @r"
      Ward                No
      No row has these
      words. Esc shows all
      rows.
    Filter: zzz
    ");
}

#[test]
fn a_failure_stands_above_rows_that_stay() {
    let look = Look::plain();
    let list = list(WARDS);
    let failed = Freshness::Failed(&StoreError::Busy);
    let text = screen(60, 5, |buffer, area| list.view(&scene(&look), &failed, area, buffer));
    assert!(text.contains("busy with another program") && text.contains("> West"), "{text}");
}

proptest! {
    #[test]
    fn the_chosen_row_is_always_in_view(
        keys in prop::collection::vec((0_usize..10, prop::option::of(0_u32..12)), 0..40),
        sizes in prop::collection::vec((0_u16..8, 0_usize..20), 1..5),
    ) {
        let ids = ["list.down", "list.up", "list.page-down", "list.page-up", "list.half-down", "list.half-up",
            "list.first", "list.last", "list.sort", "list.mark"];
        let mut list = list(WARDS);
        for (height, n_rows) in sizes {
            list.place(Rect::new(0, 0, 20, height));
            list.fill((0..n_rows as i64).map(|number| Stay { number, ward: format!("w{}", number % 3) }).collect(), words());
            for (key, count) in &keys {
                press(&mut list, ids[*key], *count);
                prop_assert!(list.at >= list.top && list.at < list.top + list.height);
                prop_assert!(list.rows.is_empty() == list.chosen().is_none());
            }
        }
    }
}
