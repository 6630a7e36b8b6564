UPDATE captured_document
SET state = :state, problem = :problem, refused_at = '', refused_by = '', version = version + 1
WHERE captured_id = :id
