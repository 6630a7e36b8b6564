UPDATE held_edit
SET state = :state, decided_by = :by, decided_at = :now, reason = :reason, version = version + 1
WHERE held_edit_id = :held
