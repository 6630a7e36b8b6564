//! The statements of worklists: a scope and an order each, from the index of both.

#[cfg(test)]
use super::row;
use super::{
    page::{Order, Scope},
    row::{columns, joins},
};

/// The open items of a patient.
pub(super) const OF_PATIENT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM work_item w INDEXED BY work_patient",
    joins!(),
    "WHERE w.patient_id = :patient AND w.patient_id IS NOT NULL AND w.closed_at IS NULL
      ORDER BY w.priority, w.due_key, w.item_id LIMIT 500"
);

/// A statement: ids from one index, then the rows of those ids.
macro_rules! page {
    ($index:literal, $scope:literal, $hide:literal, $after:literal, $order:literal, $outer:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM (SELECT item_id FROM work_item INDEXED BY ",
            $index,
            " WHERE closed_at IS NULL AND queue = :queue AND lane = :lane AND ",
            $scope,
            $hide,
            " AND ",
            $after,
            " ORDER BY ",
            $order,
            " LIMIT :limit) k CROSS JOIN work_item w ON w.item_id = k.item_id",
            joins!(),
            " ORDER BY ",
            $outer
        )
    };
}

/// The statements of one scope, in the order of [`Order::ALL`].
macro_rules! scope {
    ($urgent:literal, $due:literal, $age:literal, $amount:literal, $scope:literal, $hide:literal) => {
        [
            page!(
                $urgent,
                $scope,
                $hide,
                "(priority, due_key, id_key) > (:priority, :due, :id)",
                "priority, due_key, id_key",
                "w.priority, w.due_key, w.item_id"
            ),
            page!(
                $due,
                $scope,
                $hide,
                "(due_key, id_key) > (:due, :id)",
                "due_key, id_key",
                "w.due_key, w.item_id"
            ),
            page!(
                $age,
                $scope,
                $hide,
                "(created_at, id_key) > (:created, :id)",
                "created_at, id_key",
                "w.created_at, w.item_id"
            ),
            page!(
                $age,
                $scope,
                $hide,
                "(created_at, id_key) < (:created, :id)",
                "created_at DESC, id_key DESC",
                "w.created_at DESC, w.item_id DESC"
            ),
            page!(
                $amount,
                $scope,
                $hide,
                "(amount, id_key) < (:amount, :id)",
                "amount DESC, id_key DESC",
                "w.amount DESC, w.item_id DESC"
            ),
        ]
    };
    // What one person owns or holds is little: found by person, then sorted.
    (person $from:literal) => {
        [
            person!(
                $from,
                "(priority, due_key, id_key) > (:priority, :due, :id)",
                "priority, due_key, id_key",
                "w.priority, w.due_key, w.item_id"
            ),
            person!($from, "(due_key, id_key) > (:due, :id)", "due_key, id_key", "w.due_key, w.item_id"),
            person!(
                $from,
                "(created_at, id_key) > (:created, :id)",
                "created_at, id_key",
                "w.created_at, w.item_id"
            ),
            person!(
                $from,
                "(created_at, id_key) < (:created, :id)",
                "created_at DESC, id_key DESC",
                "w.created_at DESC, w.item_id DESC"
            ),
            person!(
                $from,
                "(amount, id_key) < (:amount, :id)",
                "amount DESC, id_key DESC",
                "w.amount DESC, w.item_id DESC"
            ),
        ]
    };
}
macro_rules! person {
    ($from:literal, $after:literal, $order:literal, $outer:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM (SELECT item_id FROM (",
            $from,
            ") WHERE ",
            $after,
            " ORDER BY ",
            $order,
            " LIMIT :limit) k CROSS JOIN work_item w ON w.item_id = k.item_id",
            joins!(),
            " ORDER BY ",
            $outer
        )
    };
}

const ALL: [&str; 5] = scope!(
    "work_urgent",
    "work_due",
    "work_age",
    "work_amount",
    "1",
    " AND (:hide = 0 OR claim_user IS NULL OR claim_user = :me OR claim_until <= :now)"
);
const TEAM: [&str; 5] = scope!(
    "work_team_urgent",
    "work_team_due",
    "work_team_age",
    "work_team_amount",
    "owner_team = :scope AND owner_team IS NOT NULL",
    " AND (:hide = 0 OR claim_user IS NULL OR claim_user = :me OR claim_until <= :now)"
);
const CATEGORY: [&str; 5] = scope!(
    "work_category_urgent",
    "work_category_due",
    "work_category_age",
    "work_category_amount",
    "category = :scope AND category <> ''",
    " AND (:hide = 0 OR claim_user IS NULL OR claim_user = :me OR claim_until <= :now)"
);
const OWNER: [&str; 5] = scope!(person
    "SELECT item_id, id_key, priority, due_key, created_at, amount FROM work_item INDEXED BY work_owner
      WHERE owner_user = :scope AND owner_user IS NOT NULL AND queue = :queue AND lane = :lane AND closed_at IS NULL"
);
const MINE: [&str; 5] = scope!(person
    "SELECT item_id, id_key, priority, due_key, created_at, amount FROM work_item INDEXED BY work_owner
      WHERE owner_user = :scope AND owner_user IS NOT NULL AND queue = :queue AND lane = :lane AND closed_at IS NULL
     UNION ALL
     SELECT item_id, id_key, priority, due_key, created_at, amount FROM work_item INDEXED BY work_claim
      WHERE claim_user = :scope AND claim_user IS NOT NULL AND claim_until > :now AND owner_user IS NOT :scope
        AND queue = :queue AND lane = :lane AND closed_at IS NULL"
);

/// The statement of a scope and an order.
pub(super) fn statement(scope: &Scope, order: Order) -> &'static str {
    let of_scope = match scope {
        Scope::All => &ALL,
        Scope::Mine => &MINE,
        Scope::Owner(_) => &OWNER,
        Scope::Team(_) => &TEAM,
        Scope::Category(_) => &CATEGORY,
    };
    let [urgent, due, oldest, newest, amount] = of_scope;
    match order {
        Order::Urgent => urgent,
        Order::Due => due,
        Order::Oldest => oldest,
        Order::Newest => newest,
        Order::Amount => amount,
    }
}

/// All statements, for the test of their plans.
#[cfg(test)]
pub fn statements() -> Vec<&'static str> {
    let mut all: Vec<&str> = [ALL, TEAM, CATEGORY, OWNER, MINE].concat();
    all.extend([OF_PATIENT, row::BY_ID, row::BY_SUBJECT]);
    all
}
