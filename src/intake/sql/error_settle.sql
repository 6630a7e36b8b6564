UPDATE import_error
SET state = :state, note = :note, corrected = :corrected, decided_by = :by, decided_at = :now, version = version + 1
WHERE import_error_id = :id
