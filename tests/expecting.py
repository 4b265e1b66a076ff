"""What the checks of the program share: a list of promises that were not kept."""

bad = []


def expect(what, condition, done=None):
    """Notes `what` when the condition does not hold; done: the finished process that shows it."""
    if condition:
        return
    words = ""
    if done:
        said = done.stderr if isinstance(done.stderr, str) else done.stderr.decode(errors="replace")
        words = f" (exit {done.returncode}; {said.strip()[:300]})"
    bad.append(what + words)


def verdict(of):
    """Prints what was not kept, or that all was; the exit code."""
    print("\n".join(bad) if bad else f"{of}: as promised")
    return 1 if bad else 0
