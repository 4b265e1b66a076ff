// The frame around every view: navigation, search, language, colours; which view the address asks for.
import { lazy, Suspense } from "preact/compat";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { listen, navigate, start } from "./navigate.ts";
import { ActorSearch } from "./parts/search.tsx";
import { Waiting } from "./parts/answer.tsx";
import { address, changed, read, type Route, type View } from "./route.ts";
import { store, stored } from "./settings.ts";
import { firstLanguage, LanguageContext, STRINGS, type Language } from "./text/language.ts";
import { ActorView } from "./views/actor.tsx";
import { CorrectionsView } from "./views/corrections.tsx";
import { DocumentView } from "./views/document.tsx";
import { EventView } from "./views/event.tsx";
import { PairView } from "./views/pair.tsx";
import { StartView } from "./views/start.tsx";
import { StoriesView } from "./views/stories.tsx";
import { StoryView } from "./views/story.tsx";
import { TryView } from "./views/try.tsx";

const NetworkView = lazy(() => import("./views/network.tsx").then((found) => found.NetworkView));
const MapView = lazy(() => import("./views/map.tsx").then((found) => found.MapView));

start();

const SCHEMES = ["auto", "light", "dark"] as const;
type Scheme = (typeof SCHEMES)[number];

function view(route: Route) {
  switch (route.view) {
    case "pair":
      return <PairView route={route} />;
    case "story":
      return <StoryView id={route.of} />;
    case "event":
      return <EventView id={route.of} />;
    case "document":
      return <DocumentView id={route.of} />;
    case "actor":
      return <ActorView route={route} />;
    case "stories":
      return <StoriesView route={route} />;
    case "network":
      return <NetworkView route={route} />;
    case "map":
      return <MapView route={route} />;
    case "try":
      return <TryView />;
    case "corrections":
      return <CorrectionsView />;
    default:
      return <StartView />;
  }
}

export function Page() {
  const [route, setRoute] = useState(() => read(location.search));
  const [language, setLanguage] = useState<Language>(() => firstLanguage(new URLSearchParams(location.search).get("language")));
  const [scheme, setScheme] = useState<Scheme>(() => {
    const kept = stored("scheme");
    return kept === "light" || kept === "dark" ? kept : "auto";
  });
  const t = STRINGS[language];
  const main = useRef<HTMLElement>(null);
  const before = useRef(`${route.view} ${route.of}`);

  useEffect(
    () =>
      listen((how) => {
        const next = read(location.search);
        setRoute(next);
        // Another view begins at its top, with the keyboard there as well; the same view with other parameters stays in place.
        const name = `${next.view} ${next.of}`;
        if (name !== before.current) {
          before.current = name;
          if (how === "push") {
            window.scrollTo(0, 0);
            main.current?.focus({ preventScroll: true });
          }
        }
      }),
    [],
  );
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useLayoutEffect(() => {
    if (scheme === "auto") delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = scheme;
  }, [scheme]);

  const chooseLanguage = (next: Language) => {
    store("language", next);
    setLanguage(next);
    if (route.parameters.has("language")) navigate(changed(route, { language: next }), "replace");
  };
  const chooseScheme = (next: Scheme) => {
    store("scheme", next === "auto" ? null : next);
    setScheme(next);
  };

  const links: [View, string][] = [
    ["start", t.nav.start],
    ["stories", t.nav.stories],
    ["network", t.nav.network],
    ["map", t.nav.map],
    ["try", t.nav.try],
    ["corrections", t.nav.corrections],
  ];
  return (
    <LanguageContext.Provider value={language}>
      <a class="skip" href="#main">
        {t.skip}
      </a>
      <header class="top">
        <a class="brand" href="/" aria-label={`Kawat: ${t.nav.start}`}>
          Kawat
        </a>
        <nav aria-label={t.nav.label}>
          {links.map(([name, label]) => (
            <a href={address(name)} aria-current={route.view === name ? "page" : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <ActorSearch label={t.search.label} placeholder={t.search.hint} onChoose={(actor) => navigate(address("actor", actor.code))} />
        <div class="settings" role="group" aria-label={t.settings.label}>
          <label>
            <span class="unseen">{t.settings.language}</span>
            <select value={language} onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}>
              {(["id", "en"] as const).map((code) => (
                <option value={code} lang={code}>
                  {STRINGS[code].name}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span class="unseen">{t.settings.scheme}</span>
            <select value={scheme} onChange={(event) => chooseScheme(event.currentTarget.value as Scheme)}>
              {SCHEMES.map((name) => (
                <option value={name}>{t.settings[name]}</option>
              ))}
            </select>
          </label>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Suspense fallback={<Waiting />}>
          <div key={`${route.view} ${route.of}`}>{view(route)}</div>
        </Suspense>
      </main>
      <footer>
        <p>
          {t.foot.what} <a href="/api/v1/openapi.json">{t.foot.api}</a> · <a href="/licences.txt">{t.foot.licences}</a>
        </p>
      </footer>
    </LanguageContext.Provider>
  );
}
