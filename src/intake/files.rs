//! Files and folders of one source, imported one after the other.

use super::{
    codec::Source,
    open_input::{Input, InputError, find},
    run::{ImportError, Importer, Progress},
    summary::Summary,
};
use crate::formats::ReadError;
use std::path::{Path, PathBuf};

/// What became of one file.
#[derive(Debug)]
pub struct FileDone {
    /// The file.
    pub path: PathBuf,
    /// Its figures, or why it could not be read to its end.
    pub result: Result<Summary, FileFault>,
}

/// Why a file was not imported to its end. The others are.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// It cannot be opened.
    #[error(transparent)]
    Input(#[from] InputError),
    /// It is not what it should be from the first byte.
    #[error("{}: {error}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Why.
        error: ReadError,
    },
    /// It cannot be read on, or the database refuses.
    #[error("{}: {error}", path.display())]
    Import {
        /// The file.
        path: PathBuf,
        /// Why.
        error: ImportError,
    },
    /// The map has no place for it.
    #[error("{} was not read: the map names no table for a file of this name.", .0.display())]
    NoTable(PathBuf),
}

/// Imports all files of the paths, folders searched; [`Importer::finish`] is the caller's, after the last call.
///
/// A file that cannot be read does not keep the others out. A refusal of the database ends the run.
pub fn import_files(
    importer: &mut Importer,
    source: &mut Source,
    paths: &[PathBuf],
    progress: &mut dyn FnMut(&Path, &Progress),
) -> Result<Vec<FileDone>, InputError> {
    let mut files = find(paths, source.endings())?;
    let mut done = Vec::with_capacity(files.len());
    prepare(source, &mut files, &mut done);
    for path in files {
        if importer.is_stopped() {
            break;
        }
        let result = import_one(importer, source, &path, progress);
        let refused = matches!(&result, Err(FileFault::Import { error: ImportError::Refused(_), .. }));
        done.push(FileDone { path, result });
        if refused {
            break;
        }
    }
    Ok(done)
}

fn import_one(
    importer: &mut Importer,
    source: &Source,
    path: &Path,
    progress: &mut dyn FnMut(&Path, &Progress),
) -> Result<Summary, FileFault> {
    let Input { mut id, reader } = Input::open(path)?;
    let (records, header) = source
        .records(&path.to_string_lossy(), reader)
        .map_err(|error| FileFault::Format { path: path.to_owned(), error })?;
    id.header = header;
    importer
        .import(&id, records, &mut |now| progress(path, now))
        .map_err(|error| FileFault::Import { path: path.to_owned(), error })
}

/// For tables: look-ups are loaded first, and the map's order is kept, so that patients come before their stays.
fn prepare(source: &mut Source, files: &mut Vec<PathBuf>, done: &mut Vec<FileDone>) {
    let Source::Csv(tables) = source else { return };
    let name = |path: &Path| path.to_string_lossy().into_owned();
    // A file may be both: MIMIC's patients are a table, and other tables ask it for the years.
    let lookups: Vec<PathBuf> =
        files.iter().filter(|path| tables.map.is_lookup(&name(path))).cloned().collect();
    let is_stranger = |path: &Path| tables.map.table_for(&name(path)).is_none();
    let strangers: Vec<PathBuf> = files.extract_if(.., |path| is_stranger(path)).collect();
    let strangers = strangers.into_iter().filter(|path| !tables.map.is_lookup(&name(path)));
    done.extend(strangers.map(|path| FileDone { result: Err(FileFault::NoTable(path.clone())), path }));
    for path in lookups {
        let loaded = Input::open(&path).map_err(FileFault::from).and_then(|input| {
            tables
                .map
                .load_lookup(&mut tables.lookups, &name(&path), input.reader)
                .map_err(|error| FileFault::Format { path: path.clone(), error })
        });
        if let Err(fault) = loaded {
            done.push(FileDone { path, result: Err(fault) });
        }
    }
    files.sort_by_key(|path| tables.map.table_for(&name(path)).map_or(usize::MAX, |table| table.order()));
}
