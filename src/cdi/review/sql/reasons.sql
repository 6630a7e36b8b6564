SELECT reason, words, points FROM cdi_review_reason WHERE encounter_id = ?1 ORDER BY position
