#!/usr/bin/env python3
"""What keys cost on a real terminal: byline beside pagers, editors and readers, in one run. Standard library only.

    screen.py BYLINE [--rounds N] [--sizes 5k,1M,10M,100M] [--only byline,less] [--relay]

Every program runs on a pseudo-terminal of 120 by 40 with an empty home, and all of them take turns, so that a busy
machine meets all of them. Printed are medians: time to the first content, time and bytes for a key, and the memory at
its highest. A key's time runs from writing it to the last byte of its answer, and its end is seen by silence, which is
not counted. `--relay` lets what is written through at 9,600 bits a second, and prints how long a key takes then.
What is not installed is left out. `byline*` are ours: with the pane, without it (`byline-alone`), and on a terminal that
can move rows between a left and a right margin (`byline-margins`).
"""
import argparse, fcntl, os, pty, re, select, shutil, signal, statistics, struct, sys, tempfile, termios, time, zipfile

COLUMNS, ROWS = 120, 40
FIRST = "The ferry had left before anyone counted the crates"
LAST = "Vellacourt"
QUIET = 0.025
SIZES = {"5k": 5_000, "1M": 1_000_000, "10M": 10_000_000, "100M": 100_000_000}


class Chance:
    """Numbers that look like chance (xorshift), the same in every run."""

    def __init__(self):
        self.state = 0x2545F4914F6CDD1D

    def pick(self, words):
        self.state ^= self.state << 13 & 0xFFFFFFFFFFFFFFFF
        self.state ^= self.state >> 7
        self.state ^= self.state << 17 & 0xFFFFFFFFFFFFFFFF
        return words[(self.state >> 11) % len(words)]


def prose(length):
    """News of about a length, one paragraph a line; a rare name stands at 95 in a hundred."""
    chance, parts, n, rare = Chance(), [FIRST + ", and the quay was dark.\n\n"], 0, length < 10_000
    first = ["Ana", "Tomás", "Inês", "Marta", "Nilo", "Ruth", "Olek", "Dina", "Hugo", "Clara", "Samir", "Yara"]
    last = ["Ruiz", "Leite", "Prado", "Okoye", "Aranha", "Kowal", "Berg", "Whitlock", "Tanaka", "Moreau", "Sand"]
    place = ["Porto Alto", "Lisbon", "the harbor", "North Quay", "Zürich", "Salt Street", "Bergen", "the old mill"]
    body = ["the Port Union", "the council", "Aranha & Sons", "the Harbor Authority", "the Coast Guard"]
    claim = ["we will rebuild the bridge by 2027", "it is too early to promise a date", "the money was there all along",
             "nobody asked the people on the other side", "what the storm took, the town can put back"]
    thing = ["ledger", "crane", "ferry", "contract", "inquiry", "winter", "bridge", "survey", "warehouse", "signal"]
    while n < length:
        a, b = chance.pick(first) + " " + chance.pick(last), chance.pick(last)
        text = (f"{a} of {chance.pick(body)} came to {chance.pick(place)} on Monday and asked about the {chance.pick(thing)}. "
                f"“{chance.pick(claim)},” {chance.pick(['said', 'wrote', 'added'])} Mr. {b}, “and {chance.pick(claim)}.” "
                f"The {chance.pick(thing)} and the {chance.pick(thing)} stood empty; about 1,200 people had waited "
                f"since the {chance.pick(thing)} of that year, and {chance.pick(body)} counted half as many.\n\n")
        if not rare and n > length * 0.95:
            text, rare = f"{LAST} was the last to leave. " + text, True
        parts.append(text)
        n += len(text.encode())
    return "".join(parts)


def make(folder, size):
    """The sources of a size: text, book and feed."""
    path = os.path.join(folder, f"{size}.txt")
    text = prose(SIZES[size])
    with open(path, "w") as out:
        out.write(text)
    if SIZES[size] <= 1_000_000:
        paragraphs = "".join(f"<p>{line}</p>" for line in text.replace("&", "&amp;").split("\n\n") if line)
        page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>{paragraphs}</body></html>'
        with zipfile.ZipFile(os.path.join(folder, f"{size}.epub"), "w") as book:
            book.writestr("mimetype", "application/epub+zip")
            book.writestr("META-INF/container.xml", '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:'
                          'tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="c.opf" media-type="application/'
                          'oebps-package+xml"/></rootfiles></container>')
            book.writestr("c.opf", '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-'
                          'identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title><dc:'
                          'identifier id="i">t</dc:identifier><dc:language>en</dc:language></metadata><manifest><item id="p" '
                          'href="p.xhtml" media-type="application/xhtml+xml"/><item id="n" href="n.ncx" media-type="application/'
                          'x-dtbncx+xml"/></manifest><spine toc="n"><itemref idref="p"/></spine></package>')
            book.writestr("n.ncx", '<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">'
                          '<navMap><navPoint id="a" playOrder="1"><navLabel><text>T</text></navLabel><content src="p.xhtml"/>'
                          '</navPoint></navMap></ncx>')
            book.writestr("p.xhtml", page)
        with open(os.path.join(folder, f"{size}.rss"), "w") as feed:
            escaped = paragraphs.replace("&", "&amp;").replace("<", "&lt;")
            feed.write(f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>http://localhost/</link>'
                       f"<item><title>Item</title><guid>1</guid><description>{escaped}</description></item></channel></rss>")
    return path


