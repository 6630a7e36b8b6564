SELECT last, first, dob, patient, bits FROM name_fl WHERE first >= ?1 AND first < ?2
