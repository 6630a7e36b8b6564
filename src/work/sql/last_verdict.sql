SELECT event_id, verb, from_state, to_state, by_user FROM work_event
 WHERE item_id = :item AND undone = 0 AND from_state <> to_state AND verb NOT IN ('open', 'undo')
 ORDER BY event_id DESC LIMIT 1