def programs(byline, folder):
    """Name: command, keys before the first content, line, page, end, top, search, how to leave, kind of source."""
    ours = dict(line=b"j", page=b" ", end=b"G", top=b"gg", search=b"/%s\r", leave=b"\x1bq", kind="txt")
    table = {
        "byline": dict(ours, argv=[byline, "{}"]),
        "byline-margins": dict(ours, argv=[byline, "{}"], margins=True),
        "byline-alone": dict(ours, argv=[byline, "{}"], before=b"|"),
        "less": dict(argv=["less", "{}"], line=b"j", page=b" ", end=b"G", top=b"g", search=b"/%s\r", leave=b"q", kind="txt"),
        "kakoune": dict(argv=["kak", "-n", "-ro", "-e", "add-highlighter global/ wrap -word", "{}"], line=b"vj", page=b"\x06",
                        end=b"ge", top=b"gg", search=b"/%s\r", leave=b"\x1b:q!\r", kind="txt"),
        "w3m": dict(argv=["w3m", "{}"], line=b"J", page=b" ", end=b"G", top=b"g", search=b"/%s\r", leave=b"Q", kind="txt"),
        "epy": dict(argv=[os.environ.get("EPY", "epy"), "{}"], line=b"j", page=b" ", end=b"G", top=b"gg", search=None,
                    leave=b"q", kind="epub"),
        "newsboat": dict(argv=["newsboat", "-r", "-u", folder + "/{size}.urls", "-c", folder + "/{size}.cache"],
                         before=b"\r\r", line=b"\x1b[B", page=b" ", end=b"\x1b[F", top=b"\x1b[H", search=None, leave=b"qqqq",
                         kind="rss"),
    }
    return {name: it for name, it in table.items() if shutil.which(it["argv"][0])}


ESCAPES = re.compile(rb"\x1b\[([?0-9;<>=]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][A-Z0-9]|\x1b[=>78MHc]")


