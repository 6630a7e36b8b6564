INSERT INTO cdi_review_rules (file, text, reason, loaded_by, loaded_at) VALUES (:file, :text, :reason, :by, :now)
