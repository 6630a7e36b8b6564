//! Official files on disk: plain, gzipped, or inside a zip; each known by its content, joined to sets by kind and edition.

use crate::{
    classification::compile::{Compiled, compile, least_records},
    domain::codeset::{CodeFile, SetKind},
    fault::Fault,
    formats::cms,
};
use chrono::NaiveDate;
use std::{
    collections::BTreeMap,
    io::Read,
    path::{Path, PathBuf},
};

/// The largest official file is under 100 MB; what is larger unpacked is not one.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// An archive of CMS holds a dozen files.
const MOST_ENTRIES: usize = 2_000;
/// Enough of a file to know it by.
const HEAD_BYTES: usize = 4096;

/// One official file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// Its name, with the archive's before it.
    pub name: String,
    /// What it holds.
    pub content: CodeFile,
}

/// What the person said about the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The year that the files must be of; files without a year get it.
    pub year: Option<u16>,
    /// The first and last day, if not those of the year.
    pub dates: Option<(NaiveDate, NaiveDate)>,
    /// Take sets that are smaller than whole ones: excerpts for training.
    pub excerpt: bool,
}

/// A compiled set with its edition and dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeSet {
    /// The pack, its kind and count.
    pub compiled: Compiled,
    /// The edition: the year.
    pub edition: String,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// Names of the files.
    pub origin: String,
}

/// Reads all files of these paths; folders and archives are looked through. `seen` is told each file before it is read.
pub fn read_all(paths: &[PathBuf], seen: &mut dyn FnMut(&str)) -> Result<Vec<ReadFile>, Fault> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut inside: Vec<PathBuf> = std::fs::read_dir(path)
                .map_err(|error| unreadable(path, &error.to_string()))?
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .filter(|path| path.is_file())
                .collect();
            inside.sort();
            for file in inside {
                read_file(&file, true, &mut found, seen)?;
            }
        } else {
            read_file(path, false, &mut found, seen)?;
        }
    }
    if found.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(unreadable(Path::new(&names.join(", ")), "no official code-set file is in it"));
    }
    Ok(found)
}

fn unreadable(path: &Path, why: &str) -> Fault {
    Fault {
        file: path.display().to_string(),
        line: 1,
        what: format!("The file cannot be read: {why}."),
        remedy: "Nothing was loaded.".into(),
    }
}

/// Files beside others (a README in a folder or an archive) may be unknown; a file that was named may not.
fn read_file(
    path: &Path,
    among_others: bool,
    found: &mut Vec<ReadFile>,
    seen: &mut dyn FnMut(&str),
) -> Result<(), Fault> {
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error.to_string()))?;
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    if name.to_ascii_lowercase().ends_with(".zip") {
        return read_zip(path, &name, file, found, seen);
    }
    let gzipped = name.to_ascii_lowercase().ends_with(".gz");
    let plain = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
    let bytes =
        if gzipped { limited(flate2::read::MultiGzDecoder::new(file), path)? } else { limited(file, path)? };
    if among_others && !cms::knows(&plain, bytes.get(..HEAD_BYTES).unwrap_or(&bytes)) {
        return Ok(());
    }
    seen(&plain);
    found.push(ReadFile { content: cms::read(&plain, &bytes)?, name: plain });
    Ok(())
}

fn limited(from: impl Read, path: &Path) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error.to_string()))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(unreadable(path, "it is larger than any official code-set file"));
    }
    Ok(bytes)
}

fn read_zip(
    path: &Path,
    archive: &str,
    file: std::fs::File,
    found: &mut Vec<ReadFile>,
    seen: &mut dyn FnMut(&str),
) -> Result<(), Fault> {
    let broken = |error: zip::result::ZipError| unreadable(path, &error.to_string());
    let mut zip = zip::ZipArchive::new(file).map_err(broken)?;
    if zip.len() > MOST_ENTRIES {
        return Err(unreadable(path, "it holds more files than an official archive"));
    }
    let before = found.len();
    for at in 0..zip.len() {
        let entry = zip.by_index(at).map_err(broken)?;
        // A name that leads out of the archive is no name of an official file.
        let Some(inner) = entry.enclosed_name().filter(|_| entry.is_file()) else { continue };
        let name = format!("{archive}/{}", inner.display());
        let bytes = limited(entry, path)?;
        if cms::knows(&name, bytes.get(..HEAD_BYTES).unwrap_or(&bytes)) {
            seen(&name);
            found.push(ReadFile { content: cms::read(&name, &bytes)?, name });
        }
    }
    if found.len() == before {
        return Err(unreadable(path, "no official code-set file is in it"));
    }
    Ok(())
}

/// Joins files to sets and compiles them. Every fault of year, count or fit is found here, before anything is stored.
pub fn make_sets(files: &[ReadFile], wanted: &Wanted) -> Result<Vec<MadeSet>, Fault> {
    make_sets_beside(files, &[], wanted)
}

