#!/usr/bin/env python3
"""resources.py PID RUNS LOG: watches a pipeline until it has done so many runs, prints what it took,
and fails if a run was not complete, it was out of memory, or its memory grows.

Resident memory is asked twice a second. It is flat if its median over the last quarter of the runs
is at most a tenth above that over the second quarter; the first is the JVM's warming up.
"""
import re
import statistics
import sys
import threading
import time

TICKS = 100  # a second, wherever Linux runs Java
MEBI = 1 << 20

pid, runs, log = int(sys.argv[1]), int(sys.argv[2]), open(sys.argv[3], errors="replace")
begin = time.monotonic()
ends, ready = [], []


def read_log():
    for line in log:
        if re.search(r"profile \w+, schedule", line):
            ready.append(time.monotonic() - begin)
        end = re.search(r"run \S+ is ([A-Z]+)", line)
        if end:
            ends.append(end.group(1))


def proc(file):
    with open(f"/proc/{pid}/{file}") as f:
        return f.read()


def status(key):
    return int(re.search(rf"^{key}:\s+(\d+)", proc("status"), re.M).group(1))


def cpu_seconds():
    fields = proc("stat").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


threading.Thread(target=read_log, daemon=True).start()
taken = []  # runs done, resident MiB, CPU seconds, threads
try:
    while len(ends) < runs:
        if time.monotonic() - begin > 60 + 5 * runs:
            sys.exit(f"only {len(ends)} runs in {time.monotonic() - begin:.0f} s")
        taken.append((len(ends), status("VmRSS") / 1024, cpu_seconds(), status("Threads")))
        time.sleep(0.5)
    peak = status("VmHWM") / 1024
except (FileNotFoundError, ProcessLookupError, AttributeError):
    sys.exit(f"the process ended after {len(ends)} runs")


def median(first, last):
    return statistics.median(m for done, m, _, _ in taken if first * runs <= done <= last * runs)


idle = [t for t in taken if t[0] == 0][-1]
half = [t for t in taken if t[0] <= runs / 2][-1]
second, fourth = median(0.25, 0.5), median(0.75, 1)
print(f"  runs                       {len(ends):8d}")
print(f"  seconds to the schedule    {ready[0]:8.1f}")
print(f"  CPU seconds to there       {idle[2]:8.1f}")
print(f"  CPU seconds a run, later   {(taken[-1][2] - half[2]) / (taken[-1][0] - half[0]):8.2f}")
print(f"  resident MiB before a run  {idle[1]:8.0f}")
print(f"    second quarter, median   {second:8.0f}")
print(f"    last quarter, median     {fourth:8.0f}")
print(f"    peak                     {peak:8.0f}")
print(f"  threads                    {taken[-1][3]:8d}")
if set(ends) != {"COMPLETE"}:
    sys.exit(f"not every run was complete: {sorted(set(ends))}")
if fourth > 1.1 * second:
    sys.exit("its memory grows")
