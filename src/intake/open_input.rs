//! Files and folders to import: found, looked at before they are opened, unpacked as they are read.
//!
//! What is no ordinary file is refused by name before it can be waited on for ever.

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::{
    fs::{File, Metadata},
    io::{self, BufRead, BufReader, Read},
    os::unix::fs::FileTypeExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Bytes at the head of a file that, with its size, tell it from others.
const HEAD_BYTES: u64 = 64 * 1024;

/// Folders within folders are followed so deep; deeper lies a loop of links or a mistake.
const MAX_FOLDERS: usize = 32;

/// Why an input cannot be read. Says which, why, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// There is nothing at this path.
    #[error("{} is not there. Check the name.", .0.display())]
    Missing(PathBuf),
    /// A file is needed.
    #[error("{} is a folder; name a file.", .0.display())]
    Folder(PathBuf),
    /// A pipe, socket or device.
    #[error("{} is {what}, not a file; nothing was read from it. Save the records in a file first.", path.display())]
    Odd {
        /// The path.
        path: PathBuf,
        /// What it is, with its article.
        what: &'static str,
    },
    /// Not readable by this account.
    #[error("{} may not be read by this account. Ask its owner for the right to read it.", .0.display())]
    NotAllowed(PathBuf),
    /// A folder holds nothing that can be imported.
    #[error("{} holds no {wanted} files.", folder.display())]
    Nothing {
        /// The folder.
        folder: PathBuf,
        /// The endings looked for, in words.
        wanted: String,
    },
    /// Any other answer of the system.
    #[error("{} could not be read: {error}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// The answer.
        error: io::Error,
    },
}

impl InputError {
    fn from_io(path: &Path, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            io::ErrorKind::PermissionDenied => Self::NotAllowed(path.to_owned()),
            _ => Self::Io { path: path.to_owned(), error },
        }
    }
}

/// What a run knows an input by.
#[derive(Clone, Debug)]
pub struct InputId {
    /// Name as given.
    pub name: String,
    /// SHA-256 of its first 64 KiB as they lie on the disk.
    pub head_hash: [u8; 32],
    /// Size on the disk; 0 for an input that is no file, which cannot be taken up again after a stop.
    pub bytes: u64,
    /// Bytes read from the disk so far, for the progress bar.
    pub position: Arc<AtomicU64>,
    /// The header line of a table: its rows cannot be read again without it.
    pub header: Vec<u8>,
}

impl InputId {
    /// An input that is no file.
    pub fn made(name: impl Into<String>) -> Self {
        Self { name: name.into(), head_hash: [0; 32], bytes: 0, position: Arc::default(), header: Vec::new() }
    }
}

/// An open input: its identity, and its bytes, unpacked if it is gzip.
pub struct Input {
    /// For the run.
    pub id: InputId,
    /// For the codec.
    pub reader: Box<dyn BufRead + Send>,
}

/// What the first bytes look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// One JSON value, or one to a line.
    Json,
    /// HL7 version 2, alone or in a batch.
    Hl7,
    /// Nothing at all.
    Empty,
    /// Something else.
    Other,
}

impl Input {
    /// Opens a file. Gzip is told by its first bytes, whatever the name.
    pub fn open(path: &Path) -> Result<Self, InputError> {
        let fault = |error| InputError::from_io(path, error);
        refuse_odd(path, &std::fs::metadata(path).map_err(fault)?)?;
        let mut file = File::open(path).map_err(fault)?;
        let found = file.metadata().map_err(fault)?;
        refuse_odd(path, &found)?;
        let mut head = Vec::with_capacity(HEAD_BYTES as usize);
        file.by_ref().take(HEAD_BYTES).read_to_end(&mut head).map_err(fault)?;
        let id = InputId {
            name: path.display().to_string(),
            head_hash: Sha256::digest(&head).into(),
            bytes: found.len(),
            position: Arc::default(),
            header: Vec::new(),
        };
        let packed = head.starts_with(&[0x1f, 0x8b]);
        let counted =
            Counted { inner: io::Cursor::new(head).chain(file), position: Arc::clone(&id.position) };
        let reader: Box<dyn BufRead + Send> = if packed {
            let unpacked = MultiGzDecoder::new(BufReader::with_capacity(64 * 1024, counted));
            Box::new(BufReader::with_capacity(256 * 1024, unpacked))
        } else {
            Box::new(BufReader::with_capacity(256 * 1024, counted))
        };
        Ok(Self { id, reader })
    }

    /// What the first bytes look like; nothing is consumed.
    pub fn sniff(&mut self) -> io::Result<Sniffed> {
        let mut head = self.reader.fill_buf()?;
        if head.is_empty() {
            return Ok(Sniffed::Empty);
        }
        head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let head = head.trim_ascii_start();
        // MLLP frames begin with 0x0B.
        let head = head.strip_prefix(b"\x0b").unwrap_or(head);
        let is_hl7 = [&b"MSH"[..], b"FHS", b"BHS"].iter().any(|id| head.starts_with(id))
            && head.get(3).is_some_and(|c| !c.is_ascii_alphanumeric());
        Ok(match head.first() {
            None => Sniffed::Empty,
            Some(b'{' | b'[') => Sniffed::Json,
            Some(_) if is_hl7 => Sniffed::Hl7,
            Some(_) => Sniffed::Other,
        })
    }
}

