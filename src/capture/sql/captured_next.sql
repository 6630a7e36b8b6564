SELECT captured_id FROM captured_document WHERE state = :state AND captured_id > :after ORDER BY captured_id LIMIT 1
