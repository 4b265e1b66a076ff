// What the archive holds, what is on the move, and where to go from here.
import { useState } from "preact/hooks";
import { path, useAnswer } from "../api.ts";
import { MonthsChart } from "../charts/months.tsx";
import type { ActorItem, List, Moving, Overview, PairItem } from "../model.ts";
import { navigate } from "../navigate.ts";
import { Answer, useTitle, Waiting } from "../parts/answer.tsx";
import { QuadKey, Share, ShareBar, tone, TypeBars } from "../parts/bits.tsx";
import { ActorSearch } from "../parts/search.tsx";
import { address } from "../route.ts";
import { codeName, dayText, languageName, number, percent } from "../text/format.ts";
import { useText } from "../text/language.ts";

export function StartView() {
  const { language, t } = useText();
  useTitle("");
  const overview = useAnswer<Overview>(path("/overview"));
  const moving = useAnswer<List<Moving>>(path("/moving", { limit: 12 }));
  const pairs = useAnswer<List<PairItem>>(path("/pairs", { limit: 12 }));
  // All at once, so that nothing moves under the reader's eyes.
  if (overview.state === "there" && (moving.state === "waiting" || pairs.state === "waiting")) return <Waiting />;
  const show = (n: number) => number(language, n);
  return (
    <Answer asked={overview} alone>
      {(held) => (
        <>
          <h1>{t.start.title}</h1>
          {held.documents === 0 ? (
            <p class="lead">{t.start.empty}</p>
          ) : (
            <p class="lead">
              {t.start.sentence(
                t.counts.articles(held.documents, show(held.documents)),
                t.counts.outlets(held.outlets, show(held.outlets)),
                new Intl.ListFormat(language, { type: "conjunction" }).format(held.languages.map((found) => languageName(language, found.language))),
                held.first_day && held.last_day ? t.start.between(dayText(language, held.first_day), dayText(language, held.last_day)) : "",
              )}{" "}
              {t.start.yielded(t.counts.events(held.events, show(held.events)), t.counts.stories(held.stories, show(held.stories)))}
            </p>
          )}
          <section aria-labelledby="find">
            <h2 id="find">{t.start.search}</h2>
            <Finder />
          </section>
          <div class="columns">
            <section aria-labelledby="moving">
              <h2 id="moving">{t.start.moving}</h2>
              <p class="soft">{t.start.movingHint}</p>
              {moving.state === "there" && <MovingList items={moving.value.items} />}
            </section>
            <section aria-labelledby="types">
              <h2 id="types">{t.start.types}</h2>
              <QuadKey />
              <TypeBars types={held.types} href={(type) => address("stories", "", { type })} />
            </section>
          </div>
          {held.months.length > 1 && <MonthsChart months={held.months} />}
          {pairs.state === "there" && pairs.value.items.length > 0 && (
            <section aria-labelledby="pairs">
              <h2 id="pairs">{t.start.pairs}</h2>
              <PairTable items={pairs.value.items} />
            </section>
          )}
        </>
      )}
    </Answer>
  );
}

function Finder() {
  const { t } = useText();
  const [first, setFirst] = useState<ActorItem | null>(null);
  const [second, setSecond] = useState<ActorItem | null>(null);
  return (
    <form
      class="finder"
      onSubmit={(submit) => {
        submit.preventDefault();
        // Relations are those of states and what belongs to no state.
        const [a, b] = [first, second].map((actor) => actor && (actor.country ?? actor.code));
        if (a && b && a !== b) navigate(address("pair", `${a},${b}`));
        else if (first ?? second) navigate(address("actor", (first ?? second)?.code ?? ""));
      }}
    >
      <ActorSearch label={t.search.first} placeholder={t.search.hint} onChoose={setFirst} keep visibleLabel />
      <ActorSearch label={t.search.second} placeholder={t.search.hint} onChoose={setSecond} keep visibleLabel />
      <button type="submit" disabled={!first && !second}>
        {t.search.go}
      </button>
      <p class="soft finder-hint">{t.search.toActor}</p>
    </form>
  );
}

function MovingList({ items }: { items: Moving[] }) {
  const { language, t } = useText();
  if (!items.length) return <p>{t.start.movingNone}</p>;
  // The change is told on the scale of log-odds; where it began follows from where it is.
  const began = (item: Moving) => {
    if (item.share_before !== undefined) return item.share_before;
    const odds = Math.log(item.share / (1 - item.share)) - item.change;
    return 1 / (1 + Math.exp(-odds));
  };
  return (
    <ul class="moving">
      {items.map((item) => {
        const before = began(item);
        const closer = item.change > 0;
        return (
          <li key={`${item.a} ${item.b}`}>
            <a href={address("pair", `${item.a},${item.b}`)}>
              {codeName(language, item.a, item.a_name)} – {codeName(language, item.b, item.b_name)}
            </a>
            <span class="moving-bar">
              <ShareBar share={item.share} from={before} />
            </span>
            <span class="moving-words">
              <span class={tone(closer ? 1 : 0)}>{closer ? t.start.closer : t.start.apart}</span>{" "}
              <span class="soft">
                {percent(language, before)} → {percent(language, item.share)}, {t.start.sure(percent(language, item.probability))}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function PairTable({ items }: { items: PairItem[] }) {
  const { language, t } = useText();
  return (
    <table class="pairs">
      <thead>
        <tr>
          <th scope="col">{t.start.pair}</th>
          <th scope="col" class="number">
            {t.start.stories}
          </th>
          <th scope="col" colSpan={2}>
            {t.start.share}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((pair) => (
          <tr key={`${pair.a} ${pair.b}`}>
            <th scope="row">
              <a href={address("pair", `${pair.a},${pair.b}`)}>
                {codeName(language, pair.a, pair.a_name)} – {codeName(language, pair.b, pair.b_name)}
              </a>
            </th>
            <td class="number">{number(language, pair.stories)}</td>
            <td class="number">
              <Share value={pair.share} />
            </td>
            <td class="pairs-bar">
              <ShareBar share={pair.share} low={pair.share_low} high={pair.share_high} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
