UPDATE cdi_reconciliation SET state = :state, reason = :reason, note = :note,
  settled_at = CASE :state WHEN 'settled' THEN :now END, settled_by = CASE :state WHEN 'settled' THEN :by ELSE '' END,
  version = version + 1, updated_at = :now, updated_by = :by
WHERE encounter_id = :encounter
