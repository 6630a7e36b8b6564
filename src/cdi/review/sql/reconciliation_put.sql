INSERT INTO cdi_reconciliation (encounter_id, account_id, state, cdi_drg, cdi_weight, final_drg, final_weight, matched, opened_at,
  settled_at, settled_by, updated_at, updated_by)
VALUES (:encounter, :account, :state, :cdi, :cdi_weight, :final, :final_weight, :matched, :now,
  CASE :state WHEN 'settled' THEN :now END, CASE :state WHEN 'settled' THEN :by ELSE '' END, :now, :by)
ON CONFLICT (encounter_id) DO UPDATE SET state = :state, cdi_drg = :cdi, cdi_weight = :cdi_weight, final_drg = :final,
  final_weight = :final_weight, matched = :matched, settled_at = CASE :state WHEN 'settled' THEN :now END,
  settled_by = CASE :state WHEN 'settled' THEN :by ELSE '' END, version = version + 1, updated_at = :now, updated_by = :by
