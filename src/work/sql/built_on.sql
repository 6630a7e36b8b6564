SELECT ifnull(u.full_name, 'a rule of the program'), e.at
  FROM work_event e LEFT JOIN user_account u ON u.user_id = e.by_user
 WHERE e.item_id = :item AND e.event_id > :event AND e.verb <> 'note' AND e.by_user IS NOT :me
 ORDER BY e.event_id LIMIT 1
