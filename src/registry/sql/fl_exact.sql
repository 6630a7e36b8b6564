SELECT dob, bits, patient, last, first FROM name_fl WHERE first = ?1 AND last >= ?2 AND last < ?3
