DELETE FROM cdi_touched WHERE encounter_id = ?1
