UPDATE captured_document
SET state = 'problem', problem = :problem, refused_at = :now, refused_by = :by, version = version + 1
WHERE captured_id = :id
