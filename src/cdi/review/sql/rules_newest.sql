SELECT file, text FROM cdi_review_rules ORDER BY rules_id DESC LIMIT 1
