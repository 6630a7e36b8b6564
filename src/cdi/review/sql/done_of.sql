SELECT kind, by, at, next_on, note, n_open, undone FROM cdi_review_done WHERE encounter_id = ?1 ORDER BY review_id
