// Who deals with whom in a span of time, drawn by forces: what has much in common is pulled together. Loaded on demand.
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from "d3-force";
import { useMemo, useState } from "preact/hooks";
import { path, useAnswer } from "../api.ts";
import type { Network } from "../model.ts";
import { navigate } from "../navigate.ts";
import { Answer, useTitle } from "../parts/answer.tsx";
import { Share, WindowForm } from "../parts/bits.tsx";
import { Figure, useWidth } from "../parts/figure.tsx";
import { address, changed, day, type Route } from "../route.ts";
import { codeName, number, percent } from "../text/format.ts";
import { useText } from "../text/language.ts";

export function NetworkView({ route }: { route: Route }) {
  const { t } = useText();
  useTitle(t.network.title);
  const get = (name: string) => route.parameters.get(name);
  const from = day(get("from"), "first");
  const to = day(get("to"), "last");
  const asked = useAnswer<Network>(path("/network", { from, to, limit: 60 }));
  return (
    <>
      <h1>{t.network.title}</h1>
      <p class="lead">{t.network.hint}</p>
      <div class="controls">
        <WindowForm from={get("from")} to={get("to")} onChange={(values) => navigate(changed(route, values))}>
          <a href={address("network")}>{t.window.whole}</a>
        </WindowForm>
      </div>
      <Answer asked={asked}>
        {(network) => (network.edges.length ? <NetworkChart network={network} from={from} to={to} /> : <p>{t.network.none}</p>)}
      </Answer>
    </>
  );
}

interface Node extends SimulationNodeDatum {
  code: string;
  name: string;
  stories: number;
  community: number;
}
interface Edge extends SimulationLinkDatum<Node> {
  a: string;
  b: string;
  stories: number;
  share: number;
}

function laidOut(network: Network, width: number, height: number, nameOf: (code: string, name: string) => string) {
  const nodes: Node[] = network.nodes.map((node) => ({
    code: node.code,
    name: nameOf(node.code, node.name),
    stories: node.stories,
    community: node.community,
  }));
  const known = new Map(nodes.map((node) => [node.code, node]));
  const edges: Edge[] = network.edges
    .filter((edge) => known.has(edge.a) && known.has(edge.b))
    .map((edge) => ({
      source: known.get(edge.a) as Node,
      target: known.get(edge.b) as Node,
      a: edge.a,
      b: edge.b,
      stories: edge.stories,
      share: edge.share,
    }));
  const most = Math.max(1, ...nodes.map((node) => node.stories));
  const small = width < 560;
  const radius = (node: Node) => (small ? 3 + 8 * Math.sqrt(node.stories / most) : 5 + 15 * Math.sqrt(node.stories / most));
  const groups = [...new Set(nodes.map((node) => node.community))];
  const center = (community: number) => {
    const angle = (2 * Math.PI * groups.indexOf(community)) / groups.length;
    return groups.length < 2
      ? { x: width / 2, y: height / 2 }
      : { x: width / 2 + Math.cos(angle) * width * 0.24, y: height / 2 + Math.sin(angle) * height * 0.24 };
  };
  // Deterministic: d3-force brings its own random numbers with a fixed beginning.
  const simulation = forceSimulation(nodes)
    .force(
      "link",
      forceLink<Node, Edge>(edges)
        .distance(Math.min(width, height) / 7)
        .strength((edge) => 0.05 + 0.25 * Math.min(1, edge.stories / 20)),
    )
    .force("charge", forceManyBody<Node>().strength(-Math.min(width, height) * 0.5))
    .force("x", forceX<Node>((node) => center(node.community).x).strength(0.08 * (height / width + 0.4)))
    .force("y", forceY<Node>((node) => center(node.community).y).strength(0.09 * (width / height + 0.2)))
    .force(
      "room",
      forceCollide<Node>((node) => radius(node) + (small ? 12 : 14)),
    )
    .stop();
  for (let i = 0; i < 300; ++i) simulation.tick();
  // The picture fills its frame, with room for names.
  const pad = { x: Math.min(64, width * 0.13), y: 26 };
  const xs = nodes.map((node) => node.x ?? 0);
  const ys = nodes.map((node) => node.y ?? 0);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  for (const node of nodes) {
    node.x = pad.x + (((node.x ?? 0) - x0) / Math.max(1, x1 - x0)) * (width - 2 * pad.x);
    node.y = pad.y + (((node.y ?? 0) - y0) / Math.max(1, y1 - y0)) * (height - 2 * pad.y - 8);
  }
  // On a narrow window only the larger ones go by name; the others tell it when they are pointed at.
  const named = new Set(
    [...nodes]
      .sort((a, b) => b.stories - a.stories)
      .slice(0, small ? 12 : nodes.length)
      .map((node) => node.code),
  );
  return { nodes, edges, radius, named };
}

const edgeClass = (share: number) =>
  share >= 0.62 ? "edge-coop2" : share >= 0.54 ? "edge-coop1" : share > 0.46 ? "edge-even" : share > 0.38 ? "edge-conflict1" : "edge-conflict2";

