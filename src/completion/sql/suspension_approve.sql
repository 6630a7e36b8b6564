UPDATE suspension SET state = 'approved', effective_on = :on, approver = :by, exemption = '', exempt_until = NULL,
       reason = :reason, version = version + 1
WHERE suspension_id = :id
