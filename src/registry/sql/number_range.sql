SELECT dob, bits, patient, last, first, number FROM name_number WHERE kind = ?1 AND number >= ?2 AND number < ?3
