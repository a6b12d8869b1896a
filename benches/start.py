#!/usr/bin/python3
"""Start of the window, from exec to its first frame and to the last change of the picture, and the
most memory it held; several programs in alternating rounds, the least and the median of each.

benches/start.py [options] PROGRAM… [-- FILE…]
  --rounds N      rounds (5)
  --cores N       processors it may use (2)
  --memory GB     address space it may use (3)
  --fresh         the program lies on a file system mounted anew in every round: not in memory
  --cold          besides, nothing of any disk is in memory (drops the caches of the whole system)
  --rate MB       with --fresh or --cold: a disk that reads so many MB a second (cgroup v1, blkio)

Needs Xvfb (1366x768, no graphics card) and, for what is fresh or cold, root. The files read are
those of ../shared/bench/gen_data.py in $BENCH_DATA. Lines of JSON; times in milliseconds.
"""
import argparse, json, mmap, os, resource, shutil, statistics, subprocess, sys, tempfile, time, zlib
from pathlib import Path

DISPLAY = ":97"
QUIET = 2.0  # seconds without a change: the picture is whole
BLKIO = Path("/sys/fs/cgroup/blkio/allpa-start")


def sh(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def device(path):
    """The disk, as major:minor, that holds a path."""
    number = os.stat(path).st_dev
    name = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve()
    if (name / "partition").exists():
        name = name.parent
    return (name / "dev").read_text().strip()


class Stick:
    """A file system in a file, with the program on it."""

    def __init__(self, program, work):
        self.image, self.place = work / "stick.img", work / "stick"
        self.place.mkdir(exist_ok=True)
        size = os.stat(program).st_size // 2**20 + 40
        sh("truncate", "-s", f"{size}M", self.image)
        sh("mkfs.ext4", "-q", "-F", self.image)
        self.mount()
        shutil.copy(program, self.place / "allpa")
        self.unmount()

    def mount(self):
        sh("mount", "-o", "loop", self.image, self.place)

    def unmount(self):
        sh("sync")
        sh("umount", self.place)


def throttle(rate, places):
    for disk in {device(place) for place in places}:
        (BLKIO / "blkio.throttle.read_bps_device").write_text(f"{disk} {int(rate * 1e6)}")


def bytes_read():
    lines = (BLKIO / "blkio.throttle.io_service_bytes").read_text().splitlines()
    return sum(int(line.split()[2]) for line in lines if len(line.split()) == 3 and line.split()[1] == "Read")


def start(program, files, screen, options, work):
    home = work / "home"
    shutil.rmtree(home, ignore_errors=True)
    (home / ".config/allpa").mkdir(parents=True)
    (home / ".config/allpa/preferences.json").write_text("{}")
    limits = {"DISPLAY": DISPLAY, "HOME": str(home), "XDG_CACHE_HOME": str(work / "cache"),
              "LIBGL_ALWAYS_SOFTWARE": "1", "PATH": os.environ["PATH"]}

    def confine():
        if BLKIO.exists():
            (BLKIO / "cgroup.procs").write_text(str(os.getpid()))
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: options.cores]))
        resource.setrlimit(resource.RLIMIT_AS, (int(options.memory * 2**30),) * 2)

    empty = zlib.crc32(screen)
    before = bytes_read() if BLKIO.exists() else 0
    begin = time.monotonic()
    run = subprocess.Popen([program, *files], env=limits, preexec_fn=confine,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    first = last = None
    seen = empty
    while run.poll() is None:
        now, shown = time.monotonic() - begin, zlib.crc32(screen)
        if shown != seen:
            seen, last = shown, now
            first = first or now
        elif last and now - last > QUIET or now > 180:
            break
        time.sleep(0.004)
    status = Path(f"/proc/{run.pid}/status").read_text() if run.poll() is None else ""
    peak = next((int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line), None)
    read = (bytes_read() - before) / 1e6 if BLKIO.exists() else None
    run.terminate()
    run.wait()
    time.sleep(0.3)
    if first is None:
        sys.exit(f"{program} drew nothing")
    return {"first_ms": first * 1e3, "last_ms": last * 1e3, "peak_mb": peak, "read_mb": read}


def main():
    arguments = sys.argv[1:]
    files = arguments[arguments.index("--") + 1:] if "--" in arguments else []
    arguments = arguments[: arguments.index("--")] if "--" in arguments else arguments
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--memory", type=float, default=3)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--rate", type=float)
    options = parser.parse_args(arguments)
    work = Path(tempfile.mkdtemp())
    frames = work / "frames"
    frames.mkdir()
    server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1366x768x24", "-noreset", "-fbdir", frames],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    held = open(frames / "Xvfb_screen0", "rb")
    screen = mmap.mmap(held.fileno(), 0, prot=mmap.PROT_READ)
    is_fresh = options.fresh or options.cold
    if is_fresh:
        BLKIO.mkdir(exist_ok=True)
    runs = {program: [] for program in options.programs}
    try:
        for _ in range(options.rounds):
            for program in options.programs:
                place = program
                if is_fresh:
                    stick = Stick(program, work)
                    if options.cold:
                        sh("sync")
                        Path("/proc/sys/vm/drop_caches").write_text("3")
                    stick.mount()
                    place = stick.place / "allpa"
                if options.rate:
                    throttle(options.rate, [place, "/usr/lib"] if options.cold else [place])
                try:
                    runs[program].append(start(place, files, screen, options, work))
                finally:
                    if is_fresh:
                        stick.unmount()
    finally:
        server.terminate()
        if BLKIO.exists():
            BLKIO.rmdir()
        screen.close()
        held.close()
        shutil.rmtree(work, ignore_errors=True)
    for program, made in runs.items():
        told = {"program": program, "files": [Path(file).name for file in files], "n": len(made)}
        for key in made[0]:
            values = [one[key] for one in made if one[key] is not None]
            if values:
                told[key] = {"least": round(min(values), 1), "median": round(statistics.median(values), 1)}
        print(json.dumps(told))


main()
