INSERT INTO release_request (requester_id, kind, basis, actor, patient_id, patient_words, purpose, range_from, range_to, kinds, specify,
                             format, delivery, deliver_to, part2, psychotherapy, certify, received_on, wanted_by, due_at, due_rule,
                             state, signed_on, expires_on, expires_event, created_at, created_by, updated_at, updated_by)
VALUES (:requester, :kind, :basis, :actor, :patient, :patient_words, :purpose, :range_from, :range_to, :kinds, :specify,
        :format, :delivery, :deliver_to, :part2, :psychotherapy, :certify, :received, :wanted_by, :due, :due_rule,
        'received', :signed_on, :expires_on, :expires_event, :now, :by, :now, :by)
