#!/usr/bin/env python3
"""The page: types, layout, unit tests, weight; and in a browser against `kawat serve` on the sample archive.

usage: check_page.py KAWAT            types, layout, unit tests, weight of what is delivered
       check_page.py KAWAT --browser  each view in Chromium (web/tests/views.mjs); screenshots in build/page-shots

Exits 77 (skipped) where Node.js, the packages of the tests or Chromium are missing: script/setup --all installs them.
"""
import gzip
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
MOST_BYTES = 400 * 1024
# One article whose text is full of markup: the page must show it as it stands.
HOSTILE = {
    "id": "markup-1",
    "outlet": "Markup Daily",
    "title": "Minister <script>document.title='x'</script> visits",
    "url": "javascript:alert(1)",
    "published": "2024-05-02",
    "language": "en",
    "text": 'Russia <b onclick="alert(1)"><img src=x onerror="alert(2)"> attacked Ukraine on Wednesday.',
}


def skip(why):
    print(f"skipped: {why}; script/setup --all installs it")
    sys.exit(77)


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {done.returncode}")
    return done


def without_browser():
    run(WEB / "node_modules/.bin/tsc", "--noEmit", "-p", WEB)
    run(WEB / "node_modules/.bin/prettier", "--log-level", "warn", "--check", ".", cwd=WEB)
    run("node", WEB / "tests/unit.mjs", cwd=WEB)
    dist = WEB / "dist"
    files = [path for path in dist.iterdir() if path.is_file()]
    packed = sum(len(gzip.compress(path.read_bytes(), 9)) for path in files)
    print(f"page: {len(files)} files, {packed / 1024:.0f} kB compressed")
    if packed >= MOST_BYTES:
        sys.exit(f"the page weighs {packed} bytes compressed, more than {MOST_BYTES}")
    index = (dist / "index.html").read_text(encoding="utf-8")
    for path in files:
        text = path.read_text(encoding="utf-8")
        if "dangerouslySetInnerHTML=" in text or "eval(" in text:
            sys.exit(f"{path}: text must never become HTML or code")
    for name in ("style=", "onclick=", "<style"):
        if name in index:
            sys.exit(f"index.html has {name}, which the content security policy forbids")


def with_browser(kawat):
    if not shutil.which("chromium"):
        skip("Chromium is missing")
    with tempfile.TemporaryDirectory() as folder:
        archive = pathlib.Path(folder) / "archive"
        hostile = pathlib.Path(folder) / "markup.jsonl"
        hostile.write_text(json.dumps(HOSTILE) + "\n", encoding="utf-8")
        run(kawat, "ingest", "-q", "-a", archive, "--keep-text", "--actors", ROOT / "data/sample-outlets.tsv",
            ROOT / "data/samples/history", hostile)
        with subprocess.Popen([kawat, "serve", "-q", "-a", archive, "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
            try:
                address = server.stdout.readline().strip()
                if not address:
                    sys.exit("kawat serve did not begin")
                run("node", WEB / "tests/views.mjs", address, "--shots", ROOT / "build/page-shots", cwd=WEB)
            finally:
                server.terminate()
                server.wait(20)


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__)
    if not shutil.which("node"):
        skip("Node.js is missing")
    if not (WEB / "node_modules/typescript").exists():
        skip("packages of the page's tests are missing")
    if not (WEB / "dist/index.html").exists():
        run(WEB / "build", "--tests")
    if "--browser" in arguments:
        with_browser(arguments[0])
    else:
        without_browser()


main(sys.argv[1:])
