UPDATE suspension SET state = 'proposed', exemption = '', exempt_until = NULL, version = version + 1
WHERE state = 'exempt' AND exempt_until < :today
