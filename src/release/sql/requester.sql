SELECT requester_id, version, kind, name, address, state, phone, fax, email, verified_at, verified_by, verified_how, active
FROM requester
WHERE requester_id = :id
