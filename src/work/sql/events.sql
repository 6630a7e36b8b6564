SELECT e.verb, e.from_state, e.to_state, ifnull(u.full_name, ''), e.at, e.reason, e.undone
  FROM work_event e LEFT JOIN user_account u ON u.user_id = e.by_user
 WHERE e.item_id = :item ORDER BY e.event_id LIMIT 2000
