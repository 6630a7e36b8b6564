SELECT ifnull(u.full_name, 'a rule of the program'), e.at
  FROM work_event e LEFT JOIN user_account u ON u.user_id = e.by_user
 WHERE e.item_id = :item AND e.verb <> 'note' ORDER BY e.event_id DESC LIMIT 1
