UPDATE deficiency SET rule = :rule, lack = :lack, doc_type = :type, name = :name, document_id = :document,
       responsible_id = :responsible, reassigned = :reassigned, reason = :reason, start_at = :start, due_at = :due,
       due_rule = :due_rule, state = :state, ended_at = '', ended_by = '', ended_how = '', level = :level, letter = :letter,
       delinquent = :delinquent, suspends = :suspends, version = version + 1
WHERE deficiency_id = :id
