UPDATE captured_document SET state = :state, problem = :problem, version = version + 1 WHERE captured_id = :id
