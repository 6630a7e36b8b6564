INSERT INTO cdi_review_done (encounter_id, kind, by, at, next_on, note, n_open, before)
VALUES (:encounter, :kind, :by, :now, :next, :note, :n_open, :before)
