// Where it happened. Loaded on demand, with the outlines of the world (Natural Earth, public domain, by way of world-atlas).
import { geoEqualEarth, geoGraticule10, geoPath } from "d3-geo";
import { useMemo, useState } from "preact/hooks";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import world from "world-atlas/countries-110m.json";
import { path, useAnswer } from "../api.ts";
import type { List, Place } from "../model.ts";
import { navigate } from "../navigate.ts";
import { Answer, useTitle } from "../parts/answer.tsx";
import { tone, WindowForm } from "../parts/bits.tsx";
import { Figure, useWidth } from "../parts/figure.tsx";
import { address, changed, day, type Route } from "../route.ts";
import { codeName, number } from "../text/format.ts";
import { useText } from "../text/language.ts";

const topology = world as unknown as Topology<{ countries: GeometryCollection; land: GeometryCollection }>;
const land = feature(topology, topology.objects.land);
const borders = mesh(topology, topology.objects.countries, (a, b) => a !== b);
const graticule = geoGraticule10();

export function MapView({ route }: { route: Route }) {
  const { t } = useText();
  useTitle(t.map.title);
  const get = (name: string) => route.parameters.get(name);
  const from = day(get("from"), "first");
  const to = day(get("to"), "last");
  const asked = useAnswer<List<Place>>(path("/map", { from, to, limit: 400 }));
  return (
    <>
      <h1>{t.map.title}</h1>
      <p class="lead">{t.map.hint}</p>
      <div class="controls">
        <WindowForm from={get("from")} to={get("to")} onChange={(values) => navigate(changed(route, values))}>
          <a href={address("map")}>{t.window.whole}</a>
        </WindowForm>
      </div>
      <Answer asked={asked}>{(list) => (list.items.length ? <MapChart places={list.items} from={from} to={to} /> : <p>{t.map.none}</p>)}</Answer>
    </>
  );
}

interface Eye {
  /** Longitude and latitude in the middle, and how many times closer than the whole world. */
  middle: [number, number];
  zoom: number;
}
const WORLD: Eye = { middle: [11, 20], zoom: 1 };

type Located = Place & { latitude: number; longitude: number };
const located = (place: Place): place is Located => place.latitude !== null && place.longitude !== null;

/** Where most of the stories are: the weighted middle, and a zoom that holds nine tenths of them. */
function near(places: Located[]): Eye {
  const sum = places.reduce((total, place) => total + place.stories, 0);
  const at = (of: (place: Located) => number, part: number) => {
    const sorted = [...places].sort((a, b) => of(a) - of(b));
    let passed = 0;
    for (const place of sorted) {
      passed += place.stories;
      if (passed >= part * sum) return of(place);
    }
    return 0;
  };
  const [west, east] = [at((place) => place.longitude, 0.05), at((place) => place.longitude, 0.95)];
  const [south, north] = [at((place) => place.latitude, 0.05), at((place) => place.latitude, 0.95)];
  const zoom = Math.min(6, 340 / Math.max(20, east - west), 130 / Math.max(20, north - south)) * 0.85;
  return { middle: [(west + east) / 2, (south + north) / 2], zoom: Math.max(1, zoom * 0.8) };
}

