// The stories that fit a filter, the same filter as that of kawat query.
import { navigate } from "../navigate.ts";
import { useTitle } from "../parts/answer.tsx";
import { StoryList } from "../parts/story_list.tsx";
import { address, changed, day, type Route } from "../route.ts";
import { codeName, labels } from "../text/format.ts";
import { useText } from "../text/language.ts";
import type { Modality } from "../model.ts";

const WORDS = ["text", "actor", "recipient", "place", "outlet", "speaker"] as const;
const MODALITIES: Modality[] = ["actual", "future", "hypothetical", "negated", "historical"];

export function StoriesView({ route }: { route: Route }) {
  const { language, t } = useText();
  useTitle(t.stories.title);
  const get = (name: string) => route.parameters.get(name);
  const between = get("between");
  const filters: Record<string, string | null> = { pair: between, type: get("type"), modality: get("modality") };
  for (const name of WORDS) filters[name] = get(name);
  filters.from = day(get("from"), "first");
  filters.to = day(get("to"), "last");
  const [a = "", b = ""] = (between ?? "").split(",");
  return (
    <>
      <h1>{t.stories.title}</h1>
      {between && (
        <p class="lead">
          <a href={address("pair", between)}>{t.pair.of(codeName(language, a), codeName(language, b))}</a>
        </p>
      )}
      <form
        class="filter"
        aria-label={t.stories.filter}
        key={route.parameters.toString()}
        onSubmit={(submit) => {
          submit.preventDefault();
          const fields = new FormData(submit.currentTarget);
          const values: Record<string, string> = {};
          for (const name of [...WORDS, "type", "modality", "from", "to"]) values[name] = String(fields.get(name) ?? "").trim();
          navigate(changed(route, values));
        }}
      >
        {WORDS.map((name) => (
          <label key={name}>
            {t.stories[name]}
            <input name={name} defaultValue={get(name) ?? ""} autocomplete="off" />
          </label>
        ))}
        <label>
          {t.stories.type}
          <select name="type">
            <option value="">{t.stories.any}</option>
            {Object.entries(labels.types).map(([code, label]) => (
              <option key={code} value={code} selected={code === get("type")}>
                {label[language]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t.stories.modality}
          <select name="modality">
            <option value="">{t.stories.any}</option>
            {MODALITIES.map((name) => (
              <option key={name} value={name} selected={name === get("modality")}>
                {t.modality[name]}
              </option>
            ))}
          </select>
        </label>
        {(["from", "to"] as const).map((name) => (
          <label key={name}>
            {t.window[name]}
            <input name={name} defaultValue={get(name) ?? ""} pattern="\d{4}(-\d{2}){0,2}" title={t.window.hint} autocomplete="off" />
          </label>
        ))}
        <p>
          <button type="submit">{t.stories.apply}</button> <a href={address("stories")}>{t.stories.clear}</a>
        </p>
      </form>
      <section aria-label={t.stories.title}>
        <StoryList resource="/stories" filters={filters} empty={t.stories.none} name="kawat-stories" />
      </section>
    </>
  );
}
