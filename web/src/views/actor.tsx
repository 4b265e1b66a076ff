// Who an actor is: names, offices by date, partners, acts, stories.
import { path, useAnswer } from "../api.ts";
import type { Actor } from "../model.ts";
import { Answer, useTitle } from "../parts/answer.tsx";
import { Share, ShareBar, TypeBars } from "../parts/bits.tsx";
import { StoryList } from "../parts/story_list.tsx";
import { address, type Route } from "../route.ts";
import { codeName, dayText, labels, number } from "../text/format.ts";
import { useText } from "../text/language.ts";

export function ActorView({ route }: { route: Route }) {
  const { language, t } = useText();
  const code = route.of;
  const asked = useAnswer<Actor>(path(`/actors/${encodeURIComponent(code)}`));
  const title = codeName(language, code, asked.state === "there" ? (asked.value.names[language] ?? asked.value.name) : null);
  useTitle(title);
  return (
    <Answer asked={asked} alone>
      {(actor) => {
        const called = (actor.called ?? []).slice(0, 8);
        return (
          <>
            <p class="kicker">{t.actor.kicker}</p>
            <h1>{title}</h1>
            <p class="lead">
              <code>{actor.code}</code>
              <span class="soft">
                {actor.sector && labels.sectors[actor.sector] && ` · ${labels.sectors[actor.sector]?.[language]}`}
                {actor.country && actor.country !== actor.code && ` · ${codeName(language, actor.country)}`} ·{" "}
                {t.counts.stories(actor.stories, number(language, actor.stories))}
              </span>
              {actor.wikidata && /^Q\d+$/.test(actor.wikidata) && (
                <>
                  {" · "}
                  <a href={`https://www.wikidata.org/wiki/${actor.wikidata}`} rel="noopener noreferrer" target="_blank">
                    {t.event.wikidata}
                  </a>
                </>
              )}
            </p>
            {(actor.names.en || actor.names.id || called.length > 0) && (
              <dl class="details">
                {actor.names.id && (
                  <>
                    <dt>{t.actor.inIndonesian}</dt>
                    <dd lang="id">{actor.names.id}</dd>
                  </>
                )}
                {actor.names.en && (
                  <>
                    <dt>{t.actor.inEnglish}</dt>
                    <dd lang="en">{actor.names.en}</dd>
                  </>
                )}
                {called.length > 0 && (
                  <>
                    <dt>{t.actor.called}</dt>
                    <dd>
                      {called.map((name, index) => (
                        <>
                          {index > 0 && ", "}
                          {name.name} <span class="soft">{number(language, name.events)}</span>
                        </>
                      ))}
                    </dd>
                  </>
                )}
              </dl>
            )}
            <div class="columns">
              <section aria-labelledby="partners">
                <h2 id="partners">{t.actor.partners}</h2>
                {actor.partners.length ? (
                  <table class="pairs">
                    <thead>
                      <tr>
                        <th scope="col">{t.actor.partner}</th>
                        <th scope="col" class="number">
                          {t.start.stories}
                        </th>
                        <th scope="col" colSpan={2}>
                          {t.start.share}
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {actor.partners.slice(0, 20).map((partner) => (
                        <tr key={partner.code}>
                          <th scope="row">
                            <a href={address("pair", `${actor.country ?? actor.code},${partner.code}`)}>
                              {codeName(language, partner.code, partner.name)}
                            </a>
                          </th>
                          <td class="number">{number(language, partner.stories)}</td>
                          <td class="number">
                            <Share value={partner.share} />
                          </td>
                          <td class="pairs-bar">
                            {partner.share !== null && <ShareBar share={partner.share} low={partner.share_low} high={partner.share_high} />}
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                ) : (
                  <p>{t.actor.partnersNone}</p>
                )}
              </section>
              <section aria-labelledby="types">
                <h2 id="types">{t.actor.types}</h2>
                <TypeBars types={actor.types} />
              </section>
            </div>
            {actor.offices.length > 0 && (
              <section aria-labelledby="offices">
                <h2 id="offices">{t.actor.offices}</h2>
                <div class="table-scroll" tabIndex={0} role="group" aria-labelledby="offices">
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{t.actor.title}</th>
                        <th scope="col">{t.actor.person}</th>
                        <th scope="col">{t.actor.term}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {actor.offices.map((office) => (
                        <tr key={`${office.title} ${office.person} ${office.from}`}>
                          <td>{office.title}</td>
                          <th scope="row">{office.person}</th>
                          <td class="soft">
                            {office.from && office.to
                              ? `${dayText(language, office.from, "short")} – ${dayText(language, office.to, "short")}`
                              : office.from
                                ? t.actor.since(dayText(language, office.from, "short"))
                                : office.to
                                  ? t.actor.until(dayText(language, office.to, "short"))
                                  : ""}
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </section>
            )}
            <section aria-labelledby="stories">
              <h2 id="stories">{t.actor.stories}</h2>
              <StoryList resource="/stories" filters={{ actor: code }} empty={t.stories.none} name={`kawat-${code}-stories`} />
            </section>
          </>
        );
      }}
    </Answer>
  );
}
