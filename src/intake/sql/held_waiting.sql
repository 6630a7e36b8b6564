SELECT held_edit_id FROM held_edit WHERE patient_id = ?1 AND by = ?2 AND state = 'held' ORDER BY held_edit_id DESC LIMIT 1
