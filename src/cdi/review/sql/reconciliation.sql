SELECT state, final_drg, matched FROM cdi_reconciliation WHERE encounter_id = ?1