/// As [`make_sets`]; files `beside` make no set of their own, but help others.
pub fn make_sets_beside(
    files: &[ReadFile],
    beside: &[ReadFile],
    wanted: &Wanted,
) -> Result<Vec<MadeSet>, Fault> {
    let mut groups: BTreeMap<(SetKind, u16), Vec<&ReadFile>> = BTreeMap::new();
    for file in files {
        groups.entry((file.content.kind(), year_of(file, files, wanted)?)).or_default().push(file);
    }
    let mut made = Vec::new();
    for ((kind, year), group) in groups {
        let names: Vec<&str> = group.iter().map(|file| file.name.as_str()).collect();
        let fault = |what: String| Fault {
            file: names.join(", "),
            line: 1,
            what,
            remedy: "Nothing was loaded.".into(),
        };
        let contents: Vec<&CodeFile> = group.iter().map(|file| &file.content).collect();
        if kind == SetKind::MsDrg {
            made.push(super::grouping::make_set(&contents, &names, files.iter().chain(beside), wanted)?);
            continue;
        }
        let compiled = compile(kind, &contents)
            .map_err(|why| fault(format!("The files do not make a whole {}: {why}.", kind.title())))?;
        let least = least_records(kind);
        if compiled.n_records < least && !wanted.excerpt {
            return Err(fault(format!(
                "This is not a whole {}: it has {} records, a whole one has at least {least}. --excerpt takes it all the same.",
                kind.title(),
                compiled.n_records
            )));
        }
        let (from, to) = wanted
            .dates
            .or_else(|| days_of(kind, year))
            .ok_or_else(|| fault(format!("{year} is no year.")))?;
        if from > to {
            return Err(fault(format!("The last day, {to}, is before the first, {from}.")));
        }
        made.push(MadeSet { compiled, edition: year.to_string(), from, to, origin: names.join(", ") });
    }
    Ok(made)
}

/// The year of a file: its own, that of a file of the same kind beside it, that of its name, or the one that was given.
fn year_of(file: &ReadFile, files: &[ReadFile], wanted: &Wanted) -> Result<u16, Fault> {
    let beside = || {
        let mut same = files.iter().filter(|other| other.content.kind() == file.content.kind());
        same.find_map(|other| other.content.year())
    };
    let says = file.content.year().or_else(beside);
    let fault =
        |what: String, remedy: &str| Fault { file: file.name.clone(), line: 1, what, remedy: remedy.into() };
    match (says, wanted.year) {
        (Some(says), Some(wanted)) if says != wanted => Err(fault(
            format!("The file is of the year {says}, not {wanted}."),
            "Nothing was loaded; give the right file or the right --year.",
        )),
        (Some(says), _) => Ok(says),
        (None, Some(wanted)) => match named_year(&file.name) {
            Some(named) if named != wanted => Err(fault(
                format!("The file is named for the year {named}, not {wanted}."),
                "Nothing was loaded; give the right file or the right --year.",
            )),
            _ => Ok(wanted),
        },
        (None, None) => named_year(&file.name).ok_or_else(|| {
            fault(
                "Neither the file nor its name says its year.".into(),
                "Nothing was loaded; say it with --year.",
            )
        }),
    }
}

/// A year in a file's name: `FY2026`, `2025_OCT`, `April-2026`.
fn named_year(name: &str) -> Option<u16> {
    let digits: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).collect();
    let years = digits.into_iter().filter(|part| part.len() == 4).filter_map(|part| part.parse().ok());
    years.into_iter().find(|year| (2015..=2100).contains(year))
}

/// The days of a year's edition: fiscal years begin on October 1, those of HCPCS, CPT, CMS-HCC and NCCI on January 1.
fn days_of(kind: SetKind, year: u16) -> Option<(NaiveDate, NaiveDate)> {
    let year = i32::from(year);
    match kind {
        SetKind::Hcpcs | SetKind::Cpt | SetKind::Hcc | SetKind::NcciPtp | SetKind::NcciMue => {
            Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
        }
        _ => Some((NaiveDate::from_ymd_opt(year - 1, 10, 1)?, NaiveDate::from_ymd_opt(year, 9, 30)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_from_names() {
        assert_eq!(named_year("icd10cm_codes_long_titles_FY2026.csv"), Some(2026));
        assert_eq!(named_year("hcpcs_level2_2025_OCT.csv"), Some(2025));
        assert_eq!(named_year("LONGULT.TXT"), None);
    }

    #[test]
    fn a_file_of_another_year_is_refused() {
        let index = crate::domain::codeset::IndexFile { year: 2025, ..Default::default() };
        let file = ReadFile { name: "i.xml".into(), content: CodeFile::Index(SetKind::CmIndex, index) };
        let wanted = Wanted { year: Some(2026), ..Wanted::default() };
        let fault = make_sets(std::slice::from_ref(&file), &wanted).unwrap_err();
        assert!(fault.what.contains("of the year 2025, not 2026"));
        let fault = make_sets(&[file], &Wanted::default()).unwrap_err();
        assert!(fault.what.contains("not a whole ICD-10-CM index"), "{fault}");
    }
}
