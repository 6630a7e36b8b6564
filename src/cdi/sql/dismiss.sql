INSERT INTO cdi_dismissal (encounter_id, rule, evidence, reason, dismissed_by, dismissed_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
