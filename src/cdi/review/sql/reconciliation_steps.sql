SELECT verb, reason, note, by, at FROM cdi_reconciliation_step WHERE encounter_id = ?1 ORDER BY step_id
