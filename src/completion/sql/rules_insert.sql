INSERT INTO completion_rules (file, text, reason, set_by, set_at) VALUES (:file, :text, :reason, :by, :now)
