UPDATE deficiency SET level = :level, letter = :letter, delinquent = :delinquent, suspends = :suspends
WHERE deficiency_id = :id
