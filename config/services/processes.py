import subprocess
from pathlib import Path


def command_line(pid: int) -> str:
    """The words a process was started with; empty when there is no such process."""
    if Path("/proc/self").exists():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return words.replace(b"\0", b" ").decode(errors="replace").strip()
    command = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
