INSERT INTO cdi_reconciliation_step (encounter_id, verb, reason, note, by, at) VALUES (:encounter, :verb, :reason, :note, :by, :now)
