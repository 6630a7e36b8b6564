INSERT INTO suspension (practitioner_id, state, proposed_at, n_records, exemption, exempt_until)
VALUES (:practitioner, :state, :now, :records, :exemption, :until)
