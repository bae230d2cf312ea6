//! What a program asked of the system, as strace tells it.

use std::{
    collections::HashMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    model::{Op, numbers, snapshot},
    ways::Way,
};

const CALLS: &str = "trace=openat,open,creat,close,read,lseek,write,pwrite64,writev,ftruncate,rename,renameat,renameat2,\
                     linkat,unlink,unlinkat,mkdir,mkdirat,fsync,fdatasync,copy_file_range,sendfile,splice,fcntl,dup";

/// An open file: its number or the folder that it is, and where it is read and written.
struct Open {
    file: Option<usize>,
    path: PathBuf,
    at: usize,
    appends: bool,
}

/// Lets the program go one way in a folder, and returns what it asked.
pub fn record(way: &Way, dir: &Path) -> Result<Vec<Op>, String> {
    let mut files = numbers(&snapshot(dir));
    let mut sizes: HashMap<usize, Vec<u8>> =
        files.iter().map(|(path, number)| (*number, fs::read(dir.join(path)).unwrap())).collect();
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("strace");
    command.args(["-f", "-xx", "-s", "100000000", "-e", CALLS]);
    if let Some(fault) = way.fault {
        command.args(["-e", fault]);
    }
    command.arg("-o").arg(log.path()).arg(env::current_exe().unwrap()).args(["way", way.name]).arg(dir);
    let output = command.output().unwrap();
    let trace = fs::read_to_string(log.path()).unwrap();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("strace cannot trace here: {said}"));
    }
    let mut opened: HashMap<usize, Open> = HashMap::new();
    let mut ops = Vec::new();
    let mut next = files.len();
    for line in trace.lines() {
        let Some((call, args, result)) = parts(line) else { continue };
        let fd = |idx: usize| args.get(idx).and_then(|arg| arg.parse::<usize>().ok());
        let path = |idx: usize| -> Option<PathBuf> {
            let path = PathBuf::from(String::from_utf8(text(args.get(idx)?)).ok()?);
            path.strip_prefix(dir).ok().map(Path::to_path_buf)
        };
        match call {
            "openat" => {
                let flags = args[2];
                let Some(name) = path(1) else {
                    opened.remove(&result);
                    continue;
                };
                let is_folder = dir.join(&name).is_dir() || flags.contains("O_DIRECTORY");
                if !is_folder && !files.contains_key(&name) {
                    assert!(flags.contains("O_CREAT"), "{line}");
                    files.insert(name.clone(), next);
                    sizes.insert(next, Vec::new());
                    ops.push(Op::Create(name.clone(), next));
                    next += 1;
                }
                let file = files.get(&name).copied().filter(|_| !is_folder);
                if let Some(file) = file.filter(|_| flags.contains("O_TRUNC")) {
                    sizes.insert(file, Vec::new());
                    ops.push(Op::Cut(file, 0));
                }
                opened.insert(result, Open { file, path: name, at: 0, appends: flags.contains("O_APPEND") });
            }
            "close" => _ = fd(0).and_then(|fd| opened.remove(&fd)),
            "read" => {
                if let Some(open) = fd(0).and_then(|fd| opened.get_mut(&fd)) {
                    open.at += result;
                }
            }
            "lseek" => {
                if let Some(open) = fd(0).and_then(|fd| opened.get_mut(&fd)) {
                    open.at = result;
                }
            }
            "write" if fd(0) == Some(1) => {
                let said = String::from_utf8(text(args[1])).unwrap();
                ops.extend(said.lines().map(|line| Op::Acknowledge(line.to_owned())));
            }
            "write" => {
                let Some(open) = fd(0).and_then(|fd| opened.get_mut(&fd)) else { continue };
                let bytes = text(args[1])[..result].to_vec();
                written(open, bytes, &mut sizes, &mut ops);
            }
            "copy_file_range" => {
                let Some((from, to)) = fd(0).zip(fd(2)) else { continue };
                let Some(from) = opened.get_mut(&from) else { continue };
                let bytes = sizes[&from.file.unwrap()][from.at..from.at + result].to_vec();
                from.at += result;
                let Some(open) = opened.get_mut(&to) else { continue };
                written(open, bytes, &mut sizes, &mut ops);
            }
            "ftruncate" => {
                let Some(file) = fd(0).and_then(|fd| opened.get(&fd)?.file) else { continue };
                let len = args[1].parse().unwrap();
                sizes.entry(file).or_default().resize(len, 0);
                ops.push(Op::Cut(file, len));
            }
            "rename" | "renameat" | "renameat2" => {
                let idx = usize::from(call != "rename");
                let (Some(from), Some(to)) = (path(idx), path(2 * idx + 1)) else { continue };
                if let Some(file) = files.remove(&from) {
                    files.insert(to.clone(), file);
                }
                ops.push(Op::Rename(from, to));
            }
            "unlink" | "unlinkat" => {
                let Some(name) = path(usize::from(call == "unlinkat")) else { continue };
                files.remove(&name);
                ops.push(Op::Remove(name));
            }
            "mkdir" | "mkdirat" => {
                ops.extend(path(usize::from(call == "mkdirat")).map(Op::Mkdir));
            }
            "fsync" | "fdatasync" => {
                let Some(open) = fd(0).and_then(|fd| opened.get(&fd)) else { continue };
                ops.push(match open.file {
                    Some(file) => Op::Sync(file),
                    None => Op::SyncFolder(open.path.clone()),
                });
            }
            "fcntl" => assert!(!args[1].contains("DUP"), "{line}"),
            other => assert!(fd(0).is_none_or(|fd| !opened.contains_key(&fd)), "{other}: {line}"),
        }
    }
    Ok(ops)
}

/// Takes note of bytes that were written.
fn written(open: &mut Open, bytes: Vec<u8>, sizes: &mut HashMap<usize, Vec<u8>>, ops: &mut Vec<Op>) {
    let Some(file) = open.file else { return };
    let whole = sizes.entry(file).or_default();
    let at = if open.appends { whole.len() } else { open.at };
    let end = at + bytes.len();
    if whole.len() < end {
        whole.resize(end, 0);
    }
    whole[at..end].copy_from_slice(&bytes);
    open.at = end;
    ops.push(Op::Write(file, at, bytes));
}

/// Returns the call, its arguments and its result, where it succeeded.
fn parts(line: &str) -> Option<(&str, Vec<&str>, usize)> {
    assert!(!line.contains("<unfinished"), "one thread writes: {line}");
    let line = line.split_once(' ').map_or(line, |(_, rest)| rest.trim_start());
    let (call, rest) = line.split_once('(')?;
    let (args, result) = rest.rsplit_once(" = ")?;
    let result = result.split(' ').next()?.parse().ok()?;
    let args = args.trim_end().strip_suffix(')')?;
    // All texts are written as hexadecimal digits, so they hold no comma.
    Some((call, args.split(", ").collect(), result))
}

/// Reads a text of hexadecimal digits.
fn text(arg: &str) -> Vec<u8> {
    let digits = arg.trim_matches('"').split("\\x").skip(1);
    digits.map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}
