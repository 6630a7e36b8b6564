INSERT INTO cdi_review_reason (encounter_id, position, reason, words, points) VALUES (:encounter, :position, :reason, :words, :points)
