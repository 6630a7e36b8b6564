SELECT element, found FROM release_answer WHERE request_id = :id