function MapChart({ places, from, to }: { places: Place[]; from: string | null; to: string | null }) {
  const { language, t } = useText();
  const [box, width] = useWidth();
  const [eye, setEye] = useState<Eye>(WORLD);
  const [drag, setDrag] = useState<{ x: number; y: number; middle: [number, number] } | null>(null);
  const [named, setNamed] = useState<Place | null>(null);
  const height = Math.max(220, Math.round(width * 0.43));
  const shapes = useMemo(() => {
    if (width === 0) return null;
    const projection = geoEqualEarth()
      .rotate([-eye.middle[0], 0])
      .scale((width / 5.6) * eye.zoom)
      .translate([width / 2, height / 2]);
    const [, y] = projection([eye.middle[0], eye.middle[1]]) ?? [0, height / 2];
    // The middle goes to the middle, but no empty sky stays above the Arctic.
    const [, arctic] = projection([eye.middle[0], 84]) ?? [0, 0];
    projection.translate([width / 2, Math.min(height - y, height / 2 + 6 - arctic)]);
    projection.clipExtent([
      [-20, -20],
      [width + 20, height + 20],
    ]);
    const draw = geoPath(projection).digits(1);
    return { projection, land: draw(land) ?? "", borders: draw(borders) ?? "", graticule: draw(graticule) ?? "" };
  }, [width, height, eye]);
  // Whole states have no point; they stand in the table.
  const drawn = places.filter(located).sort((a, b) => b.stories - a.stories);
  const most = Math.max(1, ...drawn.map((place) => place.stories));
  const radius = (place: Place) => (width < 560 ? 1.5 : 2) + (width < 560 ? 11 : 20) * Math.sqrt(place.stories / most);
  const sorted = [...places].sort((a, b) => b.stories - a.stories);
  const storiesAddress = (place: Place) => address("stories", "", { place: place.place_name, from, to });
  const closer = (factor: number) => setEye((old) => ({ ...old, zoom: Math.min(24, Math.max(1, old.zoom * factor)) }));
  const told = (place: Place) =>
    `${place.place_name}: ${t.counts.stories(place.stories, number(language, place.stories))}, ${number(language, place.cooperative)} ${t.map.cooperative}, ${number(language, place.conflictual)} ${t.map.conflictual}`;
  return (
    <Figure
      title={t.map.chart}
      name="kawat-map"
      csv={() => [
        ["place_name", "country", "latitude", "longitude", "stories", "cooperative", "conflictual"],
        ...sorted.map((place) => [
          place.place_name,
          place.country,
          place.latitude,
          place.longitude,
          place.stories,
          place.cooperative,
          place.conflictual,
        ]),
      ]}
      table={() => (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.map.place}</th>
              <th scope="col">{t.map.country}</th>
              <th scope="col" class="number">
                {t.start.stories}
              </th>
              <th scope="col" class="number">
                {t.map.cooperative}
              </th>
              <th scope="col" class="number">
                {t.map.conflictual}
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((place) => (
              <tr key={`${place.place_name} ${place.latitude}`}>
                <th scope="row">
                  <a href={storiesAddress(place)}>{place.place_name}</a>
                </th>
                <td>{codeName(language, place.country)}</td>
                <td class="number">{number(language, place.stories)}</td>
                <td class="number">{number(language, place.cooperative)}</td>
                <td class="number">{number(language, place.conflictual)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    >
      <p class="readout" aria-hidden="true">
        {named ? told(named) : ""}
      </p>
      <div class="picture-box map-box" ref={box} style={{ height: `${height}px` }}>
        {shapes && (
          <svg
            class="picture map"
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            role="group"
            aria-label={t.map.chart}
            onPointerDown={(press) => {
              if (press.button === 0 && press.pointerType !== "touch") setDrag({ x: press.clientX, y: press.clientY, middle: eye.middle });
            }}
            onPointerMove={(move) => {
              if (!drag) return;
              const degrees = 360 / (width * eye.zoom);
              const latitude = drag.middle[1] + (move.clientY - drag.y) * degrees * 0.8;
              setEye({ ...eye, middle: [drag.middle[0] - (move.clientX - drag.x) * degrees, Math.max(-70, Math.min(80, latitude))] });
            }}
            onPointerUp={() => setDrag(null)}
            onPointerLeave={() => setDrag(null)}
          >
            <path class="graticule" d={shapes.graticule} />
            <path class="land" d={shapes.land} />
            <path class="borders" d={shapes.borders} />
            {drawn.map((place) => {
              const point = shapes.projection([place.longitude, place.latitude]);
              if (!point || point[0] < -20 || point[0] > width + 20 || point[1] < -20 || point[1] > height + 20) return null;
              const share = place.cooperative / Math.max(1, place.cooperative + place.conflictual);
              return (
                <a
                  key={`${place.place_name} ${place.latitude}`}
                  href={storiesAddress(place)}
                  aria-label={told(place)}
                  onPointerEnter={() => setNamed(place)}
                  onPointerLeave={() => setNamed(null)}
                  onFocusIn={() => setNamed(place)}
                  onFocusOut={() => setNamed(null)}
                  onDragStart={(begin) => begin.preventDefault()}
                >
                  <circle class={`place ${tone(share)}`} cx={point[0]} cy={point[1]} r={radius(place)} />
                </a>
              );
            })}
          </svg>
        )}
      </div>
      <p class="map-tools">
        <button type="button" onClick={() => closer(1.6)}>
          {t.map.closer}
        </button>{" "}
        <button type="button" onClick={() => closer(1 / 1.6)}>
          {t.map.wider}
        </button>{" "}
        <button type="button" onClick={() => setEye(near(drawn))}>
          {t.map.near}
        </button>{" "}
        <button type="button" onClick={() => setEye(WORLD)}>
          {t.map.all}
        </button>
      </p>
    </Figure>
  );
}
