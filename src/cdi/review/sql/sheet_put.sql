UPDATE cdi_review SET sheet = :sheet, version = version + 1 WHERE encounter_id = :encounter
