SELECT review_id, by, before FROM cdi_review_done WHERE encounter_id = ?1 AND undone = 0 ORDER BY review_id DESC LIMIT 1
