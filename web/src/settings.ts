// What the reader chose, kept in this browser. Browsers that keep nothing (private windows) are fine.
export type Setting = "scheme" | "language";

export function stored(name: Setting): string | null {
  try {
    return localStorage.getItem(`kawat.${name}`);
  } catch {
    return null;
  }
}

export function store(name: Setting, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`kawat.${name}`);
    else localStorage.setItem(`kawat.${name}`, value);
  } catch {
    // It then holds for this visit only.
  }
}