def words(data):
    """What was written without commands; cursor movements to the right stand for spaces."""
    plain = ESCAPES.sub(lambda m: b" " if m.group(2) == b"C" else b"", data)
    return re.sub(r"\s+", " ", plain.decode("utf-8", "replace"))


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, argv, home, margins, rate=None):
        self.began, self.margins, self.rate, self.asked = time.perf_counter(), margins, rate, b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            env = {"PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LESSHISTFILE": "-",
                   "BYLINE_DATA_DIR": home + "/data"}
            try:
                os.execvpe(argv[0], argv, env)
            finally:
                os._exit(127)

    def answer(self, data):
        """Answers what programs ask of a terminal."""
        self.asked = (self.asked + data)[-64:] if b"\x1b" in data else b""
        if b"\x1b[c" in data:
            os.write(self.fd, b"\x1b[?64;22c")
        if b"\x1b[6n" in data:
            os.write(self.fd, b"\x1b[1;1R")
        if self.margins and b"\x1b[?69$p" in data:
            os.write(self.fd, b"\x1b[?69;2$y")

    def read(self, wait):
        """What comes within a time, or nothing."""
        if not select.select([self.fd], [], [], wait)[0]:
            return None
        try:
            data = os.read(self.fd, 1 << 16 if self.rate is None else 96)
        except OSError:
            return b""
        if self.rate is not None:
            time.sleep(len(data) / self.rate)
        self.answer(data)
        return data

    def until(self, wanted, limit):
        """Seconds since the beginning until words are on the screen."""
        seen = b""
        while time.perf_counter() - self.began < limit:
            data = self.read(0.5)
            if data == b"":
                return None
            seen += data or b""
            if wanted in words(seen):
                return time.perf_counter() - self.began
        return None

    def settle(self, quiet=0.3, limit=90):
        """Waits until nothing comes and the program rests; returns the bytes that came."""
        began, n, cpu = time.perf_counter(), 0, self.cpu()
        while time.perf_counter() - began < limit:
            data = self.read(quiet)
            if data == b"":
                break
            now = self.cpu()
            if data is None and now - cpu < quiet / 4:
                break
            n, cpu = n + len(data or b""), now
        return n

    def press(self, keys, quiet=QUIET, limit=30, busy=False):
        """Seconds from a key to the last byte of its answer, and the bytes of that."""
        began = last = time.perf_counter()
        os.write(self.fd, keys)
        n, cpu = 0, self.cpu() if busy else 0
        while time.perf_counter() - began < limit:
            data = self.read(quiet)
            if data:
                last, n = time.perf_counter(), n + len(data)
            elif data == b"":
                break
            elif busy and self.cpu() - cpu >= quiet / 4:
                cpu = self.cpu()
            else:
                break
        return last - began, n

    def resize(self, columns):
        """Seconds from another width to the last byte of the answer."""
        began = last = time.perf_counter()
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
        while data := self.read(0.06):
            last = time.perf_counter()
        return last - began

    def memory(self, what="VmHWM"):
        """MiB of a line of what the system knows of the process."""
        try:
            with open(f"/proc/{self.pid}/status") as status:
                return next(int(line.split()[1]) / 1024 for line in status if line.startswith(what + ":"))
        except (OSError, StopIteration):
            return 0.0

    def cpu(self):
        """Seconds of processor time."""
        try:
            with open(f"/proc/{self.pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
                return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return 0.0

    def end(self, leave):
        """Leaves, or ends what does not leave."""
        for byte in re.findall(rb"\x1b\[.|.", leave, re.S):
            try:
                os.write(self.fd, byte)
            except OSError:
                break
            while self.read(0.05):
                pass
        for _ in range(100):
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
            self.read(0.02)
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def one(name, program, source, size, relay, keys):
    """Figures of one start of a program on a source."""
    home = tempfile.mkdtemp(prefix="byline-screen-")
    found = {}
    try:
        path = os.path.splitext(source)[0] + "." + program["kind"]
        if not os.path.exists(path):
            return found
        if name == "newsboat":
            with open(os.path.splitext(source)[0] + ".urls", "w") as urls:
                urls.write("file://" + path + "\n")
        argv = [part.replace("{size}", size).replace("{}", path) for part in program["argv"]]
        terminal = Terminal(argv, home, program.get("margins", False), 960 if relay else None)
        if program.get("before") and name != "byline-alone":
            terminal.settle()
            for byte in program["before"]:
                terminal.press(bytes([byte]), 0.3)
        else:
            ready = terminal.until(FIRST, 120)
            if ready is None:
                terminal.end(program["leave"])
                return found
            found["first ms"] = ready * 1000
        terminal.settle(0.6 if SIZES[size] < 20_000 else 1.0)
        if program.get("before") and name == "byline-alone":
            terminal.press(program["before"])
        if not relay:
            found["start MiB"] = terminal.memory()
        line, page = zip(*[terminal.press(program["line"], 0.3 if relay else QUIET) for _ in range(keys)]), None
        seconds, n_bytes = line
        found["line ms"], found["line p99"] = statistics.median(seconds) * 1000, percentile(seconds, 0.99) * 1000
        found["line B"] = statistics.mean(n_bytes)
        page = [terminal.press(program["page"], 0.3 if relay else QUIET) for _ in range(max(keys // 10, 3))]
        found["page ms"] = statistics.median(seconds for seconds, _ in page) * 1000
        found["page B"] = statistics.mean(n for _, n in page)
        if not relay and SIZES[size] > 20_000:
            found["end ms"] = terminal.press(program["end"], 0.1, busy=True)[0] * 1000
            terminal.press(program["top"], 0.1, busy=True)
            found["end 2 ms"] = terminal.press(program["end"], 0.1, busy=True)[0] * 1000
            terminal.press(program["top"], 0.1, busy=True)
            if program["search"]:
                found["search ms"] = terminal.press(program["search"] % LAST.encode(), 0.1, busy=True)[0] * 1000
                terminal.press(b"\x1b" if name.startswith("byline") else b"", 0.1)
            found["resize ms"] = terminal.resize(100) * 1000
            before = terminal.cpu()
            terminal.settle(1.0, 1.5)
            found["idle s"] = terminal.cpu() - before
            found["peak MiB"], found["now MiB"] = terminal.memory(), terminal.memory("VmRSS")
        terminal.end(program["leave"])
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("byline")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", default="5k,1M,10M,100M")
    parser.add_argument("--only", default="")
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--relay", action="store_true")
    wanted = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="byline-screen-sources-")
    try:
        table = programs(os.path.abspath(wanted.byline), folder)
        if wanted.only:
            table = {name: it for name, it in table.items() if name in wanted.only.split(",")}
        for size in wanted.sizes.split(","):
            source = make(folder, size)
            got = {name: [] for name in table}
            for _ in range(wanted.rounds):
                for name, program in table.items():
                    got[name].append(one(name, program, source, size, wanted.relay, 10 if wanted.relay else wanted.keys))
            columns = list(dict.fromkeys(key for runs in got.values() for run in runs for key in run))
            print(f"\n{size}\n| program | " + " | ".join(columns) + " |\n|---" * 1 + "|---" * len(columns) + "|")
            for name, runs in got.items():
                if not any(runs):
                    continue
                cells = [[run[column] for run in runs if column in run] for column in columns]
                shown = [f"{statistics.median(cell):.3g}" if cell else "" for cell in cells]
                print(f"| {name} | " + " | ".join(shown) + " |", flush=True)
            os.remove(source)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