function NetworkChart({ network, from, to }: { network: Network; from: string | null; to: string | null }) {
  const { language, t } = useText();
  const [box, width] = useWidth();
  const [focus, setFocus] = useState<string | null>(null);
  const height = width && width < 560 ? 420 : 560;
  const drawn = useMemo(
    () => (width > 0 ? laidOut(network, width, height, (code, name) => codeName(language, code, name)) : null),
    [network, width, height, language],
  );
  const pairAddress = (a: string, b: string) => address("pair", `${a},${b}`, { from, to });
  const touched = new Set<string>();
  if (focus) {
    touched.add(focus);
    for (const edge of network.edges) {
      if (edge.a === focus) touched.add(edge.b);
      if (edge.b === focus) touched.add(edge.a);
    }
  }
  const names = new Map(network.nodes.map((node) => [node.code, codeName(language, node.code, node.name)]));
  const groups = new Map<number, string[]>();
  for (const node of network.nodes) groups.set(node.community, [...(groups.get(node.community) ?? []), node.code]);
  const edges = [...network.edges].sort((x, y) => y.stories - x.stories);
  return (
    <>
      <Figure
        title={t.network.chart}
        note={
          <>
            <span class="key-line edge-coop2" aria-hidden="true" /> {t.pair.cooperation} <span class="key-line edge-even" aria-hidden="true" />{" "}
            {percent(language, 0.5)} <span class="key-line edge-conflict2" aria-hidden="true" /> {t.pair.conflict}. {t.network.pick}
          </>
        }
        name="kawat-network"
        csv={() => [["a", "b", "stories", "share"], ...edges.map((edge) => [edge.a, edge.b, edge.stories, edge.share])]}
        table={() => (
          <table>
            <thead>
              <tr>
                <th scope="col">{t.start.pair}</th>
                <th scope="col" class="number">
                  {t.start.stories}
                </th>
                <th scope="col" class="number">
                  {t.start.share}
                </th>
              </tr>
            </thead>
            <tbody>
              {edges.map((edge) => (
                <tr key={`${edge.a} ${edge.b}`}>
                  <th scope="row">
                    <a href={pairAddress(edge.a, edge.b)}>
                      {names.get(edge.a) ?? edge.a} – {names.get(edge.b) ?? edge.b}
                    </a>
                  </th>
                  <td class="number">{number(language, edge.stories)}</td>
                  <td class="number">
                    <Share value={edge.share} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      >
        <div class="picture-box" ref={box} style={{ height: `${height}px` }}>
          {drawn && (
            <svg class="picture network" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t.network.chart}>
              {drawn.edges.map((edge) => {
                const source = edge.source as Node;
                const target = edge.target as Node;
                const faded = focus && edge.a !== focus && edge.b !== focus;
                return (
                  <line
                    key={`${edge.a} ${edge.b}`}
                    class={`edge ${edgeClass(edge.share)}${faded ? " faded" : ""}`}
                    x1={source.x}
                    y1={source.y}
                    x2={target.x}
                    y2={target.y}
                    stroke-width={Math.min(12, 1 + Math.sqrt(edge.stories) * 0.9)}
                    onClick={() => navigate(pairAddress(edge.a, edge.b))}
                  >
                    <title>
                      {source.name} – {target.name}: {t.counts.stories(edge.stories, number(language, edge.stories))}, {percent(language, edge.share)}
                    </title>
                  </line>
                );
              })}
              {drawn.nodes.map((node) => (
                <a
                  key={node.code}
                  href={address("actor", node.code)}
                  class={focus && !touched.has(node.code) ? "node faded" : "node"}
                  aria-label={`${node.name}, ${t.counts.stories(node.stories, number(language, node.stories))}`}
                  onPointerEnter={() => setFocus(node.code)}
                  onPointerLeave={() => setFocus(null)}
                  onFocusIn={() => setFocus(node.code)}
                  onFocusOut={() => setFocus(null)}
                >
                  <circle cx={node.x} cy={node.y} r={drawn.radius(node)} />
                </a>
              ))}
              {drawn.nodes.map(
                (node) =>
                  (drawn.named.has(node.code) || touched.has(node.code)) && (
                    <text
                      key={node.code}
                      class={focus && !touched.has(node.code) ? "node-name faded" : "node-name"}
                      aria-hidden="true"
                      x={node.x}
                      y={(node.y ?? 0) + drawn.radius(node) + 13}
                      text-anchor="middle"
                    >
                      {node.name}
                    </text>
                  ),
              )}
            </svg>
          )}
        </div>
      </Figure>
      {groups.size > 1 && (
        <section aria-labelledby="groups">
          <h2 id="groups">{t.network.groups}</h2>
          <ol class="groups">
            {[...groups.values()]
              .filter((codes) => codes.length > 1)
              .sort((x, y) => y.length - x.length)
              .map((codes) => (
                <li key={codes[0]}>
                  {codes.map((code, index) => (
                    <>
                      {index > 0 && ", "}
                      <a href={address("actor", code)}>{names.get(code)}</a>
                    </>
                  ))}
                </li>
              ))}
          </ol>
        </section>
      )}
    </>
  );
}
