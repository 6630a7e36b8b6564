-- The look-up index: derived from the patient tables, kept in the same transaction as they are, rebuilt at will.
-- Names are folded to the letters a-z. Rows are read in the order of their keys, so that a list needs no sort.
-- bits: use of the name, sex, deceased, merged, suspected duplicate and so on; see registry/card.rs.

-- By last name, then first. Covering: mrn and show (spelling, middle name, suffix) make a row of the list.
CREATE TABLE name_lf (
  last    TEXT NOT NULL,
  first   TEXT NOT NULL,
  dob     INTEGER NOT NULL,                 -- yyyymmdd, unknown parts 0
  patient INTEGER NOT NULL,
  bits    INTEGER NOT NULL,
  mrn     TEXT NOT NULL,
  show    TEXT NOT NULL,
  PRIMARY KEY (last, first, dob, patient, bits)
) STRICT, WITHOUT ROWID;

-- By first name, then last: for first names alone and for nicknames.
CREATE TABLE name_fl (
  first   TEXT NOT NULL,
  last    TEXT NOT NULL,
  dob     INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  bits    INTEGER NOT NULL,
  PRIMARY KEY (first, last, dob, patient, bits)
) STRICT, WITHOUT ROWID;

-- By both names letter by letter in turn ("smith", "john": sjmoihtn+h): two short prefixes are one range of it.
CREATE TABLE name_zip (
  both    TEXT NOT NULL,
  dob     INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  bits    INTEGER NOT NULL,
  mrn     TEXT NOT NULL,
  show    TEXT NOT NULL,
  PRIMARY KEY (both, dob, patient, bits)
) STRICT, WITHOUT ROWID;

-- Birth dates, last four of SSN, phones, places (ZIP or city) as numbers, then by name.
CREATE TABLE name_number (
  kind    INTEGER NOT NULL,
  number  INTEGER NOT NULL,
  last    TEXT NOT NULL,
  first   TEXT NOT NULL,
  dob     INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  bits    INTEGER NOT NULL,
  PRIMARY KEY (kind, number, last, first, dob, patient, bits)
) STRICT, WITHOUT ROWID;

-- Each distinct name with its count. kind: 0 last, 1 first.
CREATE TABLE term (
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- Prefixes of none to four letters: how many names begin so, on how many index rows. The reader chooses its walk by it.
CREATE TABLE term_prefix (
  kind   INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  terms  INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (kind, prefix)
) STRICT, WITHOUT ROWID;

-- Typing errors: hashes of a name's first seven letters, whole and with one letter left out (SymSpell).
CREATE TABLE term_del (
  hash INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (hash, kind, name)
) STRICT, WITHOUT ROWID;

-- Sound-alikes: double metaphone codes.
CREATE TABLE term_sound (
  code TEXT NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (code, kind, name)
) STRICT, WITHOUT ROWID;

-- Which places (ZIPs, or the city itself where there is none) a city's patients live in.
CREATE TABLE city_place (
  city  TEXT NOT NULL,
  place INTEGER NOT NULL,
  n     INTEGER NOT NULL,
  PRIMARY KEY (city, place)
) STRICT, WITHOUT ROWID;

-- What a patient's index rows were made from, so that they can be found again when they change.
CREATE TABLE lookup_card (
  patient INTEGER PRIMARY KEY,
  card    TEXT NOT NULL
) STRICT;
