SELECT stage, drg, title, weight, severity, grouper, basis, by, at FROM cdi_drg WHERE encounter_id = ?1 ORDER BY drg_id
