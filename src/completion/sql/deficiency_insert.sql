INSERT INTO deficiency (encounter_id, patient_id, rule, lack, doc_type, name, document_id, responsible_id, reason, note, state,
                        start_at, due_at, due_rule, level, letter, delinquent, suspends, assigned_at, assigned_by)
VALUES (:encounter, :patient, :rule, :lack, :type, :name, :document, :responsible, :reason, :note, 'open',
        :start, :due, :due_rule, :level, :letter, :delinquent, :suspends, :now, :by)
