// The server: one function that asks, one cache, one kind of error.
import { useEffect, useState } from "preact/hooks";
import type { Values } from "./route.ts";

export const BASE = "/api/v1";

/** A fault as RFC 9457 tells it, with Kawat's number where it has one. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    title: string,
    readonly detail: string,
    readonly code: number | null,
  ) {
    super(title);
  }
}

/** Where the server asks for a token: it goes there once and comes back as a cookie that scripts cannot read. */
export async function giveToken(token: string): Promise<boolean> {
  try {
    return (await fetch(`/?token=${encodeURIComponent(token)}`)).ok;
  } catch {
    return false;
  }
}

export function path(resource: string, values: Values = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== "" && value !== false) query.set(name, String(value));
  }
  const text = query.toString();
  return `${BASE}${resource}${text ? `?${text}` : ""}`;
}

async function send(url: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Problem(0, "unreachable", String(fault), null);
  }
  if (response.ok) return response;
  let told: { title?: string; detail?: string; code?: number } = {};
  try {
    told = await response.json();
  } catch {
    // Not every proxy on the way answers with JSON.
  }
  throw new Problem(response.status, told.title ?? response.statusText, told.detail ?? "", told.code ?? null);
}

/** While the server still reads the archive (503) the question waits with it. */
export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return (await (await send(url, signal ? { signal } : {})).json()) as T;
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.status !== 503 || signal?.aborted) throw fault;
      await new Promise((done) => setTimeout(done, 1000));
      if (signal?.aborted) throw fault;
    }
  }
}

export async function post<T>(resource: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  if (signal) init.signal = signal;
  const response = await send(`${BASE}${resource}`, init);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

// "Back" shows at once what was there; 40 answers are a few hundred kB.
const answers = new Map<string, unknown>();
const KEPT = 40;

export function forget(): void {
  answers.clear();
}

export type Asked<T> = { state: "waiting" } | { state: "failed"; problem: Problem } | { state: "there"; value: T };

/** What stands at url, null asks for nothing. While another url is on its way the last answer stays, so that nothing jumps. */
export function useAnswer<T>(url: string | null): Asked<T> & { old: boolean; again: () => void } {
  const [asked, set] = useState<{ url: string | null; answer: Asked<T> }>(() => initial<T>(url));
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (url === null) return;
    if (answers.has(url)) {
      set({ url, answer: { state: "there", value: answers.get(url) as T } });
      return;
    }
    const stop = new AbortController();
    get<T>(url, stop.signal).then(
      (value) => {
        answers.set(url, value);
        if (answers.size > KEPT) answers.delete(answers.keys().next().value as string);
        set({ url, answer: { state: "there", value } });
      },
      (fault: unknown) => {
        if (stop.signal.aborted) return;
        const problem = fault instanceof Problem ? fault : new Problem(0, "unreachable", String(fault), null);
        set({ url, answer: { state: "failed", problem } });
      },
    );
    return () => stop.abort();
  }, [url, round]);
  const again = () => {
    if (url !== null) answers.delete(url);
    set({ url: null, answer: { state: "waiting" } });
    setRound((n) => n + 1);
  };
  if (url !== null && asked.url !== url && answers.has(url)) return { state: "there", value: answers.get(url) as T, old: false, again };
  if (asked.answer.state === "failed" && asked.url !== url) return { state: "waiting", old: false, again };
  return { ...asked.answer, old: asked.url !== url, again };
}

function initial<T>(url: string | null): { url: string | null; answer: Asked<T> } {
  if (url !== null && answers.has(url)) return { url, answer: { state: "there", value: answers.get(url) as T } };
  return { url: null, answer: { state: "waiting" } };
}
