DELETE FROM cdi_review_reason WHERE encounter_id = ?1
