INSERT INTO patient_flag (patient_id, flag, note, set_at, set_by) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (patient_id, flag) DO UPDATE SET note = excluded.note, set_at = excluded.set_at, set_by = excluded.set_by
