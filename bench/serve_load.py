#!/usr/bin/env python3
"""Load on `kawat serve`: requests at a fixed rate, whether or not the last ones are answered, and how long each took.

usage: serve_load.py ADDRESS [--rate 200] [--seconds 20] [--what pairs,stories] [--idle N] [--slow N] [--pid PID] [--cold]

Pairs are drawn by Zipf's law from the first 500 of /pairs, for series in months and lists of stories (the first page, the second, and
those of one type or year). --idle and --slow hold that many connections open that ask nothing, or write a header letter by letter.
--pid: processor time and memory of the server. --cold: every request is a new one for the cache.
"""
import argparse
import asyncio
import json
import os
import random
import time
import urllib.request


def used(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    ticks = os.sysconf("SC_CLK_TCK")
    memory = int(open(f"/proc/{pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return (int(fields[11]) + int(fields[12])) / ticks, memory


class Load:
    def __init__(self, args):
        self.args, self.dice = args, random.Random(1)
        self.host, self.port = args.address.split("//")[1].strip("/").split(":")
        with urllib.request.urlopen(args.address.rstrip("/") + "/api/v1/pairs?limit=500") as answer:
            self.pairs = [(p["a"], p["b"]) for p in json.load(answer)["items"]]
        self.free, self.times, self.failed, self.sent = [], {}, 0, 0

    def target(self):
        a, b = self.pairs[int(len(self.pairs) ** self.dice.random()) - 1]
        kind = self.dice.choice(self.args.what.split(","))
        new = f"&min_confidence={0.3 * self.dice.random():.9f}" if self.args.cold else ""
        if kind == "pairs":
            return kind, f"/api/v1/pairs/{a}/{b}?step=month{new}"
        if kind == "overview":
            return kind, "/api/v1/overview"
        more = self.dice.choice(["", "", "", "&order=told", f"&from={self.dice.randrange(2015, 2025)}", "&type=ACCUSE,ASSAULT", "&limit=20"])
        return kind, f"/api/v1/pairs/{a}/{b}/stories?{more}{new}".replace("?&", "?").rstrip("?")

    async def ask(self):
        kind, target = self.target()
        began = time.monotonic()
        self.sent += 1
        try:
            reader, writer = self.free.pop() if self.free else await asyncio.open_connection(self.host, self.port)
            writer.write(f"GET {target} HTTP/1.1\r\nHost: {self.host}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
            length = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")][0]
            await asyncio.wait_for(reader.readexactly(length), 30)
            if not head.startswith(b"HTTP/1.1 200"):
                self.failed += 1
            self.free.append((reader, writer))
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            self.failed += 1
        self.times.setdefault(kind, []).append(time.monotonic() - began)

    async def hold(self, slow):
        while True:
            try:
                reader, writer = await asyncio.open_connection(self.host, self.port)
                if not slow:
                    await reader.read()
                    continue
                for letter in "GET /api/v1/overview HTTP/1.1\r\nX: " + "a" * 10000:
                    writer.write(letter.encode())
                    await writer.drain()
                    await asyncio.sleep(0.2)
            except OSError:
                await asyncio.sleep(0.1)

    async def run(self):
        held = [asyncio.create_task(self.hold(i < self.args.slow)) for i in range(self.args.slow + self.args.idle)]
        if held:
            await asyncio.sleep(2)
        before = used(self.args.pid) if self.args.pid else (0, 0)
        began, tasks = time.monotonic(), set()
        for number in range(int(self.args.rate * self.args.seconds)):
            wait = began + number / self.args.rate - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(self.ask())
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        while tasks:
            await asyncio.sleep(0.01)
        seconds = time.monotonic() - began
        for kind, times in sorted(self.times.items()):
            times.sort()
            at = lambda p, t=times: 1000 * t[min(len(t) - 1, int(p * len(t)))]
            print(f"{kind:8} {len(times):7} requests  median {at(.5):6.1f} ms  90 % {at(.9):6.1f}  99 % {at(.99):6.1f}  longest {at(1):6.1f}")
        print(f"{self.sent / seconds:.0f} requests/s, {self.failed} failed")
        if self.args.pid:
            after = used(self.args.pid)
            print(f"server: {1000 * (after[0] - before[0]) / self.sent:.2f} ms of processor a request, "
                  f"{before[1] / 1e6:.0f} → {after[1] / 1e6:.0f} MB")
        for task in held:
            task.cancel()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("address")
    ap.add_argument("--rate", type=float, default=200)
    ap.add_argument("--seconds", type=float, default=20)
    ap.add_argument("--what", default="pairs,stories")
    ap.add_argument("--idle", type=int, default=0)
    ap.add_argument("--slow", type=int, default=0)
    ap.add_argument("--pid", type=int)
    ap.add_argument("--cold", action="store_true")
    asyncio.run(Load(ap.parse_args()).run())


if __name__ == "__main__":
    main()
