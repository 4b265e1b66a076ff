// A sentence with the words of an event marked and named, and the chain of those who say so. Article text is only ever text.
import type { Attribution, Event } from "../model.ts";
import { address } from "../route.ts";
import { marksOf, pieces, type Role } from "../text/highlight.ts";
import { useText } from "../text/language.ts";

// The act carries the colour; where a phrase plays two parts, the one that matters more gives its look.
const ORDER: Role[] = ["act", "actor", "recipient", "speaker", "place", "date"];

export function Sentence({ event }: { event: Event }) {
  const { t } = useText();
  return (
    <blockquote class="sentence" lang={event.language}>
      <p>
        {pieces(event.evidence_text, marksOf(event)).map((piece) => {
          if (!piece.roles.length) return piece.text;
          const roles = ORDER.filter((role) => piece.roles.includes(role));
          return (
            <>
              <mark class={`mark-${roles[0]}${roles[0] === "act" ? ` quad${event.quad_class}` : ""}`}>{piece.text}</mark>
              <small class="role">{roles.map((role) => t.roles[role]).join(" · ")}</small>
            </>
          );
        })}
      </p>
    </blockquote>
  );
}

/** Speaker → agency → outlet. */
export function Chain({ event }: { event: Event }) {
  const { t } = useText();
  const chain: Attribution[] = event.attribution.length
    ? event.attribution
    : event.outlet
      ? [{ name: event.outlet, code: null, kind: "outlet", text: null }]
      : [];
  if (!chain.length) return null;
  const own = chain.length === 1 && chain[0]?.kind === "outlet";
  return (
    <ol class="chain" aria-label={t.story.chain}>
      {chain.map((source) => (
        <li class={`chain-${source.kind}`}>
          {source.code ? <a href={address("actor", source.code)}>{source.name ?? source.text}</a> : (source.name ?? source.text)}
          {own && <span class="soft">, {t.story.chainOwn}</span>}
        </li>
      ))}
    </ol>
  );
}
