SELECT patient_id, state, proposed, by, version, decided_by, decided_at FROM held_edit WHERE held_edit_id = ?1
