// Finding an actor: a combo box as the ARIA practices describe it (list box, active descendant).
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { get, path } from "../api.ts";
import type { ActorItem, List } from "../model.ts";
import { codeName, number } from "../text/format.ts";
import { useText } from "../text/language.ts";

export function ActorSearch({
  label,
  placeholder,
  onChoose,
  keep = false,
  visibleLabel = false,
  chosen = null,
}: {
  label: string;
  placeholder: string;
  onChoose: (actor: ActorItem) => void;
  /** The name stays in the field after the choice. */
  keep?: boolean;
  visibleLabel?: boolean;
  chosen?: string | null;
}) {
  const { t, language } = useText();
  const id = useId();
  const [text, setText] = useState(chosen ?? "");
  const [found, setFound] = useState<ActorItem[] | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const wanted = text.trim();
    if (!open || wanted.length < 2) {
      setFound(null);
      return;
    }
    const stop = new AbortController();
    // A pause in typing asks; each letter would be too many questions.
    const timer = setTimeout(() => {
      get<List<ActorItem>>(path("/actors", { q: wanted, limit: 8 }), stop.signal).then(
        (list) => {
          setFound(list.items);
          setActive(0);
        },
        () => {
          if (!stop.signal.aborted) setFound([]);
        },
      );
    }, 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, open]);

  const nameOf = (actor: ActorItem) => codeName(language, actor.code, actor.name);
  const choose = (actor: ActorItem | undefined) => {
    if (!actor) return;
    setOpen(false);
    setFound(null);
    setText(keep ? nameOf(actor) : "");
    onChoose(actor);
  };
  const shown = open && found !== null;
  return (
    <div
      class="search"
      ref={box}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node && box.current?.contains(event.relatedTarget))) setOpen(false);
      }}
    >
      <label for={id} class={visibleLabel ? "" : "unseen"}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && found.length ? `${id}-${active}` : undefined}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") setOpen(false);
          if (!shown || !found.length) return;
          if (event.key === "ArrowDown") setActive((active + 1) % found.length);
          else if (event.key === "ArrowUp") setActive((active + found.length - 1) % found.length);
          else if (event.key === "Enter") choose(found[active]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!shown || !found.length}>
        {(found ?? []).map((actor, index) => (
          <li
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(actor)}
          >
            <span>
              {nameOf(actor)}
              {nameOf(actor) !== actor.name && <span class="soft"> {actor.name}</span>}
            </span>{" "}
            <span class="soft">{number(language, actor.stories)}</span>
          </li>
        ))}
      </ul>
      <span role="status" class={shown && !found.length ? "search-none" : "unseen"}>
        {shown ? (found.length ? t.search.some(found.length) : t.search.none) : ""}
      </span>
    </div>
  );
}
