SELECT drg, basis FROM cdi_drg WHERE encounter_id = :encounter AND stage = :stage ORDER BY drg_id DESC LIMIT 1