/// All files of the paths, folders searched to their depths in the order of names. In folders only files with one of the
/// endings are taken, packed (`.gz`) or not; a file that is named itself is taken whatever its name.
pub fn find(paths: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, InputError> {
    let mut files = Vec::new();
    for path in paths {
        let found = std::fs::metadata(path).map_err(|error| InputError::from_io(path, error))?;
        if !found.is_dir() {
            refuse_odd(path, &found)?;
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        walk(path, endings, MAX_FOLDERS, &mut files)?;
        if files.len() == before {
            let wanted = endings.iter().map(|e| format!(".{e}")).collect::<Vec<_>>().join(", ");
            return Err(InputError::Nothing { folder: path.clone(), wanted });
        }
    }
    Ok(files)
}

fn walk(folder: &Path, endings: &[&str], depth: usize, files: &mut Vec<PathBuf>) -> Result<(), InputError> {
    let fault = |error| InputError::from_io(folder, error);
    let mut entries = std::fs::read_dir(folder)
        .map_err(fault)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(fault)?;
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        // A file that went away between the look and now is no fault of the others.
        let Ok(found) = std::fs::metadata(&path) else { continue };
        if hidden {
            continue;
        }
        if found.is_dir() && depth > 0 {
            walk(&path, endings, depth - 1, files)?;
        } else if found.is_file() && has_ending(&path, endings) {
            files.push(path);
        }
    }
    Ok(())
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    endings.iter().any(|ending| name.strip_suffix(ending).is_some_and(|stem| stem.ends_with('.')))
}

fn refuse_odd(path: &Path, found: &Metadata) -> Result<(), InputError> {
    let kind = found.file_type();
    let what = if kind.is_file() {
        return Ok(());
    } else if kind.is_dir() {
        return Err(InputError::Folder(path.to_owned()));
    } else if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    };
    Err(InputError::Odd { path: path.to_owned(), what })
}

/// Counts what is read from the disk.
struct Counted<R> {
    inner: R,
    position: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.position.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("chartroom-input-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn text(path: &Path) -> String {
        let mut text = String::new();
        Input::open(path).unwrap().reader.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn gzip_is_unpacked_whatever_its_name() {
        let folder = folder("gzip");
        let (plain, packed) = (folder.join("a.json"), folder.join("b.json"));
        std::fs::write(&plain, "{\"a\": 1}").unwrap();
        let mut both = Vec::new();
        for part in ["{\"a\":", " 1}"] {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gz.write_all(part.as_bytes()).unwrap();
            both.extend(gz.finish().unwrap());
        }
        std::fs::write(&packed, both).unwrap();
        assert_eq!(text(&plain), text(&packed));
        let mut input = Input::open(&packed).unwrap();
        assert_eq!(input.sniff().unwrap(), Sniffed::Json);
        assert_ne!(input.id.head_hash, Input::open(&plain).unwrap().id.head_hash);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn folders_are_searched_in_order() {
        let folder = folder("walk");
        std::fs::create_dir_all(folder.join("b/c")).unwrap();
        for name in ["z.json", "b/c/x.ndjson.gz", "b/a.JSON", "notes.txt", ".hidden.json"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let found = find(std::slice::from_ref(&folder), &["json", "ndjson"]).unwrap();
        let names: Vec<_> =
            found.iter().map(|p| p.strip_prefix(&folder).unwrap().display().to_string()).collect();
        assert_eq!(names, ["b/a.JSON", "b/c/x.ndjson.gz", "z.json"]);
        assert!(matches!(find(std::slice::from_ref(&folder), &["hl7"]), Err(InputError::Nothing { .. })));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn odd_inputs_are_refused_by_name() {
        let folder = folder("odd");
        let pipe = folder.join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0)
            .unwrap();
        assert!(matches!(Input::open(&pipe), Err(InputError::Odd { what: "a pipe", .. })));
        assert!(matches!(find(&[pipe], &["json"]), Err(InputError::Odd { .. })));
        assert!(matches!(Input::open(&folder), Err(InputError::Folder(_))));
        assert!(matches!(Input::open(&folder.join("none")), Err(InputError::Missing(_))));
        assert!(matches!(Input::open(Path::new("/dev/null")), Err(InputError::Odd { what: "a device", .. })));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn first_bytes_tell_the_format() {
        let folder = folder("sniff");
        for (bytes, want) in [
            (&b"\xef\xbb\xbfMSH|^~\\&|"[..], Sniffed::Hl7),
            (b"\x0bFHS|", Sniffed::Hl7),
            (b"\r\n [", Sniffed::Json),
            (b"MSHAPE", Sniffed::Other),
            (b"", Sniffed::Empty),
            (b"id,name", Sniffed::Other),
        ] {
            let path = folder.join("x");
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(Input::open(&path).unwrap().sniff().unwrap(), want, "{bytes:?}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
