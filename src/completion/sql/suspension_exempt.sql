UPDATE suspension SET state = 'exempt', exemption = :why, exempt_until = :until, approver = :by, reason = :reason,
       version = version + 1
WHERE suspension_id = :id
