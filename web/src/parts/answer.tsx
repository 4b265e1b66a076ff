// What is shown while an answer is on its way, and when it does not come.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { giveToken, type Asked, type Problem } from "../api.ts";
import { useText } from "../text/language.ts";

/** Says so only after a moment: most answers come sooner, and nothing should flicker. */
export function Waiting() {
  const { t } = useText();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p class="waiting" role="status">
      {late ? t.waiting : ""}
    </p>
  );
}

/** `alone`: there is nothing else in the view, so its heading is that of the page. */
export function Failed({ problem, again, alone = false }: { problem: Problem; again: () => void; alone?: boolean }) {
  const { t } = useText();
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState(false);
  if (problem.status === 401)
    return (
      <form
        class="failed"
        onSubmit={(submit) => {
          submit.preventDefault();
          void giveToken(token.trim()).then((right) => (right ? again() : setWrong(true)));
        }}
      >
        <p role="alert">{wrong ? t.failed.tokenWrong : t.failed.token}</p>
        <label>
          {t.failed.tokenLabel} <input type="password" autocomplete="off" value={token} onInput={(input) => setToken(input.currentTarget.value)} />
        </label>{" "}
        <button type="submit">{t.failed.tokenUse}</button>
      </form>
    );
  const Heading = alone ? "h1" : "h2";
  return (
    <div class="failed" role="alert">
      <Heading>{problem.status === 404 ? t.failed.missing : t.failed.title}</Heading>
      <p>
        {problem.status === 404 ? t.failed.missingHint : problem.status === 0 ? t.failed.unreachable : `${problem.message}. ${problem.detail}`}
        {problem.code !== null && <span class="soft"> {t.failed.code(problem.code)}</span>}
      </p>
      <button type="button" onClick={again}>
        {t.failed.again}
      </button>
    </div>
  );
}

export function Answer<T>({
  asked,
  children,
  alone = false,
}: {
  asked: Asked<T> & { old: boolean; again: () => void };
  alone?: boolean;
  children: (value: T) => ComponentChildren;
}) {
  if (asked.state === "waiting") return <Waiting />;
  if (asked.state === "failed") return <Failed problem={asked.problem} again={asked.again} alone={alone} />;
  return <div aria-busy={asked.old}>{children(asked.value)}</div>;
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Kawat` : "Kawat";
  }, [title]);
}
